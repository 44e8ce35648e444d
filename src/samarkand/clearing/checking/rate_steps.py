"""The ratios of terms to limit of each pool, in exact ascending steps: where its rate can stand."""

from fractions import Fraction

import polars as pl

from samarkand.clearing.checking.numbers import wide


def with_steps(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with ``step``: rows of a pool with an equal ratio share one, a higher one is larger.

    ``rows`` has pool_no, terms and limit, neither below nought; those without terms are dropped. Floats
    sort them, whole numbers multiplied out decide; where they disagree fractions sort the pool again.
    """
    ratio = pl.col("terms").cast(pl.Float64) / pl.col("limit").cast(pl.Float64)
    near = rows.drop_nulls("terms").with_columns(ratio=ratio).sort("pool_no", "ratio").drop("ratio")
    falling = near.filter(_is("falls"))["pool_no"].unique()
    if falling.len():
        near = _sorted_again(near, falling)
    return near.with_columns(step=_is("rises").cum_sum().cast(pl.Int64))


def _is(what: str) -> pl.Expr:
    """Return whether a row's ratio rises above, or falls below, that of the row before it in its pool."""
    own, before = wide("terms") * pl.col("limit").shift(1), wide("terms").shift(1) * pl.col("limit")
    begins = (pl.col("pool_no") != pl.col("pool_no").shift(1)).fill_null(value=True)
    return begins | (own > before) if what == "rises" else ~begins & (own < before)


def _sorted_again(rows: pl.DataFrame, pools: pl.Series) -> pl.DataFrame:
    again = pl.col("pool_no").is_in(pools.implode())
    astray = rows.filter(again)
    keys = [
        (pool, -Fraction(limit, max(terms, 1)))
        for pool, terms, limit in astray.select("pool_no", "terms", "limit").iter_rows()
    ]
    sequence = sorted(range(len(keys)), key=keys.__getitem__)
    return pl.concat([rows.filter(~again), astray[sequence]]).sort("pool_no", maintain_order=True)
