"""The part of a market where anything can trade: rows on some ring of wants, numbered anew."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Integers
from samarkand.swaps.market import NOBODY, Market, Solution


@dataclass(frozen=True, slots=True)
class Core:
    """Nodes are rows of the market, ``rows`` says which; ``owner`` numbers the traders from 0 on.

    The arcs are wants between nodes, and last, one per node, the arc from it to itself: it stays out.
    """

    rows: Integers
    owner: Integers
    is_real: NDArray[np.bool_]
    tail: Integers
    head: Integers
    cost: Integers

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.rows)

    @property
    def traders(self) -> int:
        """How many traders there are."""
        return int(self.owner.max(initial=NOBODY)) + 1

    @property
    def is_ranked(self) -> bool:
        """Whether some wants cost more than others."""
        costs = self.cost[self.tail != self.head]
        return len(costs) > 0 and bool(costs.min() != costs.max())

    def trades(self) -> NDArray[np.bool_]:
        """Return which arcs are of a real item that changes hands."""
        found: NDArray[np.bool_] = self.is_real[self.tail] & (self.tail != self.head)
        return found

    def only(self, arcs: NDArray[np.bool_]) -> "Core":
        """Return the core with some of its arcs."""
        return Core(self.rows, self.owner, self.is_real, self.tail[arcs], self.head[arcs], self.cost[arcs])


def core_of(market: Market) -> Core:
    """Return the strongly connected core; wants outside it cannot be part of a ring.

    Wants of a trader for real items of their own, or of an item for itself, are left out.
    """
    tail, head, cost = _wants(market)
    component = _components(tail, head, len(market.owner))
    inside = component[tail] == component[head]
    tail, head, cost = tail[inside], head[inside], cost[inside]
    rows = np.unique(tail)
    number = np.full(len(market.owner), -1, np.int64)
    here = np.arange(len(rows))
    number[rows] = here
    owned = np.where(market.is_real[rows], market.owner[rows], NOBODY)
    traders = np.unique(owned[owned != NOBODY])
    return Core(
        rows=rows,
        owner=np.where(owned == NOBODY, NOBODY, np.searchsorted(traders, owned)),
        is_real=market.is_real[rows],
        tail=np.concatenate([number[tail], here]),
        head=np.concatenate([number[head], here]),
        cost=np.concatenate([cost, np.zeros_like(here)]),
    )


def receipts(market: Market, core: Core, matched: Integers) -> Integers:
    """Return the row each row of the market receives; rings of dummies alone are undone."""
    matched = _without_idle_dummies(core, matched)
    receives = np.arange(len(market.owner))
    receives[core.rows] = core.rows[matched]
    return receives


def solution(market: Market, receives: Integers, bounds: tuple[int, int], method: str) -> Solution:
    """Return the solution with its items and traders counted, proven where both reach their bounds."""
    in_trade = market.is_real & (receives != np.arange(len(receives)))
    items = int(in_trade.sum())
    traders = len(np.setdiff1d(market.owner[in_trade], [NOBODY]))
    item_bound, trader_bound = bounds
    proven = items == item_bound and traders == trader_bound
    return Solution(receives, items, traders, item_bound, trader_bound, proven, method)


def _wants(market: Market) -> tuple[Integers, Integers, Integers]:
    """Return the wants that may be met, each pair of rows once, at its least cost."""
    same = (market.owner[market.tail] == market.owner[market.head]) & (market.owner[market.tail] != NOBODY)
    kept = ~(same & market.is_real[market.head]) & (market.tail != market.head)
    tail, head, cost = market.tail[kept], market.head[kept], market.cost[kept]
    order = np.lexsort((cost, head, tail))
    tail, head, cost = tail[order], head[order], cost[order]
    first = np.append(True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1]))[: len(tail)]
    return tail[first], head[first], cost[first]


def _components(tail: Integers, head: Integers, nodes: int) -> Integers:
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    wants = csr_matrix((np.ones(len(tail), np.int8), (tail, head)), shape=(nodes, nodes))
    found: Integers = connected_components(wants, directed=True, connection="strong")[1]
    return found


def _without_idle_dummies(core: Core, matched: Integers) -> Integers:
    """Return the matching with rings that hold no real item undone."""
    ring = _components(np.arange(core.nodes), matched, core.nodes)
    holds = np.bincount(ring, weights=core.is_real, minlength=1) > 0
    return np.where(holds[ring], matched, np.arange(core.nodes)) if core.nodes else matched
