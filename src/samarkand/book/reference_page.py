"""Prints docs/reference/book.md, how to write a book: `python -m samarkand.book.reference_page`.

With a path as argument the page is written there instead.
"""

import sys
from itertools import groupby

from samarkand.book.cells_flag import NO, YES
from samarkand.book.printed_page import print_page
from samarkand.book.schema import DECIMALS, TABLES, Column, Kind, Table
from samarkand.core.unit import UNITS

_HEAD = """\
# A book, column by column

A folder with a CSV or a Parquet file for each table, or an `.xlsx` workbook with a sheet for each, or
[frames in Python](../how-to/use-from-python.md). Parties, offers and wants must be there; the others may be.
This page is made from `src/samarkand/book/schema.py`.

- The first line names the columns, in any order; capitals, blanks and hyphens in names do not
  matter. A column that is none of the table's is left out with a warning, one that is almost right
  is an error.
- **CSV** is UTF-8, with or without a byte order mark, separated by commas; semicolons, tabs and `|`
  are understood too. Lines that begin with `#` above the header are not read. A cell that holds the
  separator, a quotation mark or a line break stands in quotation marks. An apostrophe before text
  that a spreadsheet would take for a formula (`'=1+1`) is taken away; files that Samarkand writes
  have it.
- **Numbers** have a point for decimals and nothing between thousands: `20000.5`. None is negative;
  a required one is not zero. They are kept exactly.
- **Dates** are year-month-day, `2026-11-30`; a workbook may hold Excel's own dates or their serial
  numbers.
- **HS codes** are 2, 4, 5, 6 or more digits of HS 2022, dots and blanks left out; the first six
  must exist. In spreadsheets keep them as text: a code that lost its first zero is found, not
  guessed.
- **Countries** are ISO 3166 alpha-2 codes, **places** UN/LOCODEs or countries, **units** codes of
  UNECE Recommendation 20 ([below](#units)). Small letters will do.
- **Yes or no** may also be written `true` or `false`, `1` or `0`, in small letters or capitals.
- What is blank takes the value in the last column.

What can be wrong, and what to do: [errors](../errors.md).
"""

_BLANK = {
    "pool": "the party alone",
    "place": "the party's country",
    "swing": "as the pool's other parties; else 0",
    "currency": "as the pool's other parties",
}

_HOLDS = {
    Kind.TEXT: "text",
    Kind.CODE: "identifier",
    Kind.COUNTRY: "country",
    Kind.PLACE: "place",
    Kind.HS: "HS code",
    Kind.UNIT: "unit",
    Kind.FLAG: "yes or no",
    Kind.COUNT: "whole number",
    Kind.DATE: "date",
}


def reference_page() -> str:
    """Return the page as Markdown."""
    return "\n".join([_HEAD, *(section(table) for table in TABLES.values()), _units()])


def section(table: Table) -> str:
    """Return what a reference says of one table: what it is for, and each of its columns."""
    needed = " Required." if table.required else ""
    rows = "\n".join(_row(table, column) for column in table.columns)
    head = f"| column of `{table.name}` | holds | meaning | if blank |\n|---|---|---|---|"
    return f"## {table.name}\n\n{table.about}{needed}\n\n{head}\n{rows}\n"


def _row(table: Table, column: Column) -> str:
    blank = "**must be filled**" if column.required else _if_blank(table, column)
    return f"| `{column.name}` | {_holds(column)} | {column.about} | {blank} |"


def _holds(column: Column) -> str:
    if column.kind is Kind.AMOUNT:
        return "number"
    if column.kind in DECIMALS:
        return f"number, {DECIMALS[column.kind]} decimals"
    return _HOLDS[column.kind]


def _if_blank(table: Table, column: Column) -> str:
    if column.name in _BLANK and table.name != "listed":
        return _BLANK[column.name]
    if column.kind is Kind.FLAG:
        return YES if column.default else NO
    return str(column.default) if column.default not in (None, "") else ""


def _units() -> str:
    rows = []
    for dimension, group in groupby(UNITS.values(), key=lambda unit: unit.dimension):
        rows.append(f"| {dimension} | {', '.join(f'`{unit.code}` {unit.name}' for unit in group)} |")
    head = "Goods of different dimensions never meet: a tonne is no litre.\n\n| measures | units |\n|---|---|"
    return f"## Units\n\n{head}\n" + "\n".join(rows) + "\n"


def main(arguments: list[str]) -> None:
    """Print the page, or write it to the path given."""
    print_page(reference_page, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
