"""How fair a round's terms came out: which pools gain, and how near the best bargain they come."""

from typing import Any

import numpy as np
import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.rows import first_limits
from samarkand.clearing.judge import TRACE
from samarkand.clearing.terms.bargaining import merit_bound
from samarkand.clearing.terms_of_round import RoundTerms
from samarkand.core.scale import QUANTITY_DECIMALS
from samarkand.solving.elementary import exp

RULE = "largest product of the pools' gains, a trace added to each"
ROWS_TO_BOUND = 400
_DIGITS = 3
"""Of the share that is told: it comes out of a solver, whose last digits no one should lean on."""


def fairness(economy: Economy, found: RoundTerms, legs: pl.DataFrame) -> dict[str, Any]:
    """Return what the summary says of fairness.

    ``pools_able``: pools with an offer and a want that someone could meet. ``share_of_bound``: of what the
    best bargain over quantities alone would leave a pool, as a geometric mean; null where it is not computed.
    """
    able = np.intersect1d(economy.offers["pool"].to_numpy(), economy.alternatives["pool"].to_numpy())
    return {"rule": RULE, "pools_able": len(able), "share_of_bound": _share_of_bound(economy, found, legs)}


def _worth(economy: Economy, legs: pl.DataFrame) -> tuple[dict[int, int], dict[int, int]]:
    """Return what each pool gives and takes, quantities times its own limits, whole numbers."""
    sides = []
    for rows, by in ((economy.offers, "offer"), (economy.alternatives, "alternative")):
        limits = legs.select(
            pool=rows["pool"].gather(legs[by]),
            worth=legs["quantity"].cast(pl.Int128) * rows["limit"].gather(legs[by]),
        )
        sums = limits.group_by("pool").agg(pl.col("worth").sum())
        sides.append({int(pool): int(worth) for pool, worth in sums.iter_rows()})
    return sides[0], sides[1]


def _share_of_bound(economy: Economy, found: RoundTerms, legs: pl.DataFrame) -> float | None:
    bench = found.bench
    if bench is None or len(bench.arcs.row) > ROWS_TO_BOUND or (economy.pools["swing"] > 0).any():
        return None
    arcs = bench.arcs
    given, taken = _worth(economy, legs)
    gain = np.array([float(taken.get(pool, 0) - given.get(pool, 0)) for pool in range(arcs.pools)])
    trades = np.zeros(arcs.pools, bool)
    trades[arcs.pool] = True
    scale = np.where(trades, TRACE * bench.given, 0.0)
    counted = scale > 0.0
    own = gain / (first_limits(economy) * 10**QUANTITY_DECIMALS)
    reached = 1.0 + np.where(counted, np.maximum(own, 0.0) / np.where(counted, scale, 1.0), 0.0)
    above = merit_bound(arcs, scale, reached)
    share = float(exp(np.array([-max(above, 0.0) / max(int(counted.sum()), 1)]))[0])
    return round(share, _DIGITS)
