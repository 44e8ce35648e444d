"""The rows of an economy as plain arrays, pool by pool: what the numeric loops read."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import QUANTITY_DECIMALS
from samarkand.solving.arrays import Floats, Integers


class Side(NamedTuple):
    """Offers, or alternatives of wants, ascending by pool; a tuple because compiled code reads it.

    ``start[g]:start[g + 1]`` are the rows of pool g. Quantities are floats in natural units,
    limits shares of the pool's first limit, ``log_limit`` is the limit's logarithm; ``want`` is the
    row itself for offers.
    """

    start: Integers
    pool: Integers
    market: Integers
    want: Integers
    quantity: Floats
    limit: Floats
    log_limit: Floats


@dataclass(frozen=True, slots=True)
class Rows:
    """Both sides of an economy and how many pools and markets there are."""

    offers: Side
    alternatives: Side
    pools: int
    markets: int

    def __len__(self) -> int:
        """Return the number of rows of both sides."""
        return len(self.offers.pool) + len(self.alternatives.pool)


def rows_of(economy: Economy) -> Rows:
    """Return the economy's offers and alternatives as arrays.

    Limits are shares of the first limit of their pool: the same floats in whatever money it counts.
    """
    pools = economy.pools.height
    first = _first_limits(economy)
    return Rows(
        offers=_side(economy.offers.with_row_index("want"), pools, first),
        alternatives=_side(economy.alternatives, pools, first),
        pools=pools,
        markets=economy.markets.height,
    )


def _first_limits(economy: Economy) -> Floats:
    """Return a float per pool: the limit of its first offer, or of its first bid if it offers nothing."""
    first = np.ones(economy.pools.height)
    for frame in (economy.alternatives, economy.offers):
        pool, at = np.unique(frame["pool"].to_numpy(), return_index=True)
        first[pool] = np.maximum(frame["limit"].to_numpy()[at], 1)
    return first


def _side(frame: pl.DataFrame, pools: int, first: Floats) -> Side:
    pool = frame["pool"].to_numpy().astype(np.int64)
    limit = frame["limit"].to_numpy() / first[pool]
    return Side(
        start=np.searchsorted(pool, np.arange(pools + 1)).astype(np.int64),
        pool=pool,
        market=frame["market"].to_numpy().astype(np.int64),
        want=frame["want"].to_numpy().astype(np.int64),
        quantity=frame["quantity"].to_numpy() / 10.0**QUANTITY_DECIMALS,
        limit=limit,
        log_limit=np.log(limit),
    )
