"""The circulation of largest gain, and the potentials that prove it."""

from collections.abc import Iterator

import numpy as np

from samarkand.netting.setting_off.network import Network
from samarkand.netting.setting_off.numbering import compact
from samarkand.netting.setting_off.peeling import peel
from samarkand.solving.arrays import Integers
from samarkand.solving.cost_scaling import refinements
from samarkand.solving.potentials import potentials
from samarkand.solving.solver import maximum_circulation

_LARGE = 20_000
"""From so many arcs on our own loops, compiled, are done sooner than the solver."""

_ROUNDS_OF_HOPE = 100
"""Rounds a proof may take while the flow can still be refined."""


def largest(network: Network) -> tuple[Integers, Integers]:
    """Return the flow of largest gain, an integer for each arc, and a potential for each node.

    The potentials prove that no flow gains more, whoever found it. Only arcs in the core can lie on a
    ring and carry flow.
    """
    arcs = (network.tail, network.head, network.capacity, network.gain)
    place = peel(network.tail, network.head, network.nodes)
    core = (place[network.tail] == 0) & (place[network.head] == 0)
    nodes, (tail, head) = compact([network.tail[core], network.head[core]], network.nodes)
    for found, near_of_core, is_certain in _flows(tail, head, network.capacity[core], network.gain[core]):
        flow = np.zeros(len(network.tail), np.int64)
        flow[core] = found
        near = _around(place, nodes, near_of_core, network)
        try:
            return flow, potentials(*arcs, flow, near, None if is_certain else _ROUNDS_OF_HOPE)
        except ValueError:
            if is_certain:
                raise
    raise AssertionError("a circulation was sought and none offered")


def _around(place: Integers, nodes: Integers, near_of_core: Integers, network: Network) -> Integers:
    """Return potentials near the right ones: the core's, and around it steps no gain can outweigh."""
    low = int(near_of_core.min(initial=0))
    near = place * (int(near_of_core.max(initial=0)) - low + int(network.gain.max(initial=0)) + 1)
    near[nodes] = near_of_core - low
    return near


def _flows(
    tail: Integers, head: Integers, capacity: Integers, gain: Integers
) -> Iterator[tuple[Integers, Integers, bool]]:
    """Yield flows until one is proven best: the solver's only, or ever finer ones of our own."""
    if len(tail) >= _LARGE:
        yield from refinements(tail, head, capacity, gain)
    else:
        nodes = int(max(tail.max(initial=-1), head.max(initial=-1))) + 1
        yield maximum_circulation(tail, head, capacity, gain), np.zeros(nodes, np.int64), True
