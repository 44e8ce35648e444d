"""The circulation of largest gain, and the potentials that prove it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from samarkand.netting.setting_off.network import Network
from samarkand.netting.setting_off.numbering import compact
from samarkand.solving.arrays import Integers
from samarkand.solving.cost_scaling import refinements
from samarkand.solving.potentials import potentials
from samarkand.solving.solver import maximum_circulation

_LARGE = 200_000
"""Below so many arcs the solver is done before what finds the core, and our own loops, are loaded."""

_ROUNDS_OF_HOPE = 100
"""Rounds a proof may take while the flow can still be refined."""


def largest(network: Network) -> tuple[Integers, Integers]:
    """Return the flow of largest gain, an integer for each arc, and a potential for each node.

    The potentials prove that no flow gains more, whoever found it. Only arcs in a strongly connected
    component, the core, can lie on a ring and carry flow.
    """
    core = _core(network)
    nodes, (tail, head) = compact([network.tail[core], network.head[core]], network.nodes)
    for found, near_of_core, is_certain in _flows(tail, head, network.capacity[core], network.gain[core]):
        flow, near = np.zeros(len(network.tail), np.int64), np.zeros(network.nodes, np.int64)
        flow[core], near[nodes] = found, near_of_core
        rounds = None if is_certain else _ROUNDS_OF_HOPE
        arcs = (network.tail, network.head, network.capacity, network.gain)
        try:
            return flow, potentials(*arcs, flow, near, rounds)
        except ValueError:
            if is_certain:
                raise
    raise AssertionError("a circulation was sought and none offered")


def _flows(
    tail: Integers, head: Integers, capacity: Integers, gain: Integers
) -> Iterator[tuple[Integers, Integers, bool]]:
    """Yield flows until one is proven best: the solver's only, or ever finer ones of our own."""
    if len(tail) >= _LARGE:
        yield from refinements(tail, head, capacity, gain)
    else:
        nodes = int(max(tail.max(initial=-1), head.max(initial=-1))) + 1
        yield maximum_circulation(tail, head, capacity, gain), np.zeros(nodes, np.int64), True


def _core(network: Network) -> NDArray[np.bool_]:
    """Return which arcs have both ends in one strongly connected component; all of a small network."""
    if len(network.tail) < _LARGE:
        return np.ones(len(network.tail), bool)
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(network.tail), np.int8)
    graph = coo_array((ones, (network.tail, network.head)), shape=(network.nodes, network.nodes))
    _, component = connected_components(graph.tocsr(), directed=True, connection="strong")
    is_inside: NDArray[np.bool_] = component[network.tail] == component[network.head]
    return is_inside
