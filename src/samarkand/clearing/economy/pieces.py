"""Things that nobody divides: rows in units of count move in whole pieces, whatever the terms."""

from dataclasses import replace

import polars as pl

from samarkand.clearing.economy.economy import Economy

FEW_PIECES = 100
"""A row of at most so many pieces is allocated in whole ones; of more, a part of one hardly matters there."""


def in_pieces(rows: pl.DataFrame) -> pl.DataFrame:
    """Return offers or wants in market units with ``piece``: what one leg moves whole multiples of.

    It is null where goods are divisible: of units that measure, of offers whose own lot is no multiple of a
    piece, and of rows of bundles, which trade in equal shares.
    """
    divided = pl.col("bundle") != ""
    if "lot" in rows.columns:
        divided |= (pl.col("lot") % pl.col("piece") != 0).fill_null(value=False)
    return rows.with_columns(piece=pl.when(~divided).then("piece"))


def has_things(economy: Economy) -> bool:
    """Tell whether anything on offer goes in whole pieces."""
    return economy.offers["piece"].null_count() < economy.offers.height


def in_parts(economy: Economy) -> Economy:
    """Return the economy as if things could be divided.

    Terms are compared so: what whole pieces leave over is small, and a program for each trial dear.
    """
    none = pl.lit(None, dtype=pl.Int64).alias("piece")
    return replace(economy, offers=economy.offers.with_columns(none), wants=economy.wants.with_columns(none))
