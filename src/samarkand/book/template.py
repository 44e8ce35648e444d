"""An empty book to fill in: every table, every column explained where it is typed."""

from pathlib import Path

from samarkand.book.schema import DECIMALS, TABLES, Column, Kind, Table
from samarkand.book.whole import write_whole
from samarkand.core.finding import Finding

_HOLDS = {
    Kind.TEXT: "text",
    Kind.CODE: "short text",
    Kind.COUNTRY: "two letters",
    Kind.PLACE: "five or two letters",
    Kind.HS: "digits",
    Kind.UNIT: "code",
    Kind.FLAG: "yes or no",
    Kind.COUNT: "whole number",
    Kind.DATE: "year-month-day",
}

_README = (
    "A book of offers and wants for Samarkand.",
    "Fill in parties, offers and wants, from the line below each header. The other sheets are optional:",
    "leave them as they are, or delete them.",
    "Dark headers must be filled. Point at a header to read what belongs under it.",
    "Columns of codes are formatted as text: type 0713 and the zero stays.",
    "Then run: samarkand book check FILE.xlsx",
)


def write_template(target: Path) -> Finding | None:
    """Write an empty book: a workbook where the name ends in .xlsx, else a folder of CSV files.

    Returns the reason why nothing was written, or None.
    """
    make = _write_workbook if target.suffix.lower() == ".xlsx" else _write_folder
    return write_whole(target, make)


def explanation(column: Column) -> str:
    """Return what a column holds and whether it must be filled, as one line."""
    holds = (
        f"number, up to {DECIMALS[column.kind]} decimals" if column.kind in DECIMALS else _HOLDS[column.kind]
    )
    return f"{column.about} ({holds}; {'required' if column.required else 'may be blank'})"


def _write_folder(folder: Path) -> None:
    folder.mkdir()
    for table in TABLES.values():
        (folder / f"{table.name}.csv").write_text(_csv(table), encoding="utf-8")


def _csv(table: Table) -> str:
    needed = "Required table." if table.required else "Optional table: leave it as it is, or delete it."
    lines = [f"# {table.about} {needed}", "# Lines that begin with # above the header are not read."]
    lines += [f"# {column.name}: {explanation(column)}" for column in table.columns]
    lines.append(",".join(column.name for column in table.columns))
    return "\n".join(lines) + "\n"


def _write_workbook(path: Path) -> None:
    from xlsxwriter import Workbook

    from samarkand.book.workbook_writing import write_header

    with Workbook(str(path)) as workbook:
        for table in TABLES.values():
            sheet = workbook.add_worksheet(table.name)
            write_header(workbook, sheet, table.columns)
            for at, column in enumerate(table.columns):
                sheet.write_comment(0, at, explanation(column))
            if not table.required:
                sheet.set_tab_color("#B0B0B0")
        readme = workbook.add_worksheet("README")
        readme.set_column(0, 0, 100)
        for row, line in enumerate(_README):
            readme.write_string(row, 0, line)
