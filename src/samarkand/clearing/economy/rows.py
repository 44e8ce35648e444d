"""The rows of an economy as plain arrays, pool by pool: what the numeric loops read."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.quotas import quota_shares
from samarkand.core.scale import QUANTITY_DECIMALS
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.elementary import log

NEVER = -1
"""The mate of a row that can never trade, for a row of its bundle is missing."""


class Side(NamedTuple):
    """Offers, or alternatives of wants, ascending by pool; a tuple because compiled code reads it.

    ``start[g]:start[g + 1]`` are the rows of pool g. Quantities are floats in natural units,
    limits shares of the pool's first limit, ``log_limit`` is the limit's logarithm; ``want`` is the
    row itself for offers. ``mate`` is the first row of the next offer or want of a bundle, the last one's
    that of the first; the row's own place outside any bundle, and `NEVER` in one of which a row is missing.
    ``most`` is the largest share of its quantity that quotas leave room for.
    """

    start: Integers
    pool: Integers
    market: Integers
    want: Integers
    quantity: Floats
    limit: Floats
    log_limit: Floats
    mate: Integers
    most: Floats


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
    first = first_limits(economy)
    offers = economy.offers.with_row_index("want")
    bids = economy.alternatives.with_columns(
        bundle=economy.wants["bundle"].gather(economy.alternatives["want"])
    )
    missing = _missing_rows(economy)
    return Rows(
        offers=_side(offers, pools, first, missing, np.ones(offers.height)),
        alternatives=_side(bids, pools, first, missing, quota_shares(economy)),
        pools=pools,
        markets=economy.markets.height,
    )


def first_limits(economy: Economy) -> Floats:
    """Return a float per pool: the limit of its first offer, or of its first bid if it offers nothing."""
    first = np.ones(economy.pools.height)
    for frame in (economy.alternatives, economy.offers):
        pool, at = np.unique(frame["pool"].to_numpy(), return_index=True)
        first[pool] = np.maximum(frame["limit"].to_numpy()[at], 1)
    return first


def _missing_rows(economy: Economy) -> np.ndarray:
    """Return for each bundle whether a row of it can meet nobody, so that it can never trade."""
    able = economy.wants[economy.alternatives["want"].unique()]["bundle"]
    found = pl.concat([economy.offers["bundle"], able]).drop_nulls().to_numpy()
    count = np.bincount(found, minlength=economy.bundles.height)
    missing: np.ndarray = count < economy.bundles["rows"].to_numpy()
    return missing


def _mates(bundle: Integers, want: Integers, missing: np.ndarray) -> Integers:
    """Return `Side.mate`: the offers, or the wants by their first rows, of a bundle in a ring."""
    mate = np.arange(len(bundle))
    rows = np.flatnonzero(bundle >= 0)
    if not len(rows):
        return mate
    mate[rows] = np.where(missing[bundle[rows]], NEVER, rows)
    starts = rows[(rows == 0) | (want[rows] != want[rows - 1])]
    starts = starts[mate[starts] != NEVER]
    for ring in np.split(
        starts[np.argsort(bundle[starts], kind="stable")], _changes(np.sort(bundle[starts]))
    ):
        mate[ring] = np.roll(ring, -1)
    first = np.maximum.accumulate(
        np.where(np.isin(np.arange(len(bundle)), starts), np.arange(len(bundle)), 0)
    )
    tied = rows[mate[rows] != NEVER]
    mate[tied] = mate[first[tied]]
    return mate


def _changes(sequence: Integers) -> Integers:
    return np.flatnonzero(np.diff(sequence)) + 1


def _side(frame: pl.DataFrame, pools: int, first: Floats, missing: np.ndarray, most: Floats) -> Side:
    pool = frame["pool"].to_numpy().astype(np.int64)
    limit = frame["limit"].to_numpy() / first[pool]
    want = frame["want"].to_numpy().astype(np.int64)
    return Side(
        start=np.searchsorted(pool, np.arange(pools + 1)).astype(np.int64),
        pool=pool,
        market=frame["market"].to_numpy().astype(np.int64),
        want=want,
        quantity=frame["quantity"].to_numpy() / 10.0**QUANTITY_DECIMALS,
        limit=limit,
        log_limit=log(limit),
        mate=_mates(frame["bundle"].fill_null(-1).to_numpy(), want, missing),
        most=most,
    )
