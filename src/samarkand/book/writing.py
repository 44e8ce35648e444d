"""Writes a book to a folder of CSV or Parquet files, or to a workbook, without loss."""

from pathlib import Path
from typing import Literal

import polars as pl

from samarkand.book.book import Book
from samarkand.book.catalogue import finding
from samarkand.book.cells_flag import NO, YES
from samarkand.book.formulas import guarded
from samarkand.book.scaled import to_decimal
from samarkand.book.schema import DECIMALS, TABLES, Table
from samarkand.book.whole import write_whole
from samarkand.core.finding import Finding

Shape = Literal["csv", "parquet", "xlsx"]

_MAY_BE_LEFT_OUT = ("quotas", "restrictions", "failures")

SHEET_ROWS = 1_048_575
"""Rows of a sheet below its header."""

CELL_LETTERS = 32_767
"""Letters of a cell."""


def write_book(book: Book, target: Path, shape: Shape) -> Finding | None:
    """Write a book in a shape; return the reason why nothing was written, or None.

    Numbers become decimals in whole units and money; in CSV an apostrophe guards what a spreadsheet
    would take for a formula. Reading the result gives the same digests.
    """
    tables = {name: frame for name, frame in book.tables().items() if frame is not None}
    written = {
        name: frame for name, frame in tables.items() if frame.height > 0 or name not in _MAY_BE_LEFT_OUT
    }
    if shape == "xlsx":
        return _unfit_for_sheets(written, target) or write_whole(
            target, lambda path: _write_workbook(written, path)
        )
    return write_whole(target, lambda folder: _write_folder(written, folder, shape))


def _write_folder(tables: dict[str, pl.DataFrame], folder: Path, shape: Shape) -> None:
    folder.mkdir()
    for name, frame in tables.items():
        public = in_whole_units(TABLES[name], frame)
        # Opened here: Polars takes no path that is not UTF-8.
        with (folder / f"{name}.{shape}").open("wb") as file:
            if shape == "parquet":
                public.write_parquet(file)
            else:
                guarded(as_csv_text(public)).write_csv(file)


def in_whole_units(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table with its scaled columns as decimals in whole units and money."""
    return frame.with_columns(
        to_decimal(pl.col(column.name), DECIMALS[column.kind]).alias(column.name)
        for column in table.columns
        if column.kind in DECIMALS
    )


def as_csv_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with every cell as a CSV file shows it: no needless zeros, yes and no, blanks."""
    return frame.select(_csv_cell(column, dtype) for column, dtype in frame.schema.items())


def _csv_cell(column: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(column)
    if dtype == pl.String():
        return cell.replace("", None)  # an empty text would be written as a pair of quotation marks
    if dtype == pl.Boolean():
        return pl.when(cell).then(pl.lit(YES)).otherwise(pl.lit(NO)).alias(column)
    if dtype.is_decimal():
        return cell.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
    return cell


def _unfit_for_sheets(tables: dict[str, pl.DataFrame], target: Path) -> Finding | None:
    for name, frame in tables.items():
        if frame.height > SHEET_ROWS:
            message = f"{name} has {frame.height:,} rows; a sheet holds {SHEET_ROWS:,}."
            return finding("workbook_too_small", message, file=str(target))
        longest = max((_longest(frame[column]) for column in frame.columns), default=0)
        if longest > CELL_LETTERS:
            message = f"{name} has a text of {longest:,} letters; a cell holds {CELL_LETTERS:,}."
            return finding("workbook_too_small", message, file=str(target))
    return None


def _longest(cells: pl.Series) -> int:
    letters = cells.str.len_chars().max() if cells.dtype == pl.String else None
    return letters if isinstance(letters, int) else 0


def _write_workbook(tables: dict[str, pl.DataFrame], path: Path) -> None:
    from samarkand.book.workbook_writing import write_workbook

    write_workbook(tables, path)
