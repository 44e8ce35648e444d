"""Single rows as the engine's readers take them: a raw table of text, whatever the cells came as."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from samarkand.book.cells_flag import NO, YES
from samarkand.book.raw import RawTable
from samarkand.book.schema import DECIMALS, Column, Table
from samarkand.core.scale import plain_text
from samarkand.platform.market.models import BookRow
from samarkand.platform.market.sides import side_of

Cell = str | int | date | None
"""Text, a whole number at its column's scale, a flag, a date, or blank."""

Cells = Mapping[str, Cell]
"""Cells by the names of the schema's columns."""


def raw_table(table: Table, rows: Sequence[Cells]) -> RawTable:
    """Return rows as a raw table that the engine validates; its lines count from 1.

    Optional columns that are blank throughout are left out, as people leave them out of files: that
    halves the time a single row takes.
    """
    columns = {column.name: [_text(column, row.get(column.name)) for row in rows] for column in table.columns}
    required = {column.name for column in table.columns if column.required}
    filled = {name: cells for name, cells in columns.items() if name in required or any(cells)}
    shown = filled or columns
    frame = pl.DataFrame(shown, schema=dict.fromkeys(shown, pl.String))
    return RawTable(table, table.name, frame, first_line=1)


def _text(column: Column, cell: Cell) -> str:
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, int):
        return plain_text(cell, DECIMALS.get(column.kind, 0))
    return cell.isoformat() if isinstance(cell, date) else cell or ""


def cells_of(row: BookRow) -> dict[str, Cell]:
    """Return the cells of an offer or a want by the names of the schema's columns."""
    cells: dict[str, Cell] = {column: getattr(row, field) for column, field in side_of(row).fields.items()}
    return cells | {"party": row.party.code}
