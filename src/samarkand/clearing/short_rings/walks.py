"""The most profitable closed walks of few steps, by products of matrices in which sum is maximum.

At prices of what steps use, each step from party to party has a net gain. The best walk of r steps
from i to j comes from the best one of r - 1 steps; two walks that meet at both ends close a ring.
Walks are told apart by how many of their steps count (move goods), where what a step gains depends
on how many do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Integers
from samarkand.solving.compiled import compiled

Matrix = NDArray[Any]
"""Net gains from party to party, floats or whole numbers; `nothing` of its type where there is no step."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The best step from each party to each, and its number; ``counts`` is what it adds to the count."""

    net: Matrix
    step: Integers
    counts: int


@dataclass(frozen=True, slots=True)
class _Walks:
    """The best walk between each two parties: its net gain, the party before the last, its last step."""

    net: Matrix
    via: Integers
    last: Integers
    last_counts: Integers


def nothing(kind: np.dtype[Any]) -> Any:  # noqa: ANN401 - a float or a whole number, as the matrix has
    """Return what stands for no step: so little that no sum of few of them counts."""
    return -np.inf if kind.kind == "f" else -(2**58)


def _hardly_anything(kind: np.dtype[Any]) -> Any:  # noqa: ANN401 - as above
    """Return what every walk with a missing step is below, and no other."""
    return -np.inf if kind.kind == "f" else -(2**57)


