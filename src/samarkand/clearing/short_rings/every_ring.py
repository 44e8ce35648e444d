"""Every ring there is, in books of a few firms: what trades whole may need a ring that no price points to."""

from dataclasses import dataclass, field

import numpy as np

from samarkand.clearing.short_rings.generation import Generated, Market, with_rings_nearby
from samarkand.clearing.short_rings.legs import HOME
from samarkand.clearing.short_rings.rings import Rings, rings_of
from samarkand.solving.arrays import Integers

_MOST_RINGS = 20_000
_MOST_LOOKS = 300_000
"""A search that looks at more steps than this is given up: the book is not one of a few firms."""

_Step = tuple[int, int]
"""To which party, by which step."""


def rings_for_wholes(market: Market, longest: int, found: Generated, also: Integers) -> Rings:
    """Return the rings to choose whole numbers among: all there are, or those found, nearby, and ``also``."""
    steps = every_ring(market, longest)
    if steps is None:
        return with_rings_nearby(market, longest, found, also)
    return rings_of(market.limits, market.legs, market.success, steps)


def every_ring(market: Market, longest: int) -> Integers | None:
    """Return all rings of at most ``longest`` parties, a row of steps each; None where there are too many."""
    search = _Search(_legs(market), _moves(market), longest)
    for first in range(market.legs.parties):
        search.go_on([], [first], moved=False)
        if search.looks > _MOST_LOOKS or len(search.rings) > _MOST_RINGS:
            return None
    rings: Integers = np.full((len(search.rings), longest), HOME, np.int64)
    for row, steps in enumerate(search.rings):
        rings[row, : len(steps)] = steps
    return rings


@dataclass(slots=True)
class _Search:
    """Walks from party to party that end where they began; the first party is the smallest."""

    legs: list[list[_Step]]
    moves: list[list[_Step]]
    longest: int
    rings: list[list[int]] = field(default_factory=list)
    looks: int = 0

    def go_on(self, steps: list[int], parties: list[int], *, moved: bool) -> None:
        """Go on from the last party; nothing is moved twice without goods."""
        at = parties[-1]
        ways = [(False, self.legs[at])] if moved else [(False, self.legs[at]), (True, self.moves[at])]
        for moves, onward in ways:
            for to, step in onward:
                self.looks += 1
                if self.looks > _MOST_LOOKS or len(self.rings) > _MOST_RINGS:
                    return
                if to == parties[0] and steps:
                    self.rings.append([*steps, step])
                elif to > parties[0] and to not in parties and len(parties) < self.longest:
                    self.go_on([*steps, step], [*parties, to], moved=moves)


def _legs(market: Market) -> list[list[_Step]]:
    onward: list[list[_Step]] = [[] for _ in range(market.legs.parties)]
    for leg, (giver, taker) in enumerate(
        zip(market.legs.giver.tolist(), market.legs.taker.tolist(), strict=True)
    ):
        onward[giver].append((taker, leg))
    return onward


def _moves(market: Market) -> list[list[_Step]]:
    pool = market.legs.pool
    has_swing = market.limits.has_swing()
    onward: list[list[_Step]] = []
    for party, mine in enumerate(pool.tolist()):
        at_home = np.flatnonzero(pool == mine)
        by_swing = np.flatnonzero(has_swing[pool] & (pool != mine)) if has_swing[mine] else at_home[:0]
        steps = market.legs.swing_step(np.full(len(by_swing), mine), pool[by_swing])
        onward.append(
            [(to, HOME) for to in at_home.tolist() if to != party]
            + list(zip(by_swing.tolist(), steps.tolist(), strict=True))
        )
    return onward
