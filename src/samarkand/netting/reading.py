"""Reads obligations and credit limits from files and frames, with everything that is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from samarkand.book.catalogue import finding
from samarkand.book.names import normal_name
from samarkand.book.raw import RawTable
from samarkand.book.schema import Table
from samarkand.book.table_file import read_table_file
from samarkand.core.finding import Finding, errors
from samarkand.netting.admission.amounts import totals_fit, weighted_total_fits
from samarkand.netting.admission.headers import asked_for, where_there
from samarkand.netting.admission.limits import are_known, limit_is_there, member_has_obligations, member_once
from samarkand.netting.admission.rows import CHECKS
from samarkand.netting.admission.table import (
    about_amount,
    as_fine_as_obligations,
    checked_table,
    group_of,
    in_file_order,
    needing,
    or_by_option,
)
from samarkand.netting.obligations import CreditLimits, Obligations, limits_table, obligations_table


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading obligations: they, unless a finding is an error, and all findings."""

    obligations: Obligations | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class LimitsReading:
    """What came of reading credit limits: they, unless a finding is an error, and all findings."""

    limits: CreditLimits | None
    findings: tuple[Finding, ...]


def read_obligations(path: Path, *, within: str = "", columns: Mapping[str, str] | None = None) -> Reading:
    """Return the obligations in a CSV file (packed or not), a Parquet file or a workbook.

    The columns are those of `obligations.OBLIGATIONS`, in any sequence; ``columns`` gives the file's
    header of those that have another name there: ``{"amount": "usd_mn"}``. Obligations are later set
    off only among those that have the same in the column ``within``. The finest amount decides how
    many decimals are counted, at most nine. Whatever the file holds, nothing is raised.
    """
    path = Path(path)
    table = _table_of_obligations(within)
    raw, found = read_table_file(path, asked_for(table, columns or {}))
    if raw is None:
        return Reading(None, tuple(map(or_by_option, found)))
    reading = _obligations(raw, table, within, columns or {}, _stem(path))
    return replace(reading, findings=tuple(map(or_by_option, reading.findings)))


def obligations_from_frame(frame: pl.DataFrame, *, within: str = "", name: str = "obligations") -> Reading:
    """Return the obligations a frame holds: columns and checks as in `read_obligations`.

    Amounts are integers, decimals, floats or text; of a float the first fifteen digits count, what
    follows is noise of its arithmetic. Findings call the frame by its name and count its rows from 1.
    """
    table = _table_of_obligations(within)
    return _obligations(RawTable(table, name, frame, first_line=1), table, within, {}, name)


def read_limits(
    path: Path, obligations: Obligations, *, columns: Mapping[str, str] | None = None
) -> LimitsReading:
    """Return the credit limits in a file for these obligations; kinds of files as `read_obligations`.

    The columns are those of `obligations.CREDIT_LIMITS`, and the one the obligations are kept in
    groups by. ``columns`` gives the file's header of those with another name; one that the
    obligations have too, such as the unit, may stand there or under its own name. Members without
    obligations are left out with a warning.
    """
    path = Path(path)
    table = _table_of_limits(obligations)
    raw, found = read_table_file(path, asked_for(table, columns or {}))
    if raw is None:
        return LimitsReading(None, tuple(map(or_by_option, found)))
    reading = _limits(raw, table, obligations, columns or {}, _stem(path))
    return replace(reading, findings=tuple(map(or_by_option, reading.findings)))


def limits_from_frame(
    frame: pl.DataFrame, obligations: Obligations, *, name: str = "limits"
) -> LimitsReading:
    """Return the credit limits a frame holds: columns and checks as in `read_limits`."""
    table = _table_of_limits(obligations)
    return _limits(RawTable(table, name, frame, first_line=1), table, obligations, {}, name)


def _table_of_obligations(within: str) -> Table:
    name = normal_name(within)
    return needing(obligations_table(name), name)


def _table_of_limits(obligations: Obligations) -> Table:
    name = normal_name(obligations.within)
    has_units = bool((obligations.frame["unit"] != "").all())
    return needing(limits_table(name), name, "unit" if has_units else "")


def _stem(path: Path) -> str:
    """Return the file's name without its endings: trade of trade.csv.gz."""
    return Path(path.stem).stem if path.suffix.lower() == ".gz" else path.stem


def _obligations(raw: RawTable, table: Table, within: str, columns: Mapping[str, str], name: str) -> Reading:
    checked, decimals, found = checked_table(raw, table, columns, None)
    if within and not normal_name(within):
        message = f"No column can be called {within!r}, to keep obligations apart by."
        found.append(finding("column_missing", message, file=raw.file, column="--within", value=within))
    rows = [about_amount(one, checked.headers.get("amount", "")) for one in checked.findings]
    for check in CHECKS:
        rows += checked.findings_of(check(checked))
    rows += totals_fit(checked, "amount", ("unit",), decimals)
    rows += weighted_total_fits(checked)
    findings = (*found, *in_file_order(rows))
    if errors(findings):
        return Reading(None, findings)
    frame = _filled(checked.frame, normal_name(within))
    return Reading(Obligations(frame, decimals, within, name), findings)


def _filled(frame: pl.DataFrame, within: str) -> pl.DataFrame:
    """Return the obligations as they are kept: blanks filled, the group in a column of its own."""
    number = pl.int_range(1, pl.len() + 1).cast(pl.String)
    return frame.select(
        pl.coalesce("obligation", number).alias("obligation"),
        "debtor",
        "creditor",
        "amount",
        pl.col("unit").fill_null(""),
        "due",
        pl.col("weight").fill_null(1),
        group_of(within).alias("group"),
    )


def _limits(
    raw: RawTable, table: Table, obligations: Obligations, columns: Mapping[str, str], name: str
) -> LimitsReading:
    alike = ("unit", normal_name(obligations.within))
    columns = where_there(columns, alike, raw)
    checked, decimals, found = checked_table(raw, table, columns, obligations.decimals)
    found += limit_is_there(checked)
    frame = _members(checked.frame, table, normal_name(obligations.within))
    checked = replace(checked, frame=frame)
    is_known = are_known(frame, obligations.frame)
    rows = [as_fine_as_obligations(one, decimals) for one in checked.findings]
    rows += checked.findings_of(member_once(checked))
    rows += totals_fit(checked, "limit", ("unit", "group"), decimals)
    if all(column.name in checked.headers for column in table.columns if column.required):
        rows += checked.findings_of(member_has_obligations(checked, is_known, obligations))
        if frame.height and not is_known.any():
            message = f"No member in {raw.file} has obligations in {obligations.name}."
            found.append(finding("members_unknown", message, file=raw.file))
    findings = (*found, *in_file_order(rows))
    if errors(findings):
        return LimitsReading(None, findings)
    return LimitsReading(CreditLimits(frame.filter(is_known), name), findings)


def _members(frame: pl.DataFrame, table: Table, within: str) -> pl.DataFrame:
    """Return the limits as they are kept; what must be given and is blank stays null."""
    needs_unit = any(column.name == "unit" and column.required for column in table.columns)
    return frame.select(
        "party",
        pl.col("unit") if needs_unit else pl.col("unit").fill_null(""),
        group_of(within).alias("group"),
        pl.col("limit").fill_null(0),
        "hold",
    )
