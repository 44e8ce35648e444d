"""Rings as columns of a program: their steps, what they use, and what they gain."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from samarkand.clearing.short_rings.legs import Legs
from samarkand.clearing.short_rings.limits import Limits, ends_of
from samarkand.solving.arrays import Floats, Integers, Truths


@dataclass(frozen=True, slots=True)
class Rings:
    """A row of steps for each ring, filled up with `HOME`; rows are in ascending sequence.

    ``gain`` is what a minor unit going round gains: the number of legs, or, where legs may fail,
    that number times the probability that none does. ``used`` has a row per end, a column per ring.
    """

    steps: Integers
    gain: Floats
    used: Any

    def __len__(self) -> int:
        """Return the number of rings."""
        return len(self.steps)


def rings_of(limits: Limits, legs: Legs, success: Floats | None, steps: Integers) -> Rings:
    """Return the rings of these steps, each once; ``success`` is the probability of each leg."""
    from scipy.sparse import csc_matrix

    steps = np.unique(steps, axis=0)
    ends = ends_of(limits, legs, steps)
    ring, place = np.nonzero(ends >= 0)
    used = csc_matrix(
        (np.ones(len(ring)), (ends[ring, place], ring)), shape=(limits.uses.shape[1], len(steps))
    )
    return Rings(steps, gains(legs, success, steps), used)


def gains(legs: Legs, success: Floats | None, steps: Integers) -> Floats:
    """Return what each ring gains; see `Rings`."""
    is_leg = moves_goods(legs, steps)
    count: Floats = is_leg.sum(axis=1).astype(np.float64)
    if success is None or not len(legs):
        return count
    probability: Floats = np.where(is_leg, success[np.where(is_leg, steps, 0)], 1.0).prod(axis=1)
    return count * probability


def moves_goods(legs: Legs, steps: Integers) -> Truths:
    """Return which steps are legs."""
    is_leg: Truths = (steps >= 0) & (steps < len(legs))
    return is_leg
