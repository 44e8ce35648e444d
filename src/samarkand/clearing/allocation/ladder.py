"""Where a pool's rate can stand: the ratios of terms to limit of its rows, in ascending steps.

At a rate offers of its own step or a higher one are admitted, and wants of its own step or a lower
one. Whatever keeps a pool's limits is admitted at the ratio of one of its rows, so no rate but these
needs to be looked at. Ratios are compared as whole numbers, multiplied out.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Integers


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of all pools, numbered through: those of pool p are ``start[p]`` to ``start[p + 1]``.

    ``offer`` and ``alternative`` hold a step per row of the economy, -1 where a market has no terms.
    ``terms`` and ``limit`` are those of a row at each step.
    """

    offer: Integers
    alternative: Integers
    start: Integers
    terms: Integers
    limit: Integers

    def admits(self, rate: Integers, pools: Integers, *, is_offer: bool) -> np.ndarray:
        """Return for each row, of these pools, whether a rate (a step per pool, -1 for none) admits it."""
        at, own = rate[pools], self.offer if is_offer else self.alternative
        open_rows = (at >= 0) & (own >= 0)
        admitted: np.ndarray = open_rows & ((own >= at) if is_offer else (own <= at))
        return admitted

    def rates(self, step: Integers) -> pl.DataFrame:
        """Return rate_terms and rate_limit for a step per pool, null where it is -1."""
        known = step >= 0
        at = np.where(known, step, 0)
        ratio = (self.terms, self.limit)
        columns = [
            pl.Series(values[at] if len(values) else at).set(pl.Series(~known), None) for values in ratio
        ]
        return pl.DataFrame({"rate_terms": columns[0], "rate_limit": columns[1]})

    def steps_of(self, rates: pl.DataFrame) -> Integers:
        """Return the step of each pool's rate, -1 where it has none; the inverse of `rates`."""
        pools = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        stated = rates.with_row_index("pool").with_columns(pl.col("pool").cast(pl.Int64)).drop_nulls()
        steps = pl.DataFrame(
            {"pool": pools, "terms": self.terms, "limit": self.limit, "step": np.arange(len(pools))}
        )
        both = stated.join(steps, on="pool", maintain_order="left")
        same = pl.col("terms").cast(pl.Int128) * pl.col("rate_limit") == (
            pl.col("rate_terms").cast(pl.Int128) * pl.col("limit")
        )
        found = both.filter(same).select("pool", "step")
        step = np.full(rates.height, -1, np.int64)
        step[found["pool"].to_numpy()] = found["step"].to_numpy()
        return step


def ladder_of(economy: Economy, terms: pl.Series) -> Ladder:
    """Return the steps of every pool's ratios at the terms, integers per market (null: no terms)."""
    sides = [
        frame.select("pool", "limit", pl.lit(terms).gather(pl.col("market")).alias("terms"))
        for frame in (economy.offers, economy.alternatives)
    ]
    rows = pl.concat(sides).with_row_index("row").drop_nulls("terms")
    ratio = pl.col("terms").cast(pl.Float64) / pl.col("limit").cast(pl.Float64)
    ranked = _in_order(rows.with_columns(ratio=ratio).sort("pool", "ratio", "terms", "row"))
    is_new = _sign(ranked) > 0
    step = np.cumsum(is_new) - 1
    places = np.full(economy.offers.height + economy.alternatives.height, -1, np.int64)
    places[ranked["row"].to_numpy()] = step
    first = ranked.filter(pl.Series(is_new, dtype=pl.Boolean))
    return Ladder(
        offer=places[: economy.offers.height],
        alternative=places[economy.offers.height :],
        start=np.searchsorted(first["pool"].to_numpy(), np.arange(economy.pools.height + 1)),
        terms=first["terms"].to_numpy(),
        limit=first["limit"].to_numpy(),
    )


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows sorted by floats in their exact sequence; only ratios a last bit apart can differ."""
    astray = rows["pool"].filter(pl.Series(_sign(rows) < 0)).unique()
    if astray.is_empty():
        return rows
    is_astray = rows["pool"].is_in(astray.implode())
    ratios = [
        (pool, -Fraction(limit, terms))
        for pool, limit, terms in rows.filter(is_astray).select("pool", "limit", "terms").iter_rows()
    ]
    sequence = sorted(range(len(ratios)), key=ratios.__getitem__)
    return pl.concat([rows.filter(~is_astray), rows.filter(is_astray)[sequence]]).sort(
        "pool", maintain_order=True
    )


def _sign(rows: pl.DataFrame) -> Integers:
    """Return 1 where a row begins a new pool or is above the row before it, 0 where level, -1 where below."""
    wide = pl.col("terms").cast(pl.Int128)
    own, before = wide * pl.col("limit").shift(1), wide.shift(1) * pl.col("limit")
    is_first = pl.col("pool") != pl.col("pool").shift(1)
    above = (is_first | (own > before)).fill_null(value=True)
    below = (~is_first & (own < before)).fill_null(value=False)
    signs: Integers = rows.select(above.cast(pl.Int64) - below.cast(pl.Int64)).to_series().to_numpy()
    return signs
