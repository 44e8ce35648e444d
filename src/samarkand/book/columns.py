"""The columns of one raw table against the schema: names, then every cell by its kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from samarkand.book import cells_code, cells_text
from samarkand.book.catalogue import finding
from samarkand.book.cells_date import to_dates
from samarkand.book.cells_flag import to_flags
from samarkand.book.cells_number import to_scale
from samarkand.book.cells_share import to_shares
from samarkand.book.fault import Fault, findings_of
from samarkand.book.limits import LARGEST_COUNT, LISTED_COLUMNS
from samarkand.book.names import closest, normal_name, plain
from samarkand.book.raw import RawTable
from samarkand.book.schema import DECIMALS, POLARS_TYPE, Column, Kind, Table
from samarkand.book.threads import for_each
from samarkand.core.finding import Finding

_NONE_IF_ZERO = ("lot", "min_quantity")

_FROM_TEXT = {
    Kind.COUNTRY: cells_code.countries,
    Kind.PLACE: cells_code.places,
    Kind.UNIT: cells_code.units,
    Kind.HS: cells_code.hs_codes,
    Kind.FLAG: to_flags,
}


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """A table in the schema's types, blanks and faulty cells as nulls, and what was found.

    ``headers`` gives each column's header in the raw frame, for those that are there.
    """

    raw: RawTable
    frame: pl.DataFrame
    headers: dict[str, str]
    findings: tuple[Finding, ...]

    def findings_of(self, faults: Iterator[Fault]) -> list[Finding]:
        """Return the findings of faults met in further checks of this table."""
        return [
            found
            for fault in faults
            if fault.exists()
            for found in findings_of(fault, self.raw, self.headers.get(fault.column))
        ]


def check_columns(raw: RawTable, decimals: Mapping[Kind, int] = DECIMALS) -> CheckedTable:
    """Return the table in its types with every finding about headers and single cells.

    ``decimals`` is the scale of each kind that is counted at one.
    """
    table = raw.table
    headers, found = _match_headers(raw, table)
    checked = for_each(
        lambda column: _column(column, raw, headers, decimals), table.columns, raw.frame.height
    )
    cells = {}
    for column, (series, faults) in zip(table.columns, checked, strict=True):
        cells[column.name] = series
        for fault in faults:
            if fault.exists():
                found.extend(findings_of(fault, raw, headers[column.name]))
    if table.required and raw.frame.height == 0:
        found.append(finding("rows_none", f"{table.name} has no rows.", file=raw.file))
    return CheckedTable(raw, pl.DataFrame(cells), headers, tuple(found))


def _column(
    column: Column, raw: RawTable, headers: Mapping[str, str], decimals: Mapping[Kind, int]
) -> tuple[pl.Series, list[Fault]]:
    """Return a column in its type and what is wrong with its cells; all blank where it is not there."""
    if column.name in headers:
        return _check_cells(column, raw.frame[headers[column.name]], decimals)
    kind = POLARS_TYPE[column.kind]
    return pl.repeat(None, raw.frame.height, dtype=kind, eager=True), []


def _match_headers(raw: RawTable, table: Table) -> tuple[dict[str, str], list[Finding]]:
    known = {column.name for column in table.columns}
    headers: dict[str, str] = {}
    strangers: list[str] = []
    found: list[Finding] = []
    for header in raw.frame.columns:
        name = normal_name(plain(header))
        if name not in known:
            strangers.append(header)
        elif name in headers:
            found.append(_column_finding("column_twice", f"Column {name} is there twice.", raw, header))
        else:
            headers[name] = header
    if not headers:
        return {}, [header_missing(table, raw.file, _header_line(raw))]
    meant, more = _meant_by(strangers, known - headers.keys(), raw)
    needed = [column.name for column in table.columns if column.required]
    missing = [_missing(name, table, raw) for name in needed if name not in headers and name not in meant]
    return headers, [*found, *more, *missing]


def header_missing(table: Table, file: str, line: int) -> Finding:
    """Return the finding that the line where the header should be names no column of the table."""
    names = ", ".join(column.name for column in table.columns if column.required)
    needed = (
        f"{table.name} needs {names}" if names else f"{table.name} has {table.columns[0].name} and others"
    )
    return finding("header_missing", f"This line names no column; {needed}.", file=file, row=line)


def _meant_by(strangers: list[str], free: set[str], raw: RawTable) -> tuple[set[str], list[Finding]]:
    """Return the columns that misspelt headers stand for, with a finding for each, and one for all others."""
    meant: set[str] = set()
    found, others = [], []
    for header in strangers[:LISTED_COLUMNS]:
        name = closest(normal_name(plain(header)), free)
        if name is not None:
            meant.add(name)
            message = f"There is no column {plain(header)!r}; {name} is the nearest."
            found.append(_column_finding("column_unknown", message, raw, header, f"Rename it to {name}."))
        elif plain(header).strip() or _has_cells(raw.frame[header]):
            others.append(header)
    return meant, [*found, *_ignored(others, raw)]


def _ignored(headers: list[str], raw: RawTable) -> list[Finding]:
    """Return one finding for all columns that are not read: exports of other programs have dozens."""
    if not headers:
        return []
    named = [repr(plain(header)) for header in headers if plain(header).strip()]
    if len(headers) > 1:
        unnamed = f" and {len(headers) - len(named)} without a name" if len(named) < len(headers) else ""
        called = f"Columns {', '.join(named)}{unnamed} are none of {raw.table.name}; they are"
    elif named:
        called = f"Column {named[0]} is none of {raw.table.name}; it is"
    else:
        called = f"A column has no name in {raw.table.name}; it is"
    return [_column_finding("column_ignored", f"{called} not read.", raw, headers[0])]


def _has_cells(series: pl.Series) -> bool:
    text = cells_text.as_text(series)
    return text is None or text.null_count() < len(text)


def _missing(name: str, table: Table, raw: RawTable) -> Finding:
    about = next(column.about for column in table.columns if column.name == name)
    message = f"{table.name} has no column {name} ({about})."
    return finding("column_missing", message, file=raw.file, row=_header_line(raw), column=name)


def _column_finding(code: str, message: str, raw: RawTable, header: str, remedy: str = "") -> Finding:
    return finding(
        code, message, file=raw.file, row=_header_line(raw), column=plain(header).strip(), remedy=remedy
    )


def _header_line(raw: RawTable) -> int:
    return raw.first_line - 1


def _check_cells(
    column: Column, series: pl.Series, decimals: Mapping[Kind, int]
) -> tuple[pl.Series, list[Fault]]:
    """Return a column in its type and what is wrong with its cells."""
    if series.dtype.is_float():
        series = series.fill_nan(None)
    cells = series if series.dtype.is_numeric() else cells_text.as_text(series)
    if cells is None or (series.dtype == pl.Boolean and column.kind in DECIMALS):
        nothing = pl.Series([None] * len(series), dtype=POLARS_TYPE[column.kind])
        everywhere = pl.Series([True] + [False] * (len(series) - 1)) if len(series) else pl.Series([True])
        held = f"Column {column.name} holds {series.dtype}, not {column.kind.value}."
        return nothing, [Fault("column_type_wrong", everywhere, lambda _: held)]
    result, faults = _by_kind(column, cells, decimals)
    if column.required:
        faults.append(Fault("value_missing", cells.is_null(), lambda _: f"{column.name} is blank."))
    return result, faults


def _by_kind(column: Column, cells: pl.Series, decimals: Mapping[Kind, int]) -> tuple[pl.Series, list[Fault]]:
    if column.kind is Kind.SHARE:
        return to_shares(cells, decimals[column.kind])
    if column.kind in decimals:
        return _signed(column, *to_scale(cells, decimals[column.kind]))
    if column.kind is Kind.COUNT:
        return _signed(column, *to_scale(cells, 0, LARGEST_COUNT))
    if column.kind is Kind.DATE:
        return to_dates(cells)
    text = cells if cells.dtype == pl.String else cells_text.as_text(cells)
    if text is None:
        raise TypeError(f"{cells.dtype} was to be refused before")
    if column.kind in _FROM_TEXT:
        return _FROM_TEXT[column.kind](text)
    if column.kind is Kind.TEXT:
        text = cells_text.with_plain_line_ends(text)
    unreadable = cells_text.unreadable(text, one_line=column.kind is Kind.CODE)
    said = f"{column.name} holds characters that cannot be shown."
    return text, [Fault("text_malformed", unreadable, lambda _: said)]


def _signed(column: Column, numbers: pl.Series, faults: list[Fault]) -> tuple[pl.Series, list[Fault]]:
    """No number of a book is negative, and a required one is not zero."""
    negative = Fault("number_negative", numbers < 0, lambda value: f"{column.name} is below zero: {value}.")
    faults = [*faults, negative]
    if column.required:
        faults.append(Fault("number_zero", numbers == 0, lambda _: f"{column.name} is zero."))
    if column.name in _NONE_IF_ZERO and (numbers == 0).any():
        numbers = numbers.to_frame("number").select(pl.col("number").replace(0, None)).to_series()
    return numbers, faults
