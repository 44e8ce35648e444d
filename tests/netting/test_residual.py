"""What is left is settled by few payments, and it is said where they are the fewest."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samarkand.netting.results import zero_sums
from samarkand.netting.results.residual import Residual, fewest_payments
from samarkand.solving.arrays import Integers
from tests.properties.written import runs


def settled(*blocks: list[int]) -> Residual:
    """Return the payments that settle nets listed by block."""
    net = np.array([amount for block in blocks for amount in block], np.int64)
    block = np.repeat(np.arange(len(blocks)), [len(nets) for nets in blocks])
    found = fewest_payments(net, block)
    assert_settles(found, net, block)
    return found


def assert_settles(found: Residual, net: Integers, block: Integers) -> None:
    """Fail unless everybody pays or gets its net, inside its block, in fewer payments than open positions."""
    balance = np.zeros_like(net)
    np.subtract.at(balance, found.payer, found.amount)
    np.add.at(balance, found.payee, found.amount)
    assert np.array_equal(balance, net)
    assert (found.amount > 0).all()
    assert (net[found.payer] < 0).all()
    assert (net[found.payee] > 0).all()
    assert np.array_equal(block[found.payer], block[found.payee])
    blocks = int(block.max(initial=-1)) + 1
    payments = np.bincount(block[found.payer], minlength=blocks)
    assert (payments <= np.maximum(np.bincount(block[net != 0], minlength=blocks) - 1, 0)).all()
    assert (found.at_least <= payments).all()
    assert np.array_equal(found.proven, payments == found.at_least)


def most_parts(net: tuple[int, ...]) -> int:
    """Return into how many parts that sum to zero the nets fall at most, by trying every first part."""
    if not net:
        return 0
    first, rest = net[0], range(1, len(net))
    return max(
        1 + most_parts(tuple(net[place] for place in rest if place not in chosen))
        for size in range(len(net))
        for chosen in combinations(rest, size)
        if first + sum(net[place] for place in chosen) == 0
    )


def payments(found: Residual) -> list[tuple[int, int, int]]:
    return list(zip(found.payer.tolist(), found.payee.tolist(), found.amount.tolist(), strict=True))


@st.composite
def nets(draw: st.DrawFn, largest_count: int = 8, largest: int = 6) -> list[int]:
    """Return nets that sum to zero, small so that parts of them do too."""
    some = draw(st.lists(st.integers(-largest, largest), max_size=largest_count - 1))
    return [*some, -sum(some)]


def test_two_who_cancel_settle_between_themselves() -> None:
    found = settled([-5, 3, 5, -3])
    assert payments(found) == [(0, 2, 5), (3, 1, 3)]
    assert found.proven.tolist() == [True]


def test_one_pays_several() -> None:
    assert payments(settled([-6, 1, 2, 3])) == [(0, 1, 1), (0, 2, 2), (0, 3, 3)]


def test_parts_that_sum_to_zero_save_payments() -> None:
    """The largest paying the largest would take five payments."""
    found = settled([-9, 4, 5, -7, 6, 1])
    assert len(found.payer) == 4
    assert found.at_least.tolist() == [4]


def test_blocks_are_settled_each_by_itself() -> None:
    found = settled([-5, 5], [], [3, -1, -2], [0, 0])
    assert payments(found) == [(0, 1, 5), (3, 2, 1), (4, 2, 2)]
    assert found.at_least.tolist() == [1, 0, 2, 0]
    assert found.proven.all()


def test_nothing_left_nothing_paid() -> None:
    assert payments(settled()) == []
    assert payments(settled([0, 0])) == []


def test_of_many_positions_the_fewest_are_not_known() -> None:
    """Sixteen positions, odd on one side: more payments than payees, but nobody says it takes as many."""
    found = settled([-(2**place) for place in range(15)] + [2**15 - 1 - 2, 2])
    assert len(found.payer) == 15
    assert found.proven.all()
    found = settled([-(3**place) for place in range(8)] + [3**place - 1 for place in range(1, 8)] + [8])
    assert found.at_least.tolist() == [8]
    assert not found.proven.any()


@runs(150)
@given(blocks=st.lists(nets(), min_size=1, max_size=4))
def test_few_positions_take_as_few_payments_as_there_can_be(blocks: list[list[int]]) -> None:
    found = settled(*blocks)
    least = [sum(map(bool, net)) - most_parts(tuple(filter(None, net))) for net in blocks]
    assert found.at_least.tolist() == least
    assert found.proven.all()


@runs(60)
@given(blocks=st.lists(nets(largest_count=30, largest=1000), min_size=1, max_size=3))
def test_many_positions_are_settled(blocks: list[list[int]]) -> None:
    settled(*blocks)


def test_sets_are_looked_at_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(1)
    some = dice.integers(-20, 20, (50, 9))
    blocks = [[*row, -sum(row)] for row in some.tolist()]
    at_once = settled(*blocks)
    monkeypatch.setattr(zero_sums, "_AT_ONCE", 1)
    assert payments(settled(*blocks)) == payments(at_once)


def test_sums_near_the_largest_number() -> None:
    huge = 2**61
    assert settled([-huge, -huge, huge - 7, huge + 7]).at_least.tolist() == [3]


@runs(40)
@given(net=nets(largest_count=14, largest=30), seed=st.integers(0, 99))
def test_names_do_not_matter(net: list[int], seed: int) -> None:
    turned = np.random.default_rng(seed).permutation(net).tolist()
    assert settled(net).at_least.tolist() == settled(turned).at_least.tolist()
