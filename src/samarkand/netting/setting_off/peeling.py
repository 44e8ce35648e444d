"""Leaves out who cannot be on a ring: those whom nobody owes, those who owe nobody, and so on inwards.

What is left, the core, holds every strongly connected component and little else: in public networks of
trade credit three debts of a hundred more. Leaving out is topological sorting from both ends (Kahn
1962), and the sequence of it serves the proof: it says which potentials the rest may have.
"""

import numpy as np

from samarkand.solving.arrays import Integers
from samarkand.solving.compiled import compiled


def peel(tail: Integers, head: Integers, nodes: int) -> Integers:
    """Return a place for each node: 0 in the core, below 0 ahead of it, above 0 behind it.

    An arc outside the core always leads to a higher place.
    """
    place = np.zeros(nodes, np.int64)
    for side, leaves, enters in ((-1, tail, head), (1, head, tail)):
        in_sequence = np.argsort(leaves, kind="stable")
        start = np.zeros(nodes + 1, np.int64)
        np.cumsum(np.bincount(leaves, minlength=nodes), out=start[1:])
        waiting_for = np.bincount(enters, minlength=nodes)
        compiled(_strip, len(tail))(start, enters[in_sequence], waiting_for, place, side)
    return place


def _strip(start: Integers, reached: Integers, waiting_for: Integers, place: Integers, side: int) -> None:
    """Give a place to each node that no other reaches, and to those that only such nodes reach."""
    nodes = len(place)
    queue = np.empty(nodes, np.int64)
    last = 0
    for node in range(nodes):
        if waiting_for[node] == 0 and place[node] == 0:
            queue[last] = node
            last += 1
    first = 0
    while first < last:
        node = queue[first]
        place[node] = side * (nodes - first)
        first += 1
        for arc in range(start[node], start[node + 1]):
            other = reached[arc]
            waiting_for[other] -= 1
            if waiting_for[other] == 0 and place[other] == 0:
                queue[last] = other
                last += 1
