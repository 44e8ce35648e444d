"""Which of many rings to trade, so that no item and no dummy is in two: programs in whole numbers.

A linear program over all rings prices items, dummies and traders. A ring that costs, at these prices,
more than it gains by more than the bound is above a solution in hand, is in no better solution and is
left out (reduced-cost fixing). Few rings are left for the program in whole numbers.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Floats
from samarkand.solving.highs import best_switches, prices
from samarkand.swaps.choosing.ring_program import Program

_NEARLY = 1e-6
_COLUMNS = 3_000

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rings are traded, what they gain, and a bound on what any rings do.

    ``as_good`` are the rings that may be part of a choice that gains as much.
    """

    rings: Mask
    gain: int
    bound: int
    as_good: Mask


def best_rings(program: Program, allowed: Mask) -> Choice:
    """Return the rings, of those allowed, that gain most. The program's gains are whole numbers."""
    most, price = _priced(program, allowed)
    excess = np.where(allowed, program.excess(price), np.inf)
    best = math.floor(most + _NEARLY)
    found = _solved(program, excess <= most - best + _NEARLY, best)
    if found.gain < best:
        better = _solved(program, excess <= most - found.gain - 1 + _NEARLY, best)
        bound = min(best, max(found.gain, better.bound))
        found = max(found, better, key=lambda choice: choice.gain)
        found = replace(found, bound=bound)
    return replace(found, as_good=excess <= most - found.gain + _NEARLY)


def _solved(program: Program, near: Mask, most: int) -> Choice:
    """Return the rings, of those near, that gain most, and a bound on the gain of any near, ``most`` at most.

    Where none were found, the rings that are known to do.
    """
    part = program.part(near)
    found = best_switches(part.gain, part.rows) if near.any() else None
    if found is None:
        return Choice(program.known, program.known_gain, most, near)
    chosen = np.zeros(program.rings, np.bool_)
    chosen[np.flatnonzero(near)] = found.values[: part.rings] == 1
    return Choice(chosen, round(found.gain), min(most, found.whole_bound), near)


def _priced(program: Program, allowed: Mask) -> tuple[float, Floats]:
    """Return a bound on the gain of all rings, and the prices that prove it; rings are added as they pay."""
    used = program.known.copy()
    used[np.flatnonzero(allowed)[:_COLUMNS]] = True
    while True:
        part = program.part(used)
        most, price = prices(part.gain, part.most, part.rows)
        excess = program.excess(price)
        pays = np.flatnonzero((excess < -_NEARLY) & allowed & ~used)
        if not len(pays):
            return most - min(0.0, excess[allowed].min()) * program.most_rings, price
        used[pays[np.argsort(excess[pays], kind="stable")[:_COLUMNS]]] = True
