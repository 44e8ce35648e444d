"""Why an item stays with its trader: the first of `outcome.REASONS` that holds."""

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Integers
from samarkand.swaps.market import Market
from samarkand.swaps.results.short_reach import on_short_rings

Flags = NDArray[np.bool_]


def reasons_of(market: Market, unmatched: Integers, max_ring: int) -> list[str]:
    """Return the code of the reason of each row of ``unmatched``, real items that do not trade.

    ``max_ring`` is the most items a ring may have, 0 for any number.
    """
    is_wanted, wants_some = np.zeros((2, len(market.owner)), bool)
    is_wanted[market.head] = True
    wants_some[market.tail] = True
    on_ring = _on_rings(market)
    on_short = on_ring.copy()
    if max_ring:
        asked = unmatched[on_ring[unmatched]]
        on_short[asked] = on_short_rings(_only(market, on_ring), asked, max_ring)
    cases = [
        (~is_wanted, "nobody_wants_it"),
        (~wants_some, "wants_nothing"),
        (~on_ring, "not_on_any_ring"),
        (~on_short, "ring_too_long"),
    ]
    codes = np.select(
        [holds[unmatched] for holds, _ in cases], [code for _, code in cases], "others_traded_more"
    )
    return [str(code) for code in codes]


def _on_rings(market: Market) -> Flags:
    """Return the rows that some chain of wants leads back to."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = len(market.owner)
    arcs = coo_array((np.ones(len(market.tail), np.int8), (market.tail, market.head)), shape=(size, size))
    _, part = connected_components(arcs, directed=True, connection="strong")
    found: Flags = np.bincount(part, minlength=1)[part] > 1
    return found


def _only(market: Market, rows: Flags) -> Market:
    """Return the market with the wants between these rows alone."""
    kept = rows[market.tail] & rows[market.head]
    return Market(
        owner=market.owner,
        is_real=market.is_real,
        tail=market.tail[kept],
        head=market.head[kept],
        cost=market.cost[kept],
    )
