"""Our own circulation against the solver's: the same gain, balanced, and proven by potentials."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samarkand.solving import cost_scaling
from samarkand.solving.arrays import Integers
from samarkand.solving.cost_scaling import refinements
from samarkand.solving.potentials import potentials
from samarkand.solving.solver import maximum_circulation
from tests.depth import drawn, first

Arcs = tuple[Integers, Integers, Integers, Integers]


def random_arcs(seed: int, nodes: int, count: int, most_gain: int = 1) -> Arcs:
    dice = np.random.default_rng(seed)
    tail, head = dice.integers(0, nodes, count), dice.integers(0, nodes, count)
    apart = tail != head
    tail, head = tail[apart], head[apart]
    capacity = np.exp(dice.normal(8, 2, len(tail))).astype(np.int64) + 1
    return tail, head, capacity, dice.integers(1, most_gain + 1, len(tail))


def proven(arcs: Arcs) -> Integers:
    """Return the first flow offered that can be proven best."""
    tail, head, capacity, gain = arcs
    for flow, near, is_certain in refinements(tail, head, capacity, gain):
        assert ((flow >= 0) & (flow <= capacity)).all()
        assert np.array_equal(np.bincount(tail, flow, len(near)), np.bincount(head, flow, len(near)))
        try:
            potentials(tail, head, capacity, gain, flow, near, None if is_certain else 50)
        except ValueError:
            assert not is_certain, "the last flow must be the best"
        else:
            return flow
    raise AssertionError("no flow was proven best")


@settings(max_examples=drawn(60), deadline=None)
@given(
    seed=st.integers(0, 10**6),
    nodes=st.integers(2, 12),
    count=st.integers(1, 60),
    most_gain=st.sampled_from([1, 3, 1000]),
)
def test_it_gains_what_the_solver_gains(seed: int, nodes: int, count: int, most_gain: int) -> None:
    arcs = random_arcs(seed, nodes, count, most_gain)
    if len(arcs[0]):
        assert int((proven(arcs) * arcs[3]).sum()) == int((maximum_circulation(*arcs) * arcs[3]).sum())


@pytest.mark.parametrize("most_gain", first(1, [1, 365, 10**9]))
def test_large_networks_are_compiled_and_gain_the_same(most_gain: int) -> None:
    arcs = random_arcs(7, 600, 6000, most_gain)
    assert int((proven(arcs) * arcs[3]).sum()) == int((maximum_circulation(*arcs) * arcs[3]).sum())


def test_a_coarse_start_is_refined_until_it_is_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost_scaling, "_FIRST_PRECISION", 1)
    arcs = random_arcs(3, 40, 300)
    offered = [int(flow.sum()) for flow, _, _ in refinements(*arcs)]
    assert len(offered) > 1, "one refinement cannot be trusted to find the best"
    assert offered[-1] == int(maximum_circulation(*arcs).sum())


def test_a_chain_without_a_ring_carries_nothing() -> None:
    one = np.ones(3, np.int64)
    assert not proven((np.arange(3), np.arange(1, 4), 5 * one, one)).any()
