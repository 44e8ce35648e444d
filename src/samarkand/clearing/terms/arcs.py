"""The rows that can trade, as arcs between pools and markets: what the search of small books works on."""

from dataclasses import dataclass

import numpy as np

from samarkand.clearing.economy.rows import NEVER, Rows
from samarkand.solving.arrays import Floats, Integers, Truths


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of arcs that share a pool, or a want; an arc is paired with itself too."""

    first: Integers
    second: Integers


@dataclass(frozen=True, slots=True)
class Arcs:
    """Offers, then alternatives of wants, of the pools that have both; an array each, one entry an arc.

    ``row``: its position among the economy's offers, or alternatives. ``sign``: 1 for an offer, -1 for an
    alternative. ``quantity``: natural units. ``log_limit``: the limit's logarithm. ``most``: the largest
    share of the quantity that quotas leave room for. ``is_shared``: is it one of several alternatives of
    its want; ``group`` numbers those wants, for the shared arcs in turn.
    """

    row: Integers
    sign: Floats
    pool: Integers
    market: Integers
    quantity: Floats
    log_limit: Floats
    most: Floats
    is_shared: Truths
    group: Integers
    of_pool: Pairs
    of_want: Pairs
    pools: int
    markets: int

    def per_market(self, values: Floats) -> Floats:
        """Return the sum of a value an arc for each market."""
        return np.bincount(self.market, values, minlength=self.markets).astype(np.float64)

    def per_pool(self, values: Floats) -> Floats:
        """Return the sum of a value an arc for each pool."""
        return np.bincount(self.pool, values, minlength=self.pools).astype(np.float64)

    def per_group(self, values: Floats) -> Floats:
        """Return the sum, for each want of several alternatives, of a value a shared arc."""
        groups = int(self.group.max(initial=-1)) + 1
        return np.bincount(self.group, values, minlength=groups).astype(np.float64)


def arcs_of(rows: Rows) -> Arcs:
    """Return the arcs of an economy."""
    sides = (rows.offers, rows.alternatives)
    pool = np.concatenate([side.pool for side in sides])
    sign = np.repeat([1.0, -1.0], [len(side.pool) for side in sides])
    most = np.concatenate([side.most for side in sides])
    able = np.concatenate([side.mate != NEVER for side in sides]) & (most > 0.0)
    both = (np.bincount(pool[able & (sign > 0)], minlength=rows.pools) > 0) & (
        np.bincount(pool[able & (sign < 0)], minlength=rows.pools) > 0
    )
    kept = np.flatnonzero(able & both[pool])
    want = np.concatenate([np.full(len(rows.offers.pool), -1), rows.alternatives.want])[kept]
    ways = np.bincount(want[want >= 0], minlength=int(want.max(initial=-1)) + 1)
    is_shared = (want >= 0) & (ways[want] > 1) if len(ways) else np.zeros(len(kept), bool)
    return Arcs(
        row=np.concatenate([np.arange(len(side.pool)) for side in sides])[kept],
        sign=sign[kept],
        pool=pool[kept],
        market=np.concatenate([side.market for side in sides])[kept],
        quantity=np.concatenate([side.quantity for side in sides])[kept],
        log_limit=np.concatenate([side.log_limit for side in sides])[kept],
        most=most[kept],
        is_shared=is_shared,
        group=np.unique(want[is_shared], return_inverse=True)[1].astype(np.int64),
        of_pool=_pairs(pool[kept], np.arange(len(kept))),
        of_want=_pairs(want[is_shared], np.flatnonzero(is_shared)),
        pools=rows.pools,
        markets=rows.markets,
    )


def _pairs(owner: Integers, arcs: Integers) -> Pairs:
    """Return every pair of arcs of the same owner."""
    order = np.argsort(owner, kind="stable")
    _, start, count = np.unique(owner[order], return_index=True, return_counts=True)
    arcs = arcs[order]
    own = [arcs[first : first + many] for first, many in zip(start, count, strict=True)]
    none = np.zeros(0, np.int64)
    return Pairs(
        np.concatenate([none, *(np.repeat(group, len(group)) for group in own)]),
        np.concatenate([none, *(np.tile(group, len(group)) for group in own)]),
    )
