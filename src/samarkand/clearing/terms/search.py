"""Discovered terms: the values at which every market clears and every pool balances.

The method is tatonnement on the logarithm of terms: a market where more is wanted than offered
rises, one where less is wanted falls. Each market keeps a step of its own that grows while the
sign of its excess demand stays and halves when it flips (resilient steps, Riedmiller and Braun
1993). The demand side is `walk.demand`. The start is the least-squares fit of the limits
themselves, ``log terms(market) - log rate(pool) = log limit``: it does not depend on the order of
rows, on names, or on the money a pool counts in.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from samarkand.clearing.economy.rows import Rows
from samarkand.clearing.terms.walk import demand
from samarkand.solving.arrays import Floats
from samarkand.solving.compiled import compiled

WIDTHS = (0.1, 0.05, 0.02)
"""Fills are smoothed over these gaps around indifference, one after the other."""

WIDTH_OF_LARGE_BOOKS = (0.02,)
ROUNDS = 60
_FIRST_STEP, _LARGEST_STEP, _GROWTH, _SHRINK = 0.3, 0.5, 1.15, 0.5
_ROWS_WORTH_THREADS = 50_000
_PARTS = 8
"""Sums are taken in this many parts whatever the machine, so that the bytes are the same on all."""


_NO_VOLUME, _SETTLED = 1e-15, 1e-12
_CLEARED = 1e-5
"""A width is done with when no more than this share of the volume is in excess."""

Map = Callable[[Callable[[int], None], Iterable[int]], Iterable[None]]


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
        volume = self.supplied + self.demanded
        least = max(_NO_VOLUME * volume.sum(), 1e-300)
        excess: Floats = (self.demanded - self.supplied) / np.maximum(volume, least)
        return excess

    def share_over(self) -> float:
        """Return the excess of all markets as a share of their volume."""
        volume = (self.supplied + self.demanded).sum()
        return float(np.abs(self.demanded - self.supplied).sum() / max(volume, 1e-300))


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
        if moved < _SETTLED:
            break
    return terms


@dataclass(frozen=True, slots=True)
class _Demand:
    """The demand of all pools, taken in parts that ``share_out`` may work on side by side."""

    rows: Rows
    share_out: Map

    def search(self, log_terms: Floats, log_rates: Floats, width: float, made: int) -> Search:
        """Return what the markets see at the terms; ``log_rates`` is brought up to date."""
        rows = self.rows
        work = compiled(demand, len(rows))
        cuts = np.linspace(0, rows.pools, _PARTS + 1).astype(np.int64)
        sums = np.zeros((_PARTS, 2, rows.markets))

        def walk_part(part: int) -> None:
            first, last = cuts[part], cuts[part + 1]
            work(first, last, rows.offers, rows.alternatives, log_terms, width, log_rates, sums[part])

        for _ in self.share_out(walk_part, range(_PARTS)):
            pass
        supplied, demanded = sums.sum(axis=0)
        return Search(np.exp(log_terms), supplied, demanded, made)


def discover(rows: Rows, start: Floats, widths: Sequence[float] = WIDTHS, rounds: int = ROUNDS) -> Search:
    """Return terms found by tatonnement from ``start`` (logarithms, a float per market).

    Each smoothing width in turn gets up to ``rounds`` rounds, beginning where the last one stopped.
    """
    with ThreadPoolExecutor() as threads:
        share_out = threads.map if len(rows) >= _ROWS_WORTH_THREADS else map
        return _tatonnement(_Demand(rows, share_out), start, widths, rounds)


def _tatonnement(demand_of: _Demand, start: Floats, widths: Sequence[float], rounds: int) -> Search:
    markets = len(start)
    log_terms = start - (start.mean() if markets else 0.0)
    log_rates = np.zeros(demand_of.rows.pools)
    made = 0
    for width in widths:
        step = np.full(markets, _FIRST_STEP * min(1.0, 10.0 * width))
        before = np.zeros(markets)
        for _ in range(rounds):
            made += 1
            found = demand_of.search(log_terms, log_rates, width, made)
            if found.share_over() < _CLEARED:
                break
            excess = found.excess()
            same_sign = excess * before
            step = np.where(same_sign > 0, np.minimum(step * _GROWTH, _LARGEST_STEP), step)
            step = np.where(same_sign < 0, step * _SHRINK, step)
            before = excess
            log_terms = log_terms + step * excess
            log_terms -= log_terms.mean() if markets else 0.0
    return found
