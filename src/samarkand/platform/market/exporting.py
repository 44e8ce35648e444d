"""Offers and wants as files to take away: the columns that the command reads, and what became of each row."""

import io
from typing import Literal

import polars as pl

from samarkand.book.formulas import guarded
from samarkand.book.scaled import to_decimal
from samarkand.book.schema import Table
from samarkand.book.writing import as_csv_text, in_whole_units
from samarkand.core.scale import QUANTITY_DECIMALS
from samarkand.platform.house.actor import Actor
from samarkand.platform.market.frames import FURNISHED, furnished_frame, rows_as_posted
from samarkand.platform.market.furnishing import visible_table
from samarkand.platform.market.permissions import visible_rows
from samarkand.platform.market.sides import Side

Shape = Literal["csv", "parquet"]


def rows_file(actor: Actor, side: Side, shape: Shape, state: str = "") -> bytes:
    """Return the offers or wants that the actor may see, in one state or all, as a file's content.

    Quantities and prices are in whole units and money. Two columns follow the schema's: the open
    quantity and the state. In CSV, text that a spreadsheet would run has an apostrophe in front.
    """
    rows = visible_rows(actor, side)
    frame = rows_as_posted(side, rows.filter(state=state) if state else rows)
    open_part = to_decimal(pl.col("open_quantity"), QUANTITY_DECIMALS)
    return file_of(side.table, frame.with_columns(open_part), shape)


def table_file(actor: Actor, name: str, shape: Shape) -> bytes:
    """Return what the actor may see of a table that the operator keeps, as a file's content."""
    return file_of(FURNISHED[name][0], furnished_frame(name, visible_table(actor, name)), shape)


def file_of(table: Table, frame: pl.DataFrame, shape: Shape) -> bytes:
    """Return a table in the schema's columns, and any more of its own, as a file's content."""
    public = in_whole_units(table, frame)
    if shape == "csv":
        return guarded(as_csv_text(public)).write_csv().encode()
    content = io.BytesIO()
    public.write_parquet(content)
    return content.getvalue()
