"""Every way goods can move from one party to another, and the free moves that can close a ring.

A deal is a ring of steps through parties. A leg moves goods: an offer of one party to a want of
another. Where parties settle at home, a ring may pass from one party of a pool to another without
goods; where two pools have a swing, one may take now and answer later.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Integers

HOME = -1
"""The step between two parties of one pool; it uses nothing."""


@dataclass(frozen=True, slots=True)
class Legs:
    """The legs, ascending by giver and taker, who are numbers of parties that have anything to trade.

    ``offer`` and ``alternative`` are positions in the economy; ``first`` is where the legs of each
    pair of parties begin. ``pool`` is that of each party. A step is the number of a leg, or of a
    move by swing (`swing_step`), or `HOME`.
    """

    giver: Integers
    taker: Integers
    offer: Integers
    alternative: Integers
    first: Integers
    pool: Integers
    pools: int

    def __len__(self) -> int:
        """Return the number of legs."""
        return len(self.offer)

    @property
    def parties(self) -> int:
        """Return the number of parties."""
        return len(self.pool)

    def swing_step(self, giving_pool: Integers, taking_pool: Integers) -> Integers:
        """Return the number of the step by which one pool gives to another from their swings."""
        step: Integers = len(self) + giving_pool * self.pools + taking_pool
        return step


def legs_of(economy: Economy, full: Capacities) -> Legs:
    """Return the legs between rows of two parties that may carry something."""
    offers = _rows(economy.offers.select("party", "pool", "market"), full.offer, "offer", "giver")
    alternatives = economy.alternatives.select(
        "market", "pool", party=pl.lit(economy.wants["party"]).gather(pl.col("want"))
    )
    takings = _rows(alternatives, full.alternative, "alternative", "taker")
    parties = (
        pl.concat([offers.select("pool", party="giver"), takings.select("pool", party="taker")])
        .unique()
        .sort("pool", "party")
        .with_row_index("number")
    )
    numbers = parties.select("party", pl.col("number").cast(pl.Int64))
    legs = (
        offers.drop("pool")
        .join(takings.drop("pool"), on="market", how="inner")
        .filter(pl.col("giver") != pl.col("taker"))
        .join(numbers.rename({"party": "giver", "number": "giver_number"}), on="giver")
        .join(numbers.rename({"party": "taker", "number": "taker_number"}), on="taker")
        .sort("giver_number", "taker_number", "offer", "alternative")
    )
    giver, taker = legs["giver_number"].to_numpy(), legs["taker_number"].to_numpy()
    return Legs(
        giver=giver,
        taker=taker,
        offer=legs["offer"].to_numpy(),
        alternative=legs["alternative"].to_numpy(),
        first=np.flatnonzero(np.diff(giver * parties.height + taker, prepend=-1)),
        pool=parties["pool"].to_numpy(),
        pools=economy.pools.height,
    )


def count_legs(economy: Economy, full: Capacities) -> int:
    """Return how many legs there would be, and those within parties, without making them."""
    markets = economy.markets.height
    giving = np.bincount(economy.offers["market"].to_numpy()[full.offer > 0], minlength=markets)
    taking = np.bincount(economy.alternatives["market"].to_numpy()[full.alternative > 0], minlength=markets)
    return int((giving * taking).sum())


def _rows(frame: pl.DataFrame, capacity: Integers, name: str, party: str) -> pl.DataFrame:
    return (
        frame.with_row_index(name)
        .with_columns(pl.col(name).cast(pl.Int64))
        .filter(pl.Series(capacity > 0))
        .rename({"party": party})
    )
