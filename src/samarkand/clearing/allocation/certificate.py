"""The certificate: node potentials that bound what any allocation could clear.

For a circulation that maximises value there are potentials such that every arc with capacity to
spare has no positive reduced gain and every arc in use no negative one (complementary slackness).
They are the shortest distances in the residual network, found by Bellman and Ford's rounds. Anyone
can recompute the bound from them without a solver.
"""

import numpy as np

from samarkand.clearing.allocation.network import Network
from samarkand.solving.arrays import Integers


def potentials(network: Network, flow: Integers) -> Integers:
    """Return an integer per node, the swing node's at zero, that proves the flow's value largest.

    What arcs must carry is taken as given.

    Raises ValueError when the flow is not of maximum value.
    """
    offers = network.offer_arcs()
    cost = np.zeros(len(flow), np.int64)
    cost[offers] = -1
    free = ~network.forced
    forward, backward = (flow < network.capacity) & free, (flow > 0) & free
    tail = np.concatenate([network.tail[forward], network.head[backward]])
    head = np.concatenate([network.head[forward], network.tail[backward]])
    length = np.concatenate([cost[forward], -cost[backward]])
    distance = _distances(tail, head, length, network.nodes)
    found: Integers = distance[-1] - distance
    return found


def _distances(tail: Integers, head: Integers, length: Integers, nodes: int) -> Integers:
    by_head = np.argsort(head, kind="stable")
    tail, head, length = tail[by_head], head[by_head], length[by_head]
    reached, first = np.unique(head, return_index=True)
    distance = np.zeros(nodes, np.int64)
    for _ in range(nodes + 1):
        if not len(head):
            return distance
        nearest = np.minimum.reduceat(distance[tail] + length, first)
        closer = np.minimum(distance[reached], nearest)
        if np.array_equal(closer, distance[reached]):
            return distance
        distance[reached] = closer
    raise ValueError("the allocation is not of maximum value: a gainful ring is left")
