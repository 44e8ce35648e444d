"""The certificate: node potentials that bound what any allocation could clear.

For a circulation that maximises value there are potentials such that every arc with capacity to
spare has no positive reduced gain and every arc in use no negative one (complementary slackness).
They are the shortest distances in the residual network, found by Bellman and Ford's rounds. Anyone
can recompute the bound from them without a solver.
"""

import numpy as np

from samarkand.clearing.allocation.network import Network
from samarkand.solving import potentials as solving
from samarkand.solving.arrays import Integers


def potentials(network: Network, flow: Integers) -> Integers:
    """Return an integer per node, the swing node's at zero, that proves the flow's value largest.

    What arcs must carry is taken as given.

    Raises ValueError when the flow is not of maximum value.
    """
    gain = np.zeros(len(flow), np.int64)
    gain[network.offer_arcs()] = 1
    free = ~network.forced
    tail, head, capacity = network.tail[free], network.head[free], network.capacity[free]
    near = np.zeros(network.nodes, np.int64)
    found = solving.potentials(tail, head, capacity, gain[free], flow[free], near)
    settled: Integers = found - found[network.swings_meet]
    return settled
