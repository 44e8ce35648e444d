"""Discovered terms: the values at which every market clears and every pool balances.

The method is tatonnement on the logarithm of terms: a market where more is wanted than offered
rises, one where less is wanted falls. Each market keeps a step of its own that grows while the
sign of its excess demand stays and halves when it flips (resilient steps, Riedmiller and Braun
1993). The demand side is `walk.demand`. The start is the least-squares fit of the limits
themselves, ``log terms(market) - log rate(pool) = log limit``: it does not depend on the order of
rows, on names, or on the money a pool counts in.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from samarkand.clearing.compiled import compiled
from samarkand.clearing.rows import Floats, Rows
from samarkand.clearing.walk import demand

WIDTH = 0.02
"""Fills are smoothed over this relative gap around indifference."""

ROUNDS = 60
_FIRST_STEP, _LARGEST_STEP, _GROWTH, _SHRINK = 0.3, 0.5, 1.15, 0.5
_PARTS = 8
"""Sums are taken in this many parts whatever the machine, so that the bytes are the same on all."""


@dataclass(frozen=True, slots=True)
class Search:
    """Where the search for terms stopped.

    ``terms``: a float per market, known up to one factor. ``supplied`` and ``demanded``: the value
    each market would see. ``rounds``: how many were made.
    """

    terms: Floats
    supplied: Floats
    demanded: Floats
    rounds: int

    def excess(self) -> Floats:
        """Return each market's excess demand as a share of its volume."""
        volume = np.maximum(self.supplied + self.demanded, 1e-12 * (self.supplied + self.demanded).max(initial=1e-300))
        return (self.demanded - self.supplied) / volume


def start_terms(rows: Rows, rounds: int = 200) -> Floats:
    """Return the logarithm of terms that fits all limits best, a float per market, mean zero."""
    sides = (rows.offers, rows.alternatives)
    market = np.concatenate([side.market for side in sides])
    pool = np.concatenate([side.pool for side in sides])
    limit = np.log(np.concatenate([side.limit for side in sides]))
    per_market = np.maximum(np.bincount(market, minlength=rows.markets), 1)
    per_pool = np.maximum(np.bincount(pool, minlength=rows.pools), 1)
    terms = np.zeros(rows.markets)
    for _ in range(rounds):
        rate = np.bincount(pool, terms[market] - limit, minlength=rows.pools) / per_pool
        fitted = np.bincount(market, limit + rate[pool], minlength=rows.markets) / per_market
        fitted -= fitted.mean() if rows.markets else 0.0
        moved = np.abs(fitted - terms).max(initial=0.0)
        terms = fitted
        if moved < 1e-12:
            break
    return terms


def discover(rows: Rows, start: Floats, capacity: Floats | None = None, rounds: int = ROUNDS) -> Search:
    """Return terms found by tatonnement from ``start`` (logarithms, a float per market).

    ``capacity`` scales the quantity of each alternative (a quota that binds), one if not given.
    """
    log_terms = start.copy()
    step = np.full(rows.markets, _FIRST_STEP)
    before = np.zeros(rows.markets)
    found = Search(np.exp(log_terms), *_demand(rows, np.exp(log_terms), capacity), rounds=0)
    for made in range(1, rounds + 1):
        excess = found.excess()
        same_sign = excess * before
        step = np.where(same_sign > 0, np.minimum(step * _GROWTH, _LARGEST_STEP), step)
        step = np.where(same_sign < 0, step * _SHRINK, step)
        before = excess
        log_terms = log_terms + step * excess
        log_terms -= log_terms.mean() if rows.markets else 0.0
        found = Search(np.exp(log_terms), *_demand(rows, np.exp(log_terms), capacity), rounds=made)
    return found


def _demand(rows: Rows, terms: Floats, capacity: Floats | None) -> tuple[Floats, Floats]:
    work = compiled(demand, len(rows))
    cuts = np.linspace(0, rows.pools, _PARTS + 1).astype(np.int64)
    supplied = np.zeros((_PARTS, rows.markets))
    demanded = np.zeros((_PARTS, rows.markets))
    bids = rows.alternatives
    if capacity is not None:
        bids = bids._replace(quantity=bids.quantity * capacity)

    def walk_part(part: int) -> None:
        first, last = cuts[part], cuts[part + 1]
        work(first, last, rows.offers, bids, terms, WIDTH, supplied[part], demanded[part])

    if work is demand:
        for part in range(_PARTS):
            walk_part(part)
    else:
        with ThreadPoolExecutor() as threads:
            list(threads.map(walk_part, range(_PARTS)))
    return supplied.sum(axis=0), demanded.sum(axis=0)
