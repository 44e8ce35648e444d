"""The best closed walk of so many steps between parties: products of matrices that add and take the largest.

A step is a leg or a move of value, each with what it gains over what it costs; ``NO_STEP`` where there
is none. The best walk of two stretches from one party to another is their product, where the product
of numbers is their sum and the sum of numbers is the largest of them.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

NO_STEP = -(2**61)
"""Stands for no way at all; the sum of two fits 64 bits."""

_AT_ONCE = 32
"""So many rows are added up at once: few enough to stay close to the processor."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The best closed walk: what it gains over its cost, and two parties on it."""

    gain: int
    parties: tuple[int, int]


NOWHERE = Walk(0, (0, 0))
"""Staying where one is."""


def best_walk(legs: Integers, moves: Integers, most_steps: int) -> Walk:
    """Return the best closed walk of at most so many steps, whichever of them are legs."""
    steps = np.maximum(legs, moves)
    np.fill_diagonal(steps, np.maximum(np.diagonal(steps), 0))
    steps = _worth_taking(steps, most_steps)
    return _closed(_power(steps, most_steps // 2), _power(steps, most_steps - most_steps // 2))


def best_walk_of_legs(legs: Integers, moves: Integers, count: int, most_moves: int) -> Walk:
    """Return the best closed walk of so many legs and at most so many moves, none after another.

    Moves one after another are never better than one: `moves` are complete.
    """
    legs = _worth_taking(legs, count)
    hops = product(legs, moves) if most_moves else legs
    if count == 1:
        at = int(np.diagonal(hops).argmax())
        return max(NOWHERE, Walk(int(hops[at, at]), (at, at)), key=lambda walk: walk.gain)
    half = count // 2
    first = _by_moves(legs, hops, half, most_moves)
    second = _by_moves(legs, hops, count - half, most_moves)
    walks = [
        _closed(first[min(some, half)], second[min(most_moves - some, count - half)])
        for some in range(min(most_moves, half) + 1)
    ]
    return max(walks, key=lambda walk: walk.gain)


def _by_moves(legs: Integers, hops: Integers, count: int, most_moves: int) -> list[Integers]:
    """Return the best walks of so many legs by how many of them, at most, may be followed by a move."""
    walks = [legs, hops][: most_moves + 1]
    for longer in range(2, count + 1):
        last = len(walks) - 1
        walks = [
            np.maximum(
                product(legs, walks[min(some, last)]) if some < longer else NO_STEP,
                product(hops, walks[some - 1]) if some else NO_STEP,
            )
            for some in range(min(most_moves, longer) + 1)
        ]
    return walks


def _worth_taking(steps: Integers, count: int) -> Integers:
    """Return the steps without those whose loss no other steps of a walk can make up for."""
    best = int(steps.max(initial=0))
    return np.where(steps > -(count - 1) * best, steps, NO_STEP) if best > 0 else np.full_like(steps, NO_STEP)


def _power(steps: Integers, exponent: int) -> Integers:
    if exponent == 1:
        return steps
    half = _power(steps, exponent // 2)
    doubled = product(half, half)
    return product(steps, doubled) if exponent % 2 else doubled


def _closed(there: Integers, back: Integers) -> Walk:
    gain, parties = closing(there, back)
    return Walk(gain, parties) if gain > 0 else NOWHERE


def closing(there: Integers, back: Integers) -> tuple[int, tuple[int, int]]:
    """Return the best sum of a way there and one back, and where they meet; `NO_STEP` or less for none."""
    both = there + back.T
    if not both.size:
        return NO_STEP, (0, 0)
    start, middle = np.unravel_index(int(both.argmax()), both.shape)
    return int(both[start, middle]), (int(start), int(middle))


def product(first: Integers, second: Integers) -> Integers:
    """Return the best way from each party to each over one in between, exactly.

    Only the steps there are of the first count: it had better be the one with fewer.
    """
    best = np.full((len(first), second.shape[1]), NO_STEP, np.int64)

    def fill(start: int) -> None:
        between = np.flatnonzero(first[start] > NO_STEP)
        for begin in range(0, len(between), _AT_ONCE):
            some = between[begin : begin + _AT_ONCE]
            sums = second[some] + first[start, some, None]
            np.maximum(best[start], sums.max(axis=0), out=best[start])

    with ThreadPoolExecutor() as threads:
        for _ in threads.map(fill, range(len(first))):
            pass
    best[best < NO_STEP // 2] = NO_STEP
    return best
