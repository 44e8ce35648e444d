"""Better terms near good ones, for small books: a pattern search on the judge's verdict.

Hooke and Jeeves (1961): each market's terms are tried a step up and a step down, what helps is kept, and
when a whole round has helped the same move is tried once more; when nothing helps the step is
halved. No slopes are needed, for what whole rows do to a verdict has none. Trials are counted,
not timed, so the result is the same everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from samarkand.clearing.judge import Bench, Verdict, verdict
from samarkand.solving.arrays import Floats

_TRIALS_OF_ROWS, _MOST_TRIALS, _LEAST_TRIALS = 9_000, 160, 40
_SLOW_TRIALS, _SLOW_TRIALS_OF_ROWS = 5, 1_000
"""A trial of a book with lots, quotas or swings takes some five times as long; the smallest get all."""

_FIRST_STEP, _HALF, _COARSE_STEP = 0.25, 0.5, 0.05
"""A book that is slow to try, and is not helped by a step as coarse as the third, is left as it is."""

_LAST_STEP, _LAST_STEP_OF_WHOLES = 1e-10, 1e-4
"""Where rows go whole or not at all, terms must not end a hair from where they go no more."""


@dataclass(frozen=True, slots=True)
class Found:
    """Terms, as logarithms, and their verdict."""

    log_terms: Floats
    verdict: Verdict


Better = Callable[[Verdict, Verdict], bool]
"""Tells whether the first verdict is better than the second."""


def improved(bench: Bench, found: Found, near: Floats, is_better: Better) -> Found:
    """Return terms at least as good as those found; ``near`` are rates to begin with, per pool."""
    left = min(max(_TRIALS_OF_ROWS // max(len(bench.arcs.row), 1), _LEAST_TRIALS), _MOST_TRIALS)
    if not bench.is_plain:
        slow = min(_SLOW_TRIALS_OF_ROWS // max(len(bench.arcs.row), 1), _MOST_TRIALS)
        left = max(left // _SLOW_TRIALS, slow)
    markets = np.unique(bench.arcs.market)[1:]
    best, step, made = found, _FIRST_STEP, 0
    last_step = _LAST_STEP if bench.is_plain else _LAST_STEP_OF_WHOLES
    while step > last_step and made < left and len(markets):
        if step < _COARSE_STEP and not bench.is_plain and best is found:
            break
        before = best.log_terms
        for market in markets:
            for move in (step, -step):
                tried = _tried(bench, best.log_terms, near, market, move)
                made += 1
                if is_better(tried.verdict, best.verdict):
                    best = tried
                    break
        if best.log_terms is before:
            step *= _HALF
            continue
        again = best.log_terms + (best.log_terms - before)
        made += 1
        on = Found(again, verdict(bench, again, near))
        best = on if is_better(on.verdict, best.verdict) else best
    return best


def _tried(bench: Bench, log_terms: Floats, near: Floats, market: int, move: float) -> Found:
    moved = log_terms.copy()
    moved[market] += move
    return Found(moved, verdict(bench, moved, near))
