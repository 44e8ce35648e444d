"""Small programs whose best points can be seen."""

import numpy as np

from samarkand.solving.highs import Rows, best_switches, prices

TRIANGLE = Rows(
    row=np.array([0, 0, 1, 1, 2, 2]),
    column=np.array([0, 1, 1, 2, 2, 0]),
    value=np.ones(6),
    low=np.zeros(3),
    high=np.ones(3),
)
"""Of three, no two together."""


def test_switches_are_whole_and_the_bound_is_reached() -> None:
    found = best_switches(np.array([2.0, 3.0, 2.0]), TRIANGLE)
    assert found is not None
    assert found.values.tolist() == [0, 1, 0]
    assert (round(found.gain), found.whole_bound) == (3, 3)


def test_what_cannot_be_met_has_no_solution() -> None:
    all_three = Rows(np.zeros(3, np.int64), np.arange(3), np.ones(3), np.array([4.0]), np.array([9.0]))
    assert best_switches(np.ones(3), all_three) is None


def test_prices_say_what_a_row_is_worth() -> None:
    gain, price = prices(np.ones(3), np.full(3, np.inf), TRIANGLE)
    assert round(gain, 6) == 1.5
    assert price.round(6).tolist() == [0.5, 0.5, 0.5]
