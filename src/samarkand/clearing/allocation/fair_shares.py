"""Among allocations that gain as much, the one of equal shares: names decide nothing.

The potentials of a circulation tell which arcs are full or empty in every one of its equals, and which
are free. Of the free ones the shares of capacity are made as equal as the balance lets them be: the
sum of flow squared over capacity is least. Such a flow is a clipped difference of its nodes' levels,
``flow = capacity * min(1, max(0, level[head] - level[tail]))`` (a quadratic network flow; Rockafellar,
Network Flows and Monotropic Optimization, 1984); the levels are found by Newton's steps with
damping (Levenberg 1944, Marquardt 1963), and flows rounded to whole numbers next to them. Floats are
added, multiplied and divided only, in a fixed sequence, so every machine finds the same.
"""

from typing import NamedTuple

import numpy as np

from samarkand.clearing.allocation.network import Network
from samarkand.solving import potentials as solving
from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.elementary import total
from samarkand.solving.solver import maximum_circulation

MOST_ARCS = 3_000
MOST_MARKETS = 150
"""Larger networks keep the flow they have: a step takes the cube of the markets, or of what they are
taken apart into."""

_WIDE = 2.0**30
"""The least capacity of a passage within a market, next to which no row's counts: passages have no share."""

_STEPS = 40
_FIRST_DAMPING, _LEAST_DAMPING, _MOST_DAMPING = 1e-2, 1e-13, 1e6
_SETTLED = 1e-3
_NEAR = 2e-3
"""Minor units by which a node may be out of balance, and a flow beside a whole number."""


class _Free(NamedTuple):
    """The free arcs of a network, and what the others leave each node with."""

    tail: Integers
    head: Integers
    capacity: Floats
    surplus: Floats
    size: Floats
    pools: int


def in_fair_shares(network: Network, gain: Integers, flow: Integers) -> Integers:
    """Return the flow of the same gain in which free arcs carry shares as equal as can be.

    ``flow`` is of the largest ``gain``; where the network is large, or the shares are not found, it is
    returned as it is.
    """
    others = network.nodes - network.pools - 1
    if len(flow) > MOST_ARCS or others > MOST_MARKETS or not len(flow):
        return flow
    near = np.zeros(network.nodes, np.int64)
    price = solving.potentials(network.tail, network.head, network.capacity, gain, flow, near)
    reduced = gain + price[network.tail] - price[network.head]
    is_free = (reduced == 0) & ~network.forced
    if not is_free.any():
        return flow
    free = _free_arcs(network, flow, is_free)
    shares = _equal_shares(free)
    if shares is None:
        return flow
    return _rounded(network, flow, np.flatnonzero(is_free), shares * free.capacity)


def _free_arcs(network: Network, flow: Integers, is_free: np.ndarray) -> _Free:
    surplus = np.zeros(network.nodes, np.int64)
    np.add.at(surplus, network.head[~is_free], flow[~is_free])
    np.subtract.at(surplus, network.tail[~is_free], flow[~is_free])
    tail, head = network.tail[is_free], network.head[is_free]
    capacity, size = network.capacity[is_free].astype(np.float64), np.ones(network.nodes)
    for end in (tail, head):
        np.add.at(size, end, capacity)
    is_passage = np.minimum(tail, head) >= network.pools
    wide = np.where(is_passage, np.maximum(capacity, _WIDE), capacity)
    return _Free(tail, head, wide, surplus.astype(np.float64), size, network.pools)


def _equal_shares(free: _Free) -> Floats | None:
    """Return the share of each free arc, None where no balance was found."""
    level, damping = np.zeros(len(free.surplus)), _FIRST_DAMPING
    here, excess = _judged(free, level)
    for _ in range(_STEPS):
        if np.abs(excess).max() <= _SETTLED:
            return _shares(free, level)
        step = _step(free, level, excess, damping * free.size)
        there, new_excess = _judged(free, level + step)
        if there < here or np.abs(new_excess).max() < np.abs(excess).max():
            level, here, excess = level + step, there, new_excess
            damping = max(damping * 0.1, _LEAST_DAMPING)
        elif damping > _MOST_DAMPING:
            return None
        else:
            damping *= 10.0
    return None


def _shares(free: _Free, level: Floats) -> Floats:
    shares: Floats = np.clip(level[free.head] - level[free.tail], 0.0, 1.0)
    return shares


