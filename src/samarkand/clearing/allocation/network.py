"""The circulation network of a round: pools give to markets, markets to pools, nothing is lost."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.book.scaled import times_divided
from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Integers


@dataclass(frozen=True, slots=True)
class Network:
    """The arcs of a round, in minor units of the unit of account.

    Nodes are pools, then markets, then one where the swings meet. The arcs of offers come first
    (``offer`` holds their positions in the economy), then those of alternatives, then the swings.
    A row that must carry a part of its capacity has a second arc for that part, ``forced``.
    """

    tail: Integers
    head: Integers
    capacity: Integers
    forced: np.ndarray
    offer: Integers
    alternative: Integers
    pools: int
    markets: int

    @property
    def nodes(self) -> int:
        """Return the number of nodes."""
        return self.pools + self.markets + 1

    def offer_arcs(self) -> slice:
        """Return where the offers' arcs are."""
        return slice(0, len(self.offer))

    def alternative_arcs(self) -> slice:
        """Return where the alternatives' arcs are."""
        return slice(len(self.offer), len(self.offer) + len(self.alternative))


def value_caps(rows: pl.DataFrame, terms: pl.Series, quantity: str = "quantity") -> pl.Series:
    """Return the value of each row's whole quantity at the terms, rounded down to the minor unit."""
    priced = times_divided(pl.col(quantity), pl.lit(terms).gather(pl.col("market")), VALUE_DIVISOR)
    return rows.select(priced.alias("value"))["value"]


def build_network(
    economy: Economy, offer: tuple[Integers, Integers], alternative: tuple[Integers, Integers]
) -> Network:
    """Return the network of the rows that may carry something.

    Each side is given as what its rows may carry and the part of it that they must.
    """
    pools, markets = economy.pools.height, economy.markets.height
    offers, offer_caps, offer_forced = _arcs(*offer)
    bids, bid_caps, bid_forced = _arcs(*alternative)
    # No more than all offers could ever pass through a swing; one beyond counting would break the solver.
    swing = np.minimum(economy.pools["swing"].to_numpy(), int(offer[0].sum()) + 1)
    swinging = np.flatnonzero(swing)
    meeting = np.full(len(swinging), pools + markets)
    offer_pool, offer_market = _ends(economy.offers, offers)
    bid_pool, bid_market = _ends(economy.alternatives, bids)
    return Network(
        tail=np.concatenate([offer_pool, bid_market + pools, meeting, swinging]),
        head=np.concatenate([offer_market + pools, bid_pool, swinging, meeting]),
        capacity=np.concatenate([offer_caps, bid_caps, swing[swinging], swing[swinging]]),
        forced=np.concatenate([offer_forced, bid_forced, np.zeros(2 * len(swinging), bool)]),
        offer=offers,
        alternative=bids,
        pools=pools,
        markets=markets,
    )


def _arcs(may: Integers, must: Integers) -> tuple[Integers, Integers, np.ndarray]:
    """Return the rows with an arc, each arc's capacity, and whether it must be filled."""
    free, forced = np.flatnonzero(may - must), np.flatnonzero(must)
    rows = np.concatenate([free, forced])
    capacity = np.concatenate([(may - must)[free], must[forced]])
    return rows, capacity, np.arange(len(rows)) >= len(free)


def _ends(rows: pl.DataFrame, positions: Integers) -> tuple[Integers, Integers]:
    pool = rows["pool"].to_numpy()[positions].astype(np.int64)
    return pool, rows["market"].to_numpy()[positions].astype(np.int64)
