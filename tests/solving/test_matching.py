"""Cheapest matchings, and the arcs some cheapest matching uses, against every matching there is."""

from itertools import permutations

import numpy as np
import pytest

from samarkand.solving.matching import cheapest_matching, in_a_cheapest

NODES = 5


def random_arcs(seed: int) -> dict[tuple[int, int], int]:
    """Return the cost of some arcs, one from each node to itself among them."""
    dice = np.random.default_rng(seed)
    return {
        (tail, head): int(dice.integers(4))
        for tail in range(NODES)
        for head in range(NODES)
        if tail == head or dice.random() < 0.6
    }


@pytest.mark.parametrize("seed", range(60))
def test_no_matching_is_cheaper_and_the_arcs_of_all_that_cost_as_little_are_told(seed: int) -> None:
    cost = random_arcs(seed)
    ways = [
        list(enumerate(heads)) for heads in permutations(range(NODES)) if set(enumerate(heads)) <= cost.keys()
    ]
    least = min(sum(cost[arc] for arc in way) for way in ways)
    tail, head = np.array(list(cost), dtype=np.int64).T
    paid = np.array(list(cost.values()), dtype=np.int64)
    matched = cheapest_matching(tail, head, paid, NODES)
    assert sum(cost[arc] for arc in enumerate(matched.tolist())) == least
    best = {arc for way in ways if sum(cost[arc] for arc in way) == least for arc in way}
    told = in_a_cheapest(tail, head, paid, matched)
    assert {arc for arc, is_told in zip(cost, told.tolist(), strict=True) if is_told} == best


def test_a_dearer_matching_proves_nothing() -> None:
    tail, head = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    with pytest.raises(ValueError, match="ring"):
        in_a_cheapest(tail, head, np.array([1, 0, 0, 1]), np.array([0, 1]))


def test_nodes_that_cannot_all_be_matched_are_refused() -> None:
    with pytest.raises(ValueError, match="matching"):
        cheapest_matching(np.array([0, 1]), np.array([0, 0]), np.array([1, 1]), 2)