def best_net(steps: list[Steps], longest: int, count: int | None) -> float:
    """Return the largest net gain of any closed walk of 2 to ``longest`` steps; see `closed_walks`."""
    best = 0
    table = _table(steps, (longest + 1) // 2)
    for size in range(2, longest + 1):
        for one, other in _halves(table, size, count):
            best = max(best, (table[one].net + table[other].net.T).max(initial=best))
    return best


def best_by_count(steps: list[Steps], longest: int) -> dict[int, int]:
    """Return the largest net of the closed walks of 2 to ``longest`` steps, by what their steps count."""
    best: dict[int, int] = {}
    table = _table(steps, (longest + 1) // 2)
    for size in range(2, longest + 1):
        for one, other in _halves(table, size, None):
            net = table[one].net + table[other].net.T
            most = int(net.max(initial=nothing(net.dtype)))
            counted = one[1] + other[1]
            if most > _hardly_anything(net.dtype):
                best[counted] = max(best.get(counted, most), most)
    return best


def closed_walks(
    steps: list[Steps],
    longest: int,
    above: float,
    most: int,
    *,
    count: int | None = None,
    bonus: Callable[[int], float] | None = None,
) -> Iterator[Integers]:
    """Yield, size by size, the steps of the closed walks whose net gain is above ``above``.

    A row is a walk through different parties, filled up with -1; the ``most`` of each size that gain most.

    ``count`` is what their steps must count, None for anything; ``bonus`` is what a walk gains besides,
    by what its steps count. Of the walks that part and meet at the same two parties and count the same
    only the best is seen.
    """
    table = _table(steps, (longest + 1) // 2)
    for size in range(2, longest + 1):
        for one, other in _halves(table, size, count):
            net = table[one].net + table[other].net.T
            if bonus is not None:
                net = net + bonus(one[1] + other[1])
            if one == other:
                net[np.tril_indices(len(net))] = nothing(net.dtype)
            start, middle = np.nonzero(net > above)
            if len(start) > most:
                top = _most_gainful(net[start, middle], most)
                start, middle = start[top], middle[top]
            out, parties_out = _unrolled(table, one, start, middle)
            back, parties_back = _unrolled(table, other, middle, start)
            parties = np.column_stack([parties_out, parties_back])
            different = (np.diff(np.sort(parties, axis=1), axis=1) > 0).all(axis=1)
            walks = _turned(np.column_stack([out, back])[different], parties[different])
            yield np.pad(walks, ((0, 0), (0, longest - size)), constant_values=-1)


def _most_gainful(net: Matrix, most: int) -> Integers:
    """Return where the ``most`` largest gains are, ascending; of those that equal the least, the first.

    A partition alone leaves to the processor which of several equals it takes, and in which sequence.
    """
    least = np.partition(net, len(net) - most)[len(net) - most]
    above, level = np.flatnonzero(net > least), np.flatnonzero(net == least)
    top: Integers = np.sort(np.concatenate([above, level[: most - len(above)]]))
    return top


def _turned(steps: Integers, parties: Integers) -> Integers:
    """Return each walk turned so that it sets out from its smallest party."""
    first = np.argmin(parties, axis=1)
    turn = (first[:, None] + np.arange(steps.shape[1])) % steps.shape[1]
    turned: Integers = np.take_along_axis(steps, turn, axis=1)
    return turned


_State = tuple[int, int]
"""How many steps a walk has, and how many of them count."""


def _table(steps: list[Steps], most: int) -> dict[_State, _Walks]:
    """Return the best walks of 1 to ``most`` steps."""
    table: dict[_State, _Walks] = {}
    parties = len(steps[0].net)
    for kind in steps:
        start = np.broadcast_to(np.arange(parties)[:, None], (parties, parties))
        counts = np.full((parties, parties), kind.counts)
        table[1, kind.counts] = _Walks(kind.net, start, kind.step, counts)
    for size in range(2, most + 1):
        shorter = [(state, walks) for state, walks in table.items() if state[0] == size - 1]
        for (_, counted), walks in shorter:
            for kind in steps:
                _extend(table, (size, counted + kind.counts), walks, kind)
    return table


def _extend(table: dict[_State, _Walks], state: _State, walks: _Walks, kind: Steps) -> None:
    if state not in table:
        shape = walks.net.shape
        table[state] = _Walks(
            np.full(shape, nothing(walks.net.dtype)),
            np.zeros(shape, np.int64),
            np.zeros(shape, np.int64),
            np.zeros(shape, np.int64),
        )
    longer = table[state]
    work = compiled(extend_walks, walks.net.size)
    work(walks.net, kind.net, _hardly_anything(walks.net.dtype), longer.net, longer.via)
    _note_last(longer, walks, kind)


def _note_last(longer: _Walks, walks: _Walks, kind: Steps) -> None:
    """Note the last step where a walk that ends with this kind of step is the best."""
    rows = np.arange(len(longer.net))[:, None]
    ends = np.arange(len(longer.net))
    by_this = (walks.net[rows, longer.via] + kind.net[longer.via, ends] == longer.net) & (
        longer.net > _hardly_anything(longer.net.dtype)
    )
    longer.last[by_this] = kind.step[longer.via, ends][by_this]
    longer.last_counts[by_this] = kind.counts


def extend_walks(walks: Any, step: Any, none: Any, longer: Any, via: Any) -> None:  # noqa: ANN401
    """Write the best walks one step longer, and the party before the last; written to be compiled."""
    parties = len(walks)
    for start in range(parties):
        for middle in range(parties):
            net = walks[start, middle]
            if net > none:
                for end in range(parties):
                    longer_net = net + step[middle, end]
                    if longer_net > longer[start, end]:
                        longer[start, end] = longer_net
                        via[start, end] = middle


def _halves(table: dict[_State, _Walks], size: int, count: int | None) -> Iterator[tuple[_State, _State]]:
    """Yield the pairs of states whose walks close to one of ``size`` steps."""
    for one in table:
        for other in table:
            fits = one[0] == (size + 1) // 2 and other[0] == size // 2
            counted = count is None or one[1] + other[1] == count
            if fits and counted and (one[0] > other[0] or one[1] <= other[1]):
                yield one, other


def _unrolled(
    table: dict[_State, _Walks], state: _State, start: Integers, end: Integers
) -> tuple[Integers, Integers]:
    """Return the steps of each walk and the parties they set out from."""
    size, counted = state
    steps, parties = np.empty((len(start), size), np.int64), np.empty((len(start), size), np.int64)
    counted_so_far = np.full(len(start), counted)
    for place in range(size - 1, -1, -1):
        via, last = np.empty_like(start), np.empty_like(start)
        counts = np.empty_like(start)
        for value in np.unique(counted_so_far):
            here = counted_so_far == value
            walks = table[place + 1, int(value)]
            at = start[here], end[here]
            via[here], last[here], counts[here] = walks.via[at], walks.last[at], walks.last_counts[at]
        steps[:, place], parties[:, place] = last, via
        end, counted_so_far = via, counted_so_far - counts
    return steps, parties
