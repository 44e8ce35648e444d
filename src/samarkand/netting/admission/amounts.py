"""How finely amounts are counted, and whether their sums can be: the finest amount decides for all."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import polars as pl

from samarkand.book.catalogue import finding
from samarkand.book.cells_text import as_text
from samarkand.book.columns import CheckedTable
from samarkand.core.finding import Finding
from samarkand.core.scale import LARGEST, to_text

MOST_DECIMALS = 9
"""More are refused: with the digits before the point they would not fit 64 bits."""

_NOISE = (2e-15, 1e-12)
"""Parts of itself a float may be off the number meant: beyond fifteen digits, and after long sums."""

_FRACTION = r"^[+-]?[0-9]*\.([0-9]*?)0*$"
_EXPONENT = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]{1,2}$"


def decimals_of(amounts: pl.Series) -> int:
    """Return how many decimals the finest amount has, of those that have no more than can be counted.

    Zeros at the end do not count, nor does what is no number.
    """
    kind = amounts.dtype
    if kind.is_integer():
        return 0
    if kind.is_float():
        return _of_floats(amounts)
    if isinstance(kind, pl.Decimal):
        return _of_decimals(amounts, kind.scale)
    text = as_text(amounts)
    return 0 if text is None else _of_text(text)


def _of_text(text: pl.Series) -> int:
    fractions = text.str.extract(_FRACTION)
    exponents = text.filter(text.str.contains(_EXPONENT))
    if len(exponents):
        plain = pl.Series([format(Decimal(cell), "f") for cell in exponents], dtype=pl.String)
        fractions = pl.concat([fractions, plain.str.extract(_FRACTION)])
    places = fractions.str.len_bytes()
    return _largest(places.filter(places <= MOST_DECIMALS))


def _largest(places: pl.Series) -> int:
    most = places.max()
    return most if isinstance(most, int) else 0


def _of_decimals(amounts: pl.Series, scale: int) -> int:
    left = amounts.drop_nulls().to_physical().cast(pl.Int128).alias("amount").to_frame()
    finest = 0
    for places in range(min(scale, MOST_DECIMALS) + 1):
        finer = left.filter(pl.col("amount") % 10 ** (scale - places) != 0)
        finest = places if finer.height < left.height else finest
        left = finer
    return finest


def _of_floats(amounts: pl.Series) -> int:
    """Count the decimals of the number meant: fifteen digits of it, for what follows is noise."""
    left = amounts.filter(amounts.is_finite()).cast(pl.Float64).to_numpy()
    finest = 0
    for noise in _NOISE:
        for places in range(MOST_DECIMALS + 1):
            if not len(left):
                return finest
            factor = 10.0**places
            off = np.abs(np.rint(left * factor) / factor - left) > noise * np.abs(left)
            finest = finest if off.all() else max(finest, places)
            left = left[off]
    return finest


def with_shortest_floats(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with floats of 32 bits as the numbers they are written as: 0.1, not 0.10000000149."""
    return frame.with_columns(pl.col(pl.Float32).cast(pl.String).cast(pl.Float64))


def totals_fit(table: CheckedTable, amount: str, by: tuple[str, ...], decimals: int) -> Iterator[Finding]:
    """Find units (and groups) whose amounts, added up, exceed 64 bits."""
    if _is_small(table.frame[amount]):
        return
    most = to_text(LARGEST, decimals)
    summed = pl.col(amount).cast(pl.Int128).sum()
    for row in table.frame.group_by(by).agg(summed).sort(by).iter_rows(named=True):
        if row[amount] > LARGEST:
            all_of = f"All of {row['unit']} together" if row["unit"] else "All together"
            message = f"{all_of} is {to_text(row[amount], decimals)}; no more than {most} can be counted."
            yield _of_table("total_too_large", message, table, amount, row["unit"] or "")


def weighted_total_fits(table: CheckedTable) -> Iterator[Finding]:
    """Find weights so large that amounts times weights, added up, exceed 64 bits."""
    weight = table.frame["weight"]
    if weight.null_count() == len(weight) or _is_small(table.frame["amount"], _largest(weight)):
        return
    product = pl.col("amount").cast(pl.Int128) * pl.col("weight").fill_null(1)
    if int(table.frame.select(product.sum()).item()) > LARGEST:
        message = "Amounts times weights, added up, are too large to be counted."
        yield _of_table("weighted_total_too_large", message, table, "weight", "")


def _is_small(amounts: pl.Series, factor: int = 1) -> bool:
    """Tell whether so many amounts fit 64 bits together even if each were as large as the largest."""
    return _largest(amounts) * max(factor, 1) * len(amounts) <= LARGEST


def _of_table(code: str, message: str, table: CheckedTable, column: str, value: str) -> Finding:
    header = table.headers.get(column, column)
    return finding(code, message, file=table.raw.file, column=header, value=value)
