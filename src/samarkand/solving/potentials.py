"""Node potentials of a circulation: numbers that prove, to anyone with a pencil, that none gains more.

A circulation is of largest gain when there are potentials such that no arc with capacity to spare
has a positive reduced gain and no arc in use a negative one (complementary slackness). They are
the shortest distances in the residual network, found by Bellman and Ford's rounds (Ahuja, Magnanti
and Orlin 1993, chapter 5 and theorem 9.4).
"""

import numpy as np

from samarkand.solving.arrays import Integers


def potentials(
    tail: Integers,
    head: Integers,
    capacity: Integers,
    gain: Integers,
    flow: Integers,
    near: Integers,
    rounds: int | None = None,
) -> Integers:
    """Return an integer per node that proves the flow's gain largest.

    ``near`` are potentials to begin with, one per node: the nearer, the sooner it is done; zeros
    will do. The reduced gain of an arc, ``gain + potential[tail] - potential[head]``, is at most zero where
    the flow is below capacity and at least zero where there is any.

    Raises ValueError when another circulation gains more, or when so many ``rounds`` bring no proof.
    """
    forward, backward = flow < capacity, flow > 0
    distance = distances(
        np.concatenate([tail[forward], head[backward]]),
        np.concatenate([head[forward], tail[backward]]),
        np.concatenate([-gain[forward], gain[backward]]),
        -near,
        rounds,
    )
    return -distance


def distances(
    tail: Integers, head: Integers, length: Integers, near: Integers, rounds: int | None = None
) -> Integers:
    """Return distances, at most ``near``, that no arc undercuts: ``d[head] <= d[tail] + length``.

    Raises ValueError when there are none, because a ring of arcs has a negative length, or when
    so many ``rounds`` do not find them.
    """
    by_head = np.argsort(head, kind="stable")
    tail, head, length = tail[by_head], head[by_head], length[by_head]
    first = np.flatnonzero(np.append(True, head[1:] != head[:-1])) if len(head) else head
    reached = head[first]
    distance = near.copy()
    if not len(head):
        return distance
    for _ in range(len(near) + 1 if rounds is None else rounds):
        nearest = np.minimum.reduceat(distance[tail] + length, first)
        closer = np.minimum(distance[reached], nearest)
        if np.array_equal(closer, distance[reached]):
            return distance
        distance[reached] = closer
    raise ValueError("the circulation is not of largest gain: a gainful ring is left")
