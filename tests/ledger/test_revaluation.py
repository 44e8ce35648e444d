"""Revaluation: every balance keeps its worth, and the sum stays what it was."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samarkand.ledger.revaluation import revalue, worth

prices = st.integers(1, 10**9)
balances = st.dictionaries(st.integers(1, 50), st.integers(-(10**15), 10**15))


def test_the_rupee_falls_by_36_5_per_cent_and_balances_rise_by_57_5() -> None:
    # India and the Soviet Union, 1966: 1 / (1 - 0.365) - 1
    assert worth(1_000_00, 1000, 635) == 1_574_80


@given(balances, prices, prices)
def test_no_balance_is_a_whole_minor_unit_from_its_worth(amounts: dict[int, int], new: int, old: int) -> None:
    found = revalue(amounts, new, old)
    for account, balance in amounts.items():
        assert abs(balance + found.changes.get(account, 0) - Fraction(balance * new, old)) <= 1


@given(balances, prices, prices)
def test_what_summed_to_nothing_still_does(amounts: dict[int, int], new: int, old: int) -> None:
    amounts[0] = -sum(amounts.values())
    found = revalue(amounts, new, old)
    assert sum(found.changes.values()) == 0
    assert found.rest == 0


@given(balances, prices, prices)
def test_where_balances_do_not_sum_to_nothing_the_house_takes_the_rest(
    amounts: dict[int, int], new: int, old: int
) -> None:
    found = revalue(amounts, new, old)
    total = sum(amounts.values())
    assert sum(found.changes.values()) + found.rest == 0
    assert total - found.rest == worth(total, new, old)


def test_the_largest_remainder_is_rounded_up() -> None:
    # 5/3 and 4/3 and -9/3: rounded down 1, 1, -3; the one missing goes to 5/3
    assert revalue({1: 5, 2: 4, 3: -9}, 1, 3).changes == {1: -3, 2: -3, 3: 6}


def test_equal_prices_change_nothing() -> None:
    assert not revalue({1: 5, 2: -5}, 7, 7).changes


@pytest.mark.parametrize(("new", "old"), [(0, 1), (1, 0), (-1, 1)])
def test_a_price_of_nothing_is_refused(new: int, old: int) -> None:
    with pytest.raises(ValueError, match="price"):
        revalue({}, new, old)