def _judged(free: _Free, level: Floats) -> tuple[float, Floats]:
    """Return what the levels are to make least, and the excess of each node, which is its slope."""
    drop = level[free.head] - level[free.tail]
    share = np.clip(drop, 0.0, 1.0)
    excess = free.surplus.copy()
    np.add.at(excess, free.head, share * free.capacity)
    np.subtract.at(excess, free.tail, share * free.capacity)
    # Half a square where the share is between nothing and all, and straight beyond.
    worth = (share * drop - share * share / 2.0) * free.capacity
    return total(worth) + total(free.surplus * level), excess


def _step(free: _Free, level: Floats, excess: Floats, damping: Floats) -> Floats:
    """Return Newton's step, damped: pools are eliminated first, for no two of them share an arc."""
    drop = level[free.head] - level[free.tail]
    weight = np.where((drop >= 0.0) & (drop <= 1.0), free.capacity, 0.0)
    nodes, pools = len(level), free.pools
    diagonal = damping.copy()
    np.add.at(diagonal, free.tail, weight)
    np.add.at(diagonal, free.head, weight)
    pool, other = np.minimum(free.tail, free.head), np.maximum(free.tail, free.head) - pools
    # Every arc joins a pool to something else, but for the passages within markets.
    used, passing = (weight > 0) & (pool < pools), (weight > 0) & (pool >= pools)
    sequence = np.flatnonzero(used)[np.argsort(pool[used], kind="stable")]
    matrix = np.zeros((nodes - pools, nodes - pools))
    matrix[np.diag_indices(nodes - pools)] = diagonal[pools:]
    for ends in ((pool - pools, other), (other, pool - pools)):
        np.subtract.at(matrix, (ends[0][passing], ends[1][passing]), weight[passing])
    right = -excess[pools:]
    starts = np.flatnonzero(np.diff(pool[sequence], prepend=-1))
    for arcs in np.split(sequence, starts[1:]):
        if len(arcs):
            own = pool[arcs[0]]
            joined, place = np.unique(other[arcs], return_inverse=True)
            pull = np.zeros(len(joined))
            np.add.at(pull, place, weight[arcs])
            matrix[np.ix_(joined, joined)] -= np.multiply.outer(pull, pull) / diagonal[own]
            right[joined] -= pull * excess[own] / diagonal[own]
    markets = _solved(matrix, right)
    towards = -excess[:pools]
    np.add.at(towards, pool[used], weight[used] * markets[other[used]])
    return np.concatenate([towards / diagonal[:pools], markets])


def _solved(matrix: Floats, right: Floats) -> Floats:
    """Return the solution of a symmetric positive definite system, by Gauss's elimination."""
    count = len(right)
    for row in range(count):
        factor = matrix[row + 1 :, row] / matrix[row, row]
        matrix[row + 1 :, row + 1 :] -= np.multiply.outer(factor, matrix[row, row + 1 :])
        right[row + 1 :] -= factor * right[row]
    found = np.zeros(count)
    for row in range(count - 1, -1, -1):
        known = total(matrix[row, row + 1 :] * found[row + 1 :])
        found[row] = (right[row] - known) / matrix[row, row]
    return found


def _rounded(network: Network, flow: Integers, free: Integers, wanted: Floats) -> Integers:
    """Return a flow whose free arcs carry a whole number beside the wanted one, ``flow`` if there is none.

    What is as good as a whole number is that number, unless no flow has them all.
    """
    for near in (_NEAR, -_NEAR):
        least, most = flow.copy(), flow.copy()
        least[free] = np.maximum(np.floor(wanted + near).astype(np.int64), 0)
        most[free] = np.minimum(np.ceil(wanted - near).astype(np.int64), network.capacity[free])
        found = _between(network, least, most)
        if found is not None:
            return found
    return flow


def _between(network: Network, least: Integers, most: Integers) -> Integers | None:
    """Return a circulation that carries at least and at most so much on each arc, None if there is none."""
    count, must = len(least), 2 * network.nodes + 1
    both = np.concatenate([np.arange(count), np.arange(count)])
    capacity = np.concatenate([least, np.maximum(most - least, 0)])
    gain = np.concatenate([np.full(count, must), np.zeros(count, np.int64)])
    found = maximum_circulation(network.tail[both], network.head[both], capacity, gain)
    if (found[:count] < least).any():
        return None
    carried: Integers = found[:count] + found[count:]
    return carried
