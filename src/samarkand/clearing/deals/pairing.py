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
    legs = one_for_each(rings, "ring")
    ring = legs["ring"].to_numpy().astype(np.int64)
    begins = np.flatnonzero(np.diff(ring, prepend=-1))
    size = np.diff(begins, append=len(ring))
    at = np.flatnonzero(np.repeat(size >= _FEW, size))
    placed = (
        legs[at]
        .with_columns(at=pl.Series(at), market=pl.Series(market[legs["offer"].to_numpy()[at]]))
        .filter(pl.len().over("ring", "market") >= _FEW)
    )
    if placed.is_empty():
        return legs
    paired = _paired(placed)
    own = pl.Series(giver[paired["offer"].to_numpy()] == taker[paired["alternative"].to_numpy()])
    kept = paired.filter(own).select("ring", "market").unique()
    parts = (
        legs[np.delete(np.arange(legs.height), placed["at"].to_numpy())],
        paired.join(kept, on=["ring", "market"], how="anti"),
        placed.join(kept, on=["ring", "market"], how="semi"),
    )
    both = pl.concat([part.select(rings.columns) for part in parts])
    return one_for_each(both, "ring")


def one_for_each(legs: pl.DataFrame, group: str) -> pl.DataFrame:
    """Return legs, ascending by all three, with one for each offer and alternative of a ring, or a deal.

    It has the sum of their values, and of their ``pieces`` where there is such a column.
    """
    number, offer, alternative = (legs[name].to_numpy() for name in (group, "offer", "alternative"))
    pair = offer.astype(np.int64) * (int(alternative.max(initial=0)) + 1) + alternative
    listed = np.lexsort((pair, number))
    number, pair = number[listed], pair[listed]
    other = np.ones(len(listed), bool)
    other[1:] = (number[1:] != number[:-1]) | (pair[1:] != pair[:-1])
    first = np.flatnonzero(other)
    found = legs[listed[first]]
    if len(first) == len(listed):
        return found
    summed = [name for name in ("value", "pieces") if name in legs.columns]
    sums = (np.add.reduceat(legs[name].fill_null(0).to_numpy()[listed], first) for name in summed)
    # What is divisible moves no pieces, whichever deals its legs come from.
    return found.with_columns(
        pl.when(pl.col(name).is_not_null()).then(pl.lit(pl.Series(total))).alias(name)
        for name, total in zip(summed, sums, strict=True)
    )


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
