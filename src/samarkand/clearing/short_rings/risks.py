"""Legs by how likely they are to fail: rings are priced at their exact chance where there are few kinds.

What a ring gains where legs may fail is its number of legs times the product of their chances. That is
no sum over legs, but it depends on nothing except how many legs of each kind the ring has; so walks are
told apart by these counts, written as the digits of one number. (That value of a cycle is that of
Dickerson, Procaccia and Sandholm, Failure-aware kidney exchange, 2013.) Where kinds are many, a bound
by the means of numbers stands in: `proof.leg_gains`.
"""

from dataclasses import dataclass
from math import comb

import numpy as np

from samarkand.clearing.short_rings.legs import Legs
from samarkand.core.scale import CERTAIN
from samarkand.solving.arrays import Integers

_MOST_STATES = 35
"""Kinds of half walks, by their counts of each kind of leg, that are worth telling apart."""

_MOST_CELLS = 9_000_000
"""And their tables' cells together: a row and a column for each party."""


@dataclass(frozen=True, slots=True)
class Risks:
    """The kinds of legs: ``chances`` of success in millionths, ascending, and the kind of each leg.

    ``base`` is larger than any count, so that counts can be digits.
    """

    chances: tuple[int, ...]
    of_leg: Integers
    base: int

    def unit(self, kind: int) -> int:
        """Return the number that counts one leg of a kind."""
        return int(self.base**kind)

    def legs(self, counts: int) -> int:
        """Return how many legs there are of all kinds."""
        return sum(self._digits(counts))

    def gain(self, counts: int, scale: int) -> int:
        """Return what a ring of so many legs of each kind gains, at ``scale`` and rounded up."""
        digits = self._digits(counts)
        product = 1
        for chance, digit in zip(self.chances, digits, strict=True):
            product *= chance**digit
        legs = sum(digits)
        certain: int = CERTAIN**legs
        return -(-scale * legs * product // certain)

    def _digits(self, counts: int) -> list[int]:
        digits = []
        for _ in self.chances:
            counts, digit = divmod(counts, self.base)
            digits.append(digit)
        return digits


def risks_of(legs: Legs, failing: Integers, longest: int) -> Risks | None:
    """Return the kinds of legs of rings of at most ``longest`` parties; None for too many, or for none."""
    if not len(legs):
        return None
    here = np.unique(legs.offer)
    fails = np.unique(failing[here])[::-1]
    half = (longest + 1) // 2
    states = comb(len(fails) + half, half) - 1
    if states > _MOST_STATES or states * legs.parties**2 > _MOST_CELLS:
        return None
    kind = np.zeros(len(failing), np.int64)
    kind[here] = len(fails) - 1 - np.searchsorted(fails[::-1], failing[here])
    return Risks(tuple((CERTAIN - fails).tolist()), kind[legs.offer], longest + 1)
