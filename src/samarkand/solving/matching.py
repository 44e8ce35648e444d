"""The cheapest way to give each node exactly one other, and the arcs that some cheapest way uses.

The matching is found by SciPy's sparse form of Jonker and Volgenant's shortest augmenting paths
(Computing 38, 1987). Prices of the nodes prove it cheapest: no arc costs less than they say.
"""

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Integers
from samarkand.solving.potentials import distances


def cheapest_matching(tail: Integers, head: Integers, cost: Integers, nodes: int) -> Integers:
    """Return for each node the head of the arc it uses, so that every node is used once as a head.

    Costs are at least 0, and the total is the least there is; no two arcs have the same tail and head.
    Raises ValueError when no such choice of arcs exists.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    weights = csr_matrix((cost + 1.0, (tail, head)), shape=(nodes, nodes))  # a zero would be no arc
    matched: Integers = min_weight_full_bipartite_matching(weights)[1].astype(np.int64)
    return matched


def in_a_cheapest(tail: Integers, head: Integers, cost: Integers, matched: Integers) -> NDArray[np.bool_]:
    """Return which arcs are part of some cheapest matching, given one.

    An arc is when to use it, and others in exchange, costs nothing: when it lies on a ring of arcs
    without reduced cost. Raises ValueError when the matching given is not a cheapest.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    nodes = len(matched)
    holder = np.empty(nodes, np.int64)
    holder[matched] = np.arange(nodes)
    paid = np.zeros(nodes, np.int64)
    in_use = matched[tail] == head
    paid[tail[in_use]] = cost[in_use]
    to = holder[head]
    dearer = cost - paid[to]
    distance = distances(tail, to, dearer, np.zeros(nodes, np.int64))
    free = distance[tail] + dearer == distance[to]
    ties = csr_matrix((np.ones(int(free.sum()), np.int8), (tail[free], to[free])), shape=(nodes, nodes))
    _, group = connected_components(ties, directed=True, connection="strong")
    best: NDArray[np.bool_] = free & (group[tail] == group[to])
    return best
