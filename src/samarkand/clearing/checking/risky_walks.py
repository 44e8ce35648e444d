"""The best closed walk where legs may fail, each walk gaining by its exact chance.

What a walk gains is its number of legs times the product of their chances: it depends on nothing but
how many legs of each chance it has. So half walks are kept apart by these numbers, and two that meet at
both ends are a whole one, of which gain and cost are known exactly.
"""

from collections.abc import Iterator, Sequence
from math import comb, prod

from samarkand.clearing.checking.closed_walks import NO_STEP, NOWHERE, Integers, Walk, closing, product
from samarkand.core.scale import CERTAIN

_MOST_STATES = 150
_MOST_CELLS = 40_000_000
"""Half walks kept apart, and their tables' cells: above this nobody waits for the answer."""

_State = tuple[tuple[int, ...], int]
"""How many legs of each chance a half walk has, and how many moves."""


def can_follow(kinds: int, parties: int, longest: int, *, moves: bool) -> bool:
    """Tell whether walks among so many parties, with legs of so many chances, are few enough to follow."""
    half = (longest + 1) // 2
    states = (comb(kinds + half, half) - 1) * (half + 1 if moves else 1)
    return states <= _MOST_STATES and states * parties**2 <= _MOST_CELLS


def best_risky_walk(
    legs: Sequence[Integers], chances: Sequence[int], moves: Integers | None, longest: int, scale: int
) -> Walk:
    """Return the closed walk of at most ``longest`` steps that gains most over its cost.

    ``legs``: for each of the ``chances``, in millionths, what the cheapest leg from each party to each
    costs, as a negative number. ``moves``: the same of moves of value, None where there are none.
    """
    hops = [legs] if moves is None else [legs, [product(leg, moves) for leg in legs]]
    tables = [_first(hops)]
    for _ in range((longest + 1) // 2 - 1):
        tables.append(_longer(tables[-1], hops))
    walks = [NOWHERE, *_alone(tables[0], chances, scale)]
    for count in range(2, longest + 1):
        first, second = tables[(count + 1) // 2 - 1], tables[count // 2 - 1]
        walks += _closed(first, second, chances, longest - count, scale)
    return max(walks, key=lambda walk: walk.gain)


def _first(hops: Sequence[Sequence[Integers]]) -> dict[_State, Integers]:
    kinds = len(hops[0])
    return {
        (_one(kind, kinds), moved): step
        for moved, steps in enumerate(hops)
        for kind, step in enumerate(steps)
    }


def _longer(walks: dict[_State, Integers], hops: Sequence[Sequence[Integers]]) -> dict[_State, Integers]:
    """Return the best walks with one leg more, a move behind it or not."""
    found: dict[_State, Integers] = {}
    for (counts, moves), walk in walks.items():
        for moved, steps in enumerate(hops):
            for kind, step in enumerate(steps):
                state = _sum(counts, _one(kind, len(counts))), moves + moved
                longer = product(step, walk)
                found[state] = longer if state not in found else _larger(found[state], longer)
    return found


def _larger(one: Integers, other: Integers) -> Integers:
    larger: Integers = one.copy()
    better = other > one
    larger[better] = other[better]
    return larger


def _alone(walks: dict[_State, Integers], chances: Sequence[int], scale: int) -> Iterator[Walk]:
    """Yield walks of one leg and one move: back where they began."""
    for (counts, moves), walk in walks.items():
        if moves and len(walk):
            at = int(walk.diagonal().argmax())
            if walk[at, at] > NO_STEP // 2:
                yield Walk(_gain(counts, chances, scale) + int(walk[at, at]), (at, at))


def _closed(
    first: dict[_State, Integers],
    second: dict[_State, Integers],
    chances: Sequence[int],
    most_moves: int,
    scale: int,
) -> Iterator[Walk]:
    for (counts, moves), there in first.items():
        for (more, moved), back in second.items():
            if moves + moved <= most_moves:
                net, parties = closing(there, back)
                if net > NO_STEP // 2:
                    yield Walk(_gain(_sum(counts, more), chances, scale) + net, parties)


def _gain(counts: Sequence[int], chances: Sequence[int], scale: int) -> int:
    """Return what a walk of so many legs of each chance gains, rounded up."""
    legs = sum(counts)
    together: int = prod(chance**count for chance, count in zip(chances, counts, strict=True))
    certain: int = CERTAIN**legs
    return -(-scale * legs * together // certain)


def _one(kind: int, kinds: int) -> tuple[int, ...]:
    return tuple(int(kind == each) for each in range(kinds))


def _sum(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))
