"""The rows of an economy as plain arrays, pool by pool: what the numeric loops read."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from samarkand.clearing.economy import Economy
from samarkand.core.scale import PRICE_DECIMALS, QUANTITY_DECIMALS

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Side(NamedTuple):
    """Offers, or alternatives of wants, ascending by pool; a tuple because compiled code reads it.

    ``start[g]:start[g + 1]`` are the rows of pool g. Quantities and limits are floats in natural
    units, ``log_limit`` is the limit's logarithm; ``want`` is the row itself for offers.
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
    """Return the economy's offers and alternatives as arrays."""
    pools = economy.pools.height
    return Rows(
        offers=_side(economy.offers.with_row_index("want"), pools),
        alternatives=_side(economy.alternatives, pools),
        pools=pools,
        markets=economy.markets.height,
    )


def _side(frame: pl.DataFrame, pools: int) -> Side:
    pool = frame["pool"].to_numpy().astype(np.int64)
    limit = frame["limit"].to_numpy() / 10.0**PRICE_DECIMALS
    return Side(
        start=np.searchsorted(pool, np.arange(pools + 1)).astype(np.int64),
        pool=pool,
        market=frame["market"].to_numpy().astype(np.int64),
        want=frame["want"].to_numpy().astype(np.int64),
        quantity=frame["quantity"].to_numpy() / 10.0**QUANTITY_DECIMALS,
        limit=limit,
        log_limit=np.log(limit),
    )
