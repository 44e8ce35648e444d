"""What obligations and credit limits are checked by alike: names of columns, cells, and words for people."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import polars as pl

from samarkand.book.catalogue import CATALOGUE, finding
from samarkand.book.columns import CheckedTable, check_columns
from samarkand.book.names import normal_name, plain
from samarkand.book.raw import RawTable
from samarkand.book.schema import Kind, Table
from samarkand.core.finding import Finding
from samarkand.netting.admission.amounts import MOST_DECIMALS, decimals_of, with_shortest_floats
from samarkand.netting.admission.headers import spelling_of, under_our_names
from samarkand.publishing import words


def needing(table: Table, *names: str) -> Table:
    """Return the table with these columns required; that it needs rows is said in this module's words."""
    columns = tuple(
        replace(column, required=column.required or column.name in names) for column in table.columns
    )
    return replace(table, columns=columns, required=False)


def checked_table(
    raw: RawTable, table: Table, columns: Mapping[str, str], decimals: int | None
) -> tuple[CheckedTable, int, list[Finding]]:
    """Return the table in its types, the decimals of its amounts, and what is wrong with names.

    The finest amount decides the decimals where none are given.
    """
    spelling = spelling_of(table, columns, raw)
    raw = replace(raw, table=spelling.table, frame=with_shortest_floats(raw.frame))
    if decimals is None:
        header = _header(raw, spelling.names.get("amount", ""))
        decimals = 0 if header is None else decimals_of(raw.frame[header])
    checked = check_columns(raw, {Kind.AMOUNT: decimals})
    found = list(spelling.findings)
    if checked.headers and not raw.frame.height:
        found.append(finding("rows_needed", f"{table.name} has a header and no rows.", file=raw.file))
    return under_our_names(checked, table, spelling.names), decimals, found


def _header(raw: RawTable, name: str) -> str | None:
    return next((header for header in raw.frame.columns if normal_name(plain(header)) == name), None)


def group_of(within: str) -> pl.Expr:
    """Return the column that keeps rows apart as text, blank where none does."""
    return pl.col(within).cast(pl.String) if within else pl.lit("")


def in_file_order(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings line by line."""
    # A finding without a row, which counts further rows or judges sums, stands after all others.
    yield from sorted(found, key=lambda one: sys.maxsize if one.row is None else one.row)


def about_amount(found: Finding, amount: str) -> Finding:
    """Say of an amount, under its header, what is not true of other numbers.

    One that is too fine has more decimals than any amount may have, whatever this file's have; one
    below zero is a debt the other way round, such as a credit note.
    """
    if found.row is None or found.column != plain(amount):
        return found
    if found.code == "number_too_fine":
        return replace(found, message=f"{found.value} has more than {MOST_DECIMALS} decimals.")
    if found.code == "number_negative":
        return replace(found, remedy="Exchange debtor and creditor, or write it without the minus sign.")
    return found


def as_fine_as_obligations(found: Finding, decimals: int) -> Finding:
    """Say of a limit that is too fine that the obligations decide how finely limits are counted."""
    if found.code != "number_too_fine":
        return found
    counted = "in whole units" if not decimals else f"to {words.count(decimals, 'decimal')}"
    return replace(found, remedy=f"Round it down: these obligations are counted {counted}.")


def or_by_option(found: Finding) -> Finding:
    """Add to the remedy for a column that is not there how to say which column it is."""
    if found.code == "column_missing" and found.column != "--within":
        return replace(
            found, remedy=f"Add it, or name the column that holds it: --column {found.column}=HEADER."
        )
    if found.code == "header_missing":
        more = "Where the columns have other names: --column amount=HEADER, once for each."
        return replace(found, remedy=f"{CATALOGUE[found.code].remedy} {more}")
    return found
