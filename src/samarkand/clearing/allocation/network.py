"""The circulation network of a round: pools give to markets, markets to pools, nothing is lost."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from samarkand.book.scaled import times_divided
from samarkand.clearing.allocation.both_sides import NONE, BothSides, Passages, both_sides, passages
from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Integers


@dataclass(frozen=True, slots=True)
class Network:
    """The arcs of a round, in minor units of the unit of account.

    Nodes are pools, then markets, then one where the swings meet, then those of markets that are taken
    apart (`both_sides`). The arcs of offers come first (``offer`` holds their positions in the economy),
    then those of alternatives, then the swings, then the passages of markets taken apart.
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
    pairs: BothSides
    ways: Passages

    @property
    def swings_meet(self) -> int:
        """Return the node where the swings meet."""
        return self.pools + self.markets

    @property
    def nodes(self) -> int:
        """Return the number of nodes."""
        return self.swings_meet + 1 + self.ways.nodes

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
    pairs = both_sides(economy, offer[0] > 0, alternative[0] > 0)
    ways = passages(pairs, pools, pools + markets + 1)
    offer_pool, offer_node = _ends(economy.offers, offers, pools)
    bid_pool, bid_node = _ends(economy.alternatives, bids, pools)
    top = np.arange(pools, pools + markets)
    top[pairs.market] = ways.top
    offer_node = _own_node(offer_node, pairs.offer[offers], ways.gives)
    bid_node = _own_node(top[bid_node - pools], pairs.alternative[bids], ways.takes)
    room = int(offer_caps.sum()) + 1
    return Network(
        tail=np.concatenate([offer_pool, bid_node, meeting, swinging, ways.tail]),
        head=np.concatenate([offer_node, bid_pool, swinging, meeting, ways.head]),
        capacity=np.concatenate(
            [offer_caps, bid_caps, swing[swinging], swing[swinging], np.full(len(ways.tail), room)]
        ),
        forced=np.concatenate([offer_forced, bid_forced, np.zeros(2 * len(swinging) + len(ways.tail), bool)]),
        offer=offers,
        alternative=bids,
        pools=pools,
        markets=markets,
        pairs=pairs,
        ways=ways,
    )


def _own_node(node: Integers, pair: Integers, own: Integers) -> Integers:
    """Return the nodes with that of its pair for each row that has one."""
    found = node.copy()
    found[pair != NONE] = own[pair[pair != NONE]]
    return found


def _arcs(may: Integers, must: Integers) -> tuple[Integers, Integers, np.ndarray]:
    """Return the rows with an arc, each arc's capacity, and whether it must be filled."""
    free, forced = np.flatnonzero(may - must), np.flatnonzero(must)
    rows = np.concatenate([free, forced])
    capacity = np.concatenate([(may - must)[free], must[forced]])
    return rows, capacity, np.arange(len(rows)) >= len(free)


def _ends(rows: pl.DataFrame, positions: Integers, first_market: int) -> tuple[Integers, Integers]:
    """Return the nodes of each row's pool and market."""
    pool = rows["pool"].to_numpy()[positions].astype(np.int64)
    return pool, rows["market"].to_numpy()[positions].astype(np.int64) + first_market
