"""Circulations of hundreds of thousands of arcs: cost scaling, refined until the flow can be proven best.

A flow is epsilon-optimal when no residual arc has a reduced cost below minus epsilon. Each refinement
makes a flow of an eighth of the last epsilon, by pushing excess along arcs of negative reduced cost
and lowering potentials where there are none (Goldberg 1997, "An efficient implementation of a
scaling minimum-cost flow algorithm"). Theory asks for an epsilon under one part in the number of
nodes; flows are optimal long before, and whoever can prove it need not wait for theory.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Integers
from samarkand.solving.compiled import compiled

_STEP = 8
"""How much finer each refinement is."""

_FIRST_PRECISION = 32
"""The first flow is offered when epsilon is this part of the smallest step between gains."""

_NARROW = 2**31
_PRICE_ROOM = 8
_MOST_LEVELS = 1 << 14
_FAR = 1 << 62


class Residual(NamedTuple):
    """The residual network, arcs by the node they leave; a tuple because compiled code reads it.

    Arcs ``start[u]:start[u + 1]`` leave node u for ``to``; ``left`` is how much more fits,
    ``whole`` how much fits both ways together, ``reverse`` the arc of the way back.
    """

    start: Integers
    to: Integers
    reverse: Integers
    left: Integers
    whole: Integers
    cost: Integers


class Shelf(NamedTuple):
    """Nodes on levels: the first of each level, and before and after each node; -1 is none."""

    first: Integers
    before: Integers
    after: Integers


def refinements(
    tail: Integers, head: Integers, capacity: Integers, gain: Integers
) -> Iterator[tuple[Integers, Integers, bool]]:
    """Yield ever better circulations, an integer per arc, each with potentials that nearly prove it.

    The third part tells whether theory vouches for the flow: then it is of the largest gain, and the
    last. Most often the first is. Nodes are numbered from 0.
    """
    nodes = int(max(tail.max(initial=-1), head.max(initial=-1))) + 1
    place = _by_degree(tail, head, nodes)
    scale = _FIRST_PRECISION
    dtype = _dtype(nodes, scale, gain)
    residual, arc = _residual(place[tail], place[head], capacity, (-gain * scale).astype(dtype), nodes)
    potential: Integers = np.zeros(nodes, np.int64).astype(dtype)
    epsilon = scale * int(gain.max(initial=1))
    refine = compiled(_refine, len(tail))
    while True:
        while epsilon > 1:
            epsilon = max(1, epsilon // _STEP)
            refine(residual, potential, epsilon)
        flow = capacity - residual.left[arc]
        is_certain = scale > nodes
        yield flow, -np.floor_divide(potential[place], scale).astype(np.int64), is_certain
        if is_certain:
            return
        scale, epsilon = scale * _STEP, _STEP
        dtype = _dtype(nodes, scale, gain)
        residual = residual._replace(cost=_times(residual.cost, dtype))
        potential = _times(potential, dtype)


def _times(numbers: Integers, dtype: type[np.int32] | type[np.int64]) -> Integers:
    """Return costs or potentials at the scale of the next refinement."""
    finer: Integers = (numbers.astype(np.int64) * _STEP).astype(dtype)
    return finer


def _dtype(nodes: int, scale: int, gain: Integers) -> type[np.int32] | type[np.int64]:
    """Return the narrowest type that holds every potential: half the width is a third faster."""
    is_narrow = _PRICE_ROOM * nodes * scale * int(np.abs(gain).max(initial=1)) < _NARROW
    return np.int32 if is_narrow else np.int64


def _by_degree(tail: Integers, head: Integers, nodes: int) -> Integers:
    """Return a new number for each node, those with most arcs first: what is read most lies together."""
    degree = np.bincount(tail, minlength=nodes) + np.bincount(head, minlength=nodes)
    place = np.empty(nodes, np.int64)
    place[np.argsort(-degree, kind="stable")] = np.arange(nodes)
    return place


def _residual(
    tail: Integers, head: Integers, capacity: Integers, cost: Integers, nodes: int
) -> tuple[Residual, Integers]:
    """Return the residual network of the empty flow, and where in it each arc stands."""
    count = len(tail)
    start = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(tail, minlength=nodes) + np.bincount(head, minlength=nodes), out=start[1:])
    place, back = np.empty(count, np.int64), np.empty(count, np.int64)
    compiled(_lay_out, count)(tail, head, start[:-1].copy(), place, back)
    both = np.concatenate([place, back])
    order = np.empty(2 * count, np.int64)
    order[both] = np.arange(2 * count)
    residual = Residual(
        start=start,
        to=np.concatenate([head, tail])[order].astype(np.int32),
        reverse=np.concatenate([back, place])[order].astype(np.int32),
        left=np.concatenate([capacity, np.zeros(count, np.int64)])[order],
        whole=np.concatenate([capacity, capacity])[order],
        cost=np.concatenate([cost, -cost])[order],
    )
    return residual, place


def _lay_out(tail: Integers, head: Integers, free: Integers, place: Integers, back: Integers) -> None:
    """Give each arc and its way back the next free place of the node it leaves."""
    for arc in range(len(tail)):
        place[arc] = free[tail[arc]]
        free[tail[arc]] += 1
        back[arc] = free[head[arc]]
        free[head[arc]] += 1


def _refine(residual: Residual, potential: Integers, epsilon: int) -> None:
    """Make the flow epsilon-optimal, changing what is left on the arcs and the potentials."""
    nodes = len(potential)
    excess = np.zeros(nodes, np.int64)
    _saturate(residual, potential, excess)
    queue, is_queued = np.empty(nodes + 1, np.int64), np.zeros(nodes, np.bool_)
    waiting = 0
    for node in range(nodes):
        if excess[node] > 0:
            queue[waiting] = node
            is_queued[node] = True
            waiting += 1
    _discharge(residual, potential, excess, epsilon, queue, is_queued, waiting)


def _saturate(residual: Residual, potential: Integers, excess: Integers) -> None:
    """Fill every arc of negative reduced cost."""
    start, to, reverse, left, _, cost = residual
    for node in range(len(potential)):
        for arc in range(start[node], start[node + 1]):
            if left[arc] > 0 and cost[arc] + potential[node] - potential[to[arc]] < 0:
                excess[node] -= left[arc]
                excess[to[arc]] += left[arc]
                left[reverse[arc]] += left[arc]
                left[arc] = 0


def _discharge(  # noqa: C901 a call for each push would cost more than the push
    residual: Residual,
    potential: Integers,
    excess: Integers,
    epsilon: int,
    queue: Integers,
    is_queued: NDArray[np.bool_],
    last: int,
) -> None:
    """Move all excess to where flow is short, first come, first served.

    The nodes with excess stand in the circular ``queue`` up to ``last``. Excess goes along arcs of
    negative reduced cost; where none is left, the node's potential is lowered until there is one.
    """
    start, to, reverse, left, _, cost = residual
    nodes = len(potential)
    current = start[:-1].copy()
    first, lowered = 0, nodes
    while first != last:
        if lowered >= nodes:
            _lower_to_levels(residual, potential, excess, epsilon)
            current[:] = start[:-1]
            lowered = 0
        node = queue[first]
        first = first + 1 if first < nodes else 0
        is_queued[node] = False
        end, amount, arc = start[node + 1], excess[node], current[node]
        while amount > 0:
            own = potential[node]
            while arc < end:
                if left[arc] > 0 and cost[arc] + own - potential[to[arc]] < 0:
                    taker, pushed = to[arc], min(amount, left[arc])
                    left[arc] -= pushed
                    left[reverse[arc]] += pushed
                    excess[taker] += pushed
                    amount -= pushed
                    if excess[taker] > 0 and not is_queued[taker]:
                        is_queued[taker] = True
                        queue[last] = taker
                        last = last + 1 if last < nodes else 0
                    if amount == 0:
                        break
                arc += 1
            if amount > 0:
                best = -_FAR
                for other in range(start[node], end):
                    if left[other] > 0 and potential[to[other]] - cost[other] > best:
                        best = potential[to[other]] - cost[other]
                        arc = other
                potential[node] = best - epsilon
                lowered += 1
        current[node] = arc
        excess[node] = 0


def _lower_to_levels(  # noqa: C901 as above
    residual: Residual, potential: Integers, excess: Integers, epsilon: int
) -> None:
    """Lower potentials by the distance to where flow is short, so that pushes lead there.

    Distances count epsilons of reduced cost, and one for the arc. They are found backwards, level by
    level (Dial 1969), until every node with excess has its own; none is taken beyond that level.
    """
    start, to, _, left, whole, cost = residual
    nodes = len(potential)
    distance = np.full(nodes, _FAR, np.int64)
    shelf = Shelf(np.full(_MOST_LEVELS, -1), np.full(nodes, -1), np.full(nodes, -1))
    waiting = 0
    for node in range(nodes):
        if excess[node] < 0:
            distance[node] = 0
            _put(shelf, node, 0)
        elif excess[node] > 0:
            waiting += 1
    level = 0
    while waiting > 0 and level < _MOST_LEVELS:
        node = shelf.first[level]
        if node < 0:
            level += 1
            continue
        _take(shelf, node, level)
        waiting -= excess[node] > 0
        for arc in range(start[node], start[node + 1]):
            other = to[arc]
            if whole[arc] > left[arc] and distance[other] > level:
                found = level + 1 + (potential[other] - potential[node] - cost[arc]) // epsilon
                if found < min(distance[other], _MOST_LEVELS):
                    if distance[other] < _MOST_LEVELS:
                        _take(shelf, other, distance[other])
                    distance[other] = found
                    _put(shelf, other, found)
    for node in range(nodes):
        potential[node] -= epsilon * min(distance[node], level)


def _put(shelf: Shelf, node: int, level: int) -> None:
    """Put a node first on a level."""
    second = shelf.first[level]
    shelf.before[node], shelf.after[node] = -1, second
    if second >= 0:
        shelf.before[second] = node
    shelf.first[level] = node


def _take(shelf: Shelf, node: int, level: int) -> None:
    """Take a node from its level."""
    before, after = shelf.before[node], shelf.after[node]
    if before >= 0:
        shelf.after[before] = after
    else:
        shelf.first[level] = after
    if after >= 0:
        shelf.before[after] = before
