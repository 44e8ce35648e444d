"""Who gives to whom within a deal: as few legs as its rows allow."""

import numpy as np
import polars as pl

from samarkand.solving.arrays import Integers

_FEW = 4
"""Fewer legs than that are as few as their rows allow."""


def few_legs(rings: pl.DataFrame, giver: Integers, taker: Integers, market: Integers) -> pl.DataFrame:
    """Return ring, offer, alternative, value in which each row carries what it did in each ring.

    In a market of a ring the smallest that is given meets the largest that is taken, as in the
    north-west corner rule for transportation problems: there are fewer legs than rows, and most small
    rows meet one other only. ``giver`` and ``market`` are those of each offer, ``taker`` that of each
    alternative. Where a party would give to itself the legs stay as they are.
    """
    legs = rings.group_by("ring", "offer", "alternative").agg(pl.col("value").sum())
    placed = legs.with_columns(market=pl.Series(market[legs["offer"].to_numpy()]))
    many = pl.len().over("ring", "market") >= _FEW
    few, placed = placed.filter(~many), placed.filter(many)
    paired = _paired(placed)
    own = pl.Series(giver[paired["offer"].to_numpy()] == taker[paired["alternative"].to_numpy()])
    kept = paired.filter(own).select("ring", "market").unique()
    parts = (
        few,
        paired.join(kept, on=["ring", "market"], how="anti"),
        placed.join(kept, on=["ring", "market"], how="semi"),
    )
    both = pl.concat([part.select(rings.columns) for part in parts])
    return both.sort("ring", "offer", "alternative")


def _paired(placed: pl.DataFrame) -> pl.DataFrame:
    """Return ring, market, offer, alternative, value."""
    given = placed.group_by("ring", "market", "offer").agg(pl.col("value").sum())
    given = given.sort("ring", "market", "value", "offer")
    taken = placed.group_by("ring", "market", "alternative").agg(pl.col("value").sum())
    taken = taken.sort("ring", "market", "value", "alternative", descending=[False, False, True, False])
    up_to_given, up_to_taken = (side["value"].cum_sum().to_numpy() for side in (given, taken))
    ends = np.union1d(up_to_given, up_to_taken)
    starts = np.concatenate([np.zeros(min(len(ends), 1), np.int64), ends[:-1]])
    giving = given[np.searchsorted(up_to_given, starts, side="right")]
    taking = taken[np.searchsorted(up_to_taken, starts, side="right")]
    return giving.select("ring", "market", "offer").with_columns(
        taking["alternative"], value=pl.Series(ends - starts)
    )
