"""The number of legs below which no deals get is one: what a program and what hand answers say."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import samarkand
from benchmarks.legs import fewest_legs, fewest_of_market, largest_to_largest
from samarkand import Settings
from tests.clearing.rounds import ROUNDS, cleared
from tests.depth import drawn

ROWS = st.lists(st.integers(1, 30), min_size=1, max_size=5)


def even(given_: list[int], taken: list[int]) -> tuple[list[int], list[int]]:
    """Return both sides descending, the shorter one with a row more that makes their sums the same."""
    more = sum(given_) - sum(taken)
    sides = (given_ + [-more] * (more < 0), taken + [more] * (more > 0))
    return sorted(sides[0], reverse=True), sorted(sides[1], reverse=True)


@settings(max_examples=drawn(60), deadline=None, derandomize=True)
@given(ROWS, ROWS)
def test_largest_to_largest_solves_the_linear_program(one: list[int], other: list[int]) -> None:
    given_, taken = even(one, other)
    pairs = list(product(range(len(given_)), range(len(taken))))
    by_row = [[float(pair[0] == row) for pair in pairs] for row in range(len(given_))]
    by_row += [[float(pair[1] == row) for pair in pairs] for row in range(len(taken))]
    cost = [1 / min(given_[i], taken[j]) for i, j in pairs]
    least = linprog(cost, A_eq=np.array(by_row), b_eq=np.array([*given_, *taken])).fun
    assert largest_to_largest(given_, taken) == pytest.approx(least)
    assert fewest_of_market(given_, taken) >= np.ceil(least - 1e-9)


@pytest.mark.parametrize(
    ("given_", "taken", "fewest"),
    [
        ([5], [5], 1),
        ([5], [3, 2], 2),
        ([5, 4], [5, 4], 2),
        ([5, 4], [6, 3], 3),
        ([7, 5, 4], [8, 5, 3], 4),
        ([9, 8, 7], [10, 6, 5, 3], 5),
    ],
)
def test_the_fewest_legs_of_a_few_rows_are_counted(given_: list[int], taken: list[int], fewest: int) -> None:
    assert fewest_of_market(given_, taken) == fewest


@pytest.mark.parametrize("name", ["consortium", "both sides", "quota", "swing"])
def test_no_round_has_fewer_legs(name: str) -> None:
    assert 0 < fewest_legs(cleared(name).legs) <= cleared(name).legs.height


def test_a_round_may_have_no_more() -> None:
    outcome = samarkand.clear(ROUNDS["swap"][0], Settings())
    assert fewest_legs(outcome.legs) == outcome.legs.height == 2
