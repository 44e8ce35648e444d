"""Writes workbooks: a styled header, codes as text so that no zero is lost, real dates, numbers."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from samarkand.book.cells_flag import NO, YES
from samarkand.book.schema import DECIMALS, TABLES, Column, Kind
from samarkand.core.scale import plain_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | date | None

_EXACT = 10**15
"""A sheet's numbers keep fifteen digits; longer ones are written as text."""

_OPTIONS = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
_GENERAL, _TEXT = 0, 49
"""Numbers of the formats every workbook has: as it comes, and text."""

_WIDTH = 16
_NOTE_WIDTH = 40


def write_workbook(tables: dict[str, pl.DataFrame], path: Path) -> None:
    """Write a sheet a table to ``path``."""
    from xlsxwriter import Workbook

    with Workbook(str(path), {**_OPTIONS, "constant_memory": True}) as workbook:
        dated = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, frame in tables.items():
            sheet = workbook.add_worksheet(name)
            write_header(workbook, sheet, TABLES[name].columns)
            for number, row in enumerate(frame.iter_rows(), start=1):
                for at, (column, cell) in enumerate(zip(TABLES[name].columns, row, strict=True)):
                    _write_cell(sheet, (number, at), column, cell, dated)


def write_header(workbook: "Workbook", sheet: "Worksheet", columns: tuple[Column, ...], row: int = 0) -> None:
    """Write a bold header line, required columns darker, and give each column its cell format."""
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _NOTE_WIDTH if column.name in ("note", "reason", "name") else _WIDTH,
                         _cell_format(workbook, column))  # fmt: skip
    for at, column in enumerate(columns):
        colour = "#1F4E5F" if column.required else "#6A8D92"
        style = {"bold": True, "font_color": "#FFFFFF", "bg_color": colour, "num_format": _TEXT}
        sheet.write_string(row, at, column.name, workbook.add_format(style))
    sheet.freeze_panes(row + 1, 0)


def _cell_format(workbook: "Workbook", column: Column) -> "Format":
    if column.kind is Kind.DATE:
        return workbook.add_format({"num_format": "yyyy-mm-dd"})
    numeric = column.kind in DECIMALS or column.kind is Kind.COUNT
    return workbook.add_format({"num_format": _GENERAL if numeric else _TEXT})


def _write_cell(
    sheet: "Worksheet",
    place: tuple[int, int],
    column: Column,
    cell: Cell,
    dated: "Format",
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_string(*place, YES if cell else NO)
    elif isinstance(cell, date):
        sheet.write_datetime(*place, cell, dated)
    elif isinstance(cell, str):
        sheet.write_string(*place, cell)
    elif abs(cell) < _EXACT:
        sheet.write_number(*place, cell / 10 ** DECIMALS.get(column.kind, 0))
    else:
        sheet.write_string(*place, plain_text(cell, DECIMALS.get(column.kind, 0)))
