"""Terms at which graded fills balance, for large books: tatonnement with a step for each market.

A market where more is wanted than offered rises, one where less is wanted falls. Each market keeps
a step of its own that grows while the sign of its excess demand stays and halves when it flips
(Rprop, Riedmiller and Braun 1993). What pools trade is `walk.demand`.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from samarkand.clearing.economy.rows import Rows
from samarkand.clearing.terms.walk import Terms, demand
from samarkand.solving.arrays import Floats
from samarkand.solving.compiled import compiled
from samarkand.solving.elementary import exp, total

_FIRST_STEP, _LARGEST_STEP, _GROWTH, _SHRINK = 0.3, 0.5, 1.15, 0.5
SETTLED, NEARLY = 1e-5, 1e-3
"""A width is done with when no more than this share of the volume is in excess; or nearly done with."""

_NO_VOLUME = 1e-15
_TINY = 1e-300
_ROWS_WORTH_THREADS = 50_000
_PARTS = 8
"""Sums are taken in this many parts whatever the machine, so that the bytes are the same on all."""

_MOST_WORK, _LEAST_ROUNDS, _MOST_ROUNDS = 20_000_000, 60, 5_000
"""Rows times rounds spent on a width, and the fewest and most rounds that makes."""

Map = Callable[[Callable[[int], None], Iterable[int]], Iterable[None]]


@dataclass(frozen=True, slots=True)
class Balance:
    """Where tatonnement stopped: logarithms of terms and rates, and the value each market would see."""

    log_terms: Floats
    log_rates: Floats
    supplied: Floats
    demanded: Floats
    rounds: int

    def excess(self) -> Floats:
        """Return each market's excess demand as a share of its volume."""
        volume = self.supplied + self.demanded
        least = max(_NO_VOLUME * total(volume), _TINY)
        excess: Floats = (self.demanded - self.supplied) / np.maximum(volume, least)
        return excess

    def share_over(self) -> float:
        """Return the excess of all markets as a share of their volume."""
        volume = total(self.supplied) + total(self.demanded)
        return total(np.abs(self.demanded - self.supplied)) / max(volume, _TINY)


def settle_by_tatonnement(
    rows: Rows, log_terms: Floats, log_rates: Floats, width: float, enough: float = SETTLED
) -> Balance:
    """Return terms, near those given, with no more than a share of ``enough`` in excess, or the nearest."""
    most_rounds = min(max(_MOST_WORK // max(len(rows), 1), _LEAST_ROUNDS), _MOST_ROUNDS)
    with ThreadPoolExecutor() as threads:
        share_out = threads.map if len(rows) >= _ROWS_WORTH_THREADS else map
        step = np.full(rows.markets, _FIRST_STEP * min(1.0, 10.0 * width))
        before = np.zeros(rows.markets)
        found = best = _demand(rows, log_terms, log_rates, width, 1, share_out)
        for made in range(2, most_rounds + 1):
            if found.share_over() < enough:
                break
            excess = found.excess()
            same_sign = excess * before
            step = np.where(same_sign > 0, np.minimum(step * _GROWTH, _LARGEST_STEP), step)
            step = np.where(same_sign < 0, step * _SHRINK, step)
            before = excess
            log_terms = log_terms + step * excess
            log_terms = log_terms - total(log_terms) / max(rows.markets, 1)
            found = _demand(rows, log_terms, found.log_rates, width, made, share_out)
            if found.share_over() < best.share_over():
                best = found
    return replace(best, rounds=found.rounds)


def demand_at(rows: Rows, log_terms: Floats, log_rates: Floats, width: float) -> Balance:
    """Return what markets see at the terms, pools at the rates at which they balance."""
    with ThreadPoolExecutor() as threads:
        share_out = threads.map if len(rows) >= _ROWS_WORTH_THREADS else map
        return _demand(rows, log_terms, log_rates, width, 1, share_out)


def _demand(
    rows: Rows, log_terms: Floats, log_rates: Floats, width: float, made: int, share_out: Map
) -> Balance:
    work = compiled(demand, len(rows))
    cuts = np.linspace(0, rows.pools, _PARTS + 1).astype(np.int64)
    sums = np.zeros((_PARTS, 2, rows.markets))
    terms, rates = Terms(exp(log_terms), log_terms), log_rates.copy()

    def walk_part(part: int) -> None:
        first, last = cuts[part], cuts[part + 1]
        work(first, last, rows.offers, rows.alternatives, terms, width, rates, sums[part])

    for _ in share_out(walk_part, range(_PARTS)):
        pass
    seen = np.zeros((2, rows.markets))
    for part in range(_PARTS):
        seen += sums[part]
    return Balance(log_terms, rates, seen[0], seen[1], made)
