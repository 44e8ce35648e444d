"""The one place where columns of whole numbers become decimals for files, and back."""

from decimal import Decimal

import polars as pl

from samarkand.core.scale import LARGEST

_PRECISION = 38


def to_decimal(column: pl.Expr, decimals: int) -> pl.Expr:
    """Return an integer column as exact decimals with ``decimals`` places."""
    factor = pl.lit(Decimal(1).scaleb(-decimals), dtype=pl.Decimal(_PRECISION, decimals))
    return column.cast(pl.Decimal(_PRECISION, decimals)) * factor


def from_decimal(column: pl.Expr, decimals: int) -> pl.Expr:
    """Return a column of decimals as integers at the scale; null where one does not fit 64 bits."""
    factor = pl.lit(Decimal(10**decimals), dtype=pl.Decimal(_PRECISION, 0))
    scaled = column.cast(pl.Decimal(_PRECISION, decimals)) * factor
    return scaled.cast(pl.Int64, strict=False)


def times_divided(first: pl.Expr, second: pl.Expr, divisor: int | pl.Expr) -> pl.Expr:
    """Return ``first * second // divisor`` through 128 bits; null where it exceeds 64 bits."""
    product = first.cast(pl.Int128) * second.cast(pl.Int128) // divisor
    return pl.when(product.abs() <= LARGEST).then(product).cast(pl.Int64)
