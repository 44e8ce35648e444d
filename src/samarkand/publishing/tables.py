"""Tables of an outcome on disk: decimals where memory holds whole numbers, CSV or Parquet.

In CSV, text that a spreadsheet would take for a formula is guarded, and is as it was once it is read.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal

import polars as pl

from samarkand.book.formulas import guarded, unguarded
from samarkand.book.scaled import from_decimal, to_decimal

Format = Literal["csv", "parquet"]
Schema = Mapping[str, pl.DataType]

_RATE_DIGITS = 12


def public_frame(frame: pl.DataFrame, decimals: Mapping[str, int]) -> pl.DataFrame:
    """Return a table as people read it; ``decimals`` names the columns that are scaled integers."""
    return frame.with_columns(
        to_decimal(pl.col(column), decimals[column]).alias(column)
        for column in frame.columns
        if column in decimals
    )


def write_table(frame: pl.DataFrame, path: Path, decimals: Mapping[str, int]) -> None:
    """Write a table as CSV or Parquet, as the path ends."""
    public = public_frame(frame, decimals)
    with path.open("wb") as file:  # opened here: Polars takes no path that is not UTF-8
        if path.suffix == ".csv":
            _as_csv(public).write_csv(file)
        else:
            public.write_parquet(file)


def table_text(frame: pl.DataFrame, decimals: Mapping[str, int]) -> str:
    """Return the text of a table as CSV."""
    public = public_frame(frame, decimals)
    return _as_csv(public).write_csv()


def _as_csv(frame: pl.DataFrame) -> pl.DataFrame:
    return guarded(frame).with_columns(_rates_as_text(frame))


def _rates_as_text(frame: pl.DataFrame) -> list[pl.Series]:
    return [
        pl.Series(
            name,
            [None if rate is None else _digits(rate) for rate in frame[name]],
            dtype=pl.String,
        )
        for name, dtype in frame.schema.items()
        if dtype == pl.Float64()
    ]


def _digits(rate: float) -> str:
    """Return the twelve digits a rate is stated to, without powers of ten."""
    return f"{Decimal(f'{rate:.{_RATE_DIGITS}g}'):f}"


def read_table(folder: Path, name: str, schema: Schema, decimals: Mapping[str, int]) -> pl.DataFrame:
    """Return the table ``name`` of an outcome's folder in its schema, whichever format it lies in.

    Raises FileNotFoundError for a missing file, ValueError for one that cannot be understood.
    """
    path = folder / f"{name}.csv"
    if path.is_file():
        text = unguarded(pl.read_csv(path.read_bytes(), infer_schema=False, empty_string_is_null=False))
    else:
        text = pl.read_parquet((folder / f"{name}.parquet").read_bytes())
    missing = [column for column in schema if column not in text.columns]
    if missing:
        raise ValueError(f"{name}: no column {', '.join(missing)}")
    strange = [column for column in text.columns if column not in schema]
    if strange:
        raise ValueError(f"{name}: no outcome has a column {', '.join(map(ascii, strange))}")
    return text.select(_column(text, column, dtype, decimals) for column, dtype in schema.items())


def _column(frame: pl.DataFrame, column: str, dtype: pl.DataType, decimals: Mapping[str, int]) -> pl.Expr:
    cell = pl.col(column)
    if dtype == pl.String():
        return cell.fill_null("")
    if frame.schema[column] == pl.String():
        cell = pl.when(cell != "").then(cell)
        if column in decimals:
            cell = cell.str.to_decimal(scale=decimals[column])
        elif dtype == pl.Date():
            return cell.str.to_date(strict=True).alias(column)
    return from_decimal(cell, decimals[column]).alias(column) if column in decimals else cell.cast(dtype)
