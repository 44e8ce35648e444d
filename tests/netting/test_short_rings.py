"""Set-off by twos and threes: the best there is where it is proven, and nothing left over in any case."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samarkand.netting.reading import read_obligations
from samarkand.netting.rings import program as ring_program
from samarkand.netting.rings import short as short_rings
from samarkand.netting.rings.short import ShortRings, in_pairs, in_rings_of_three
from samarkand.netting.setting_off.debts import debts_of
from samarkand.netting.settings import Settings
from samarkand.solving import compiled
from tests.depth import first
from tests.netting.webs import Web, assert_rings, random_web, rings_through, web, webs
from tests.oracle.netting_oracle import most_in_rings_of_three
from tests.properties.written import runs

NETWORKS = Path(__file__).parents[3] / "shared" / "data" / "obligations"

PAIR_OR_RINGS = web("0 owes 1 5; 1 owes 0 5; 1 owes 2 5; 2 owes 0 5; 0 owes 3 5; 3 owes 1 5")
"""Two who owe each other, and each of their debts is also part of a ring of three."""

HALVES = web(
    "0 owes 1 1; 0 owes 2 1; 0 owes 3 1; 0 owes 4 1; 0 owes 5 1; 0 owes 6 1; 1 owes 0 1; 1 owes 5 1;"
    "1 owes 7 1; 2 owes 0 1; 2 owes 7 1; 3 owes 0 1; 3 owes 1 1; 3 owes 5 1; 4 owes 0 1; 4 owes 1 1;"
    "5 owes 0 1; 5 owes 4 1; 6 owes 1 1; 6 owes 5 1; 7 owes 5 1"
)
"""Debts whose rings overlap so that the best in fractions halves some of them."""


def bound(debts: Web, found: ShortRings) -> int:
    """Return the most that any set-off in rings of three can reach at the prices found."""
    assert found.prices is not None
    for ring in rings_through(debts):
        assert found.prices[ring].sum() >= 1_000_000 * len(ring), "a ring costs at least its length"
    return sum(map(int.__mul__, debts.amount.tolist(), found.prices.tolist())) // 1_000_000


def assert_set_off(debts: Web, found: ShortRings) -> None:
    """Fail unless this is a set-off in rings of two and three that leaves no such ring."""
    left = debts.amount - found.flow
    assert (found.flow >= 0).all()
    assert (left >= 0).all()
    assert [ring for ring in rings_through(debts) if left[ring].min() > 0] == []
    assert_rings(found.rings, debts, found.flow)
    assert found.rings.length.max(initial=0) <= 3


def public(file_name: str) -> Web:
    path = NETWORKS / file_name
    if not path.is_file():
        pytest.skip(f"{path} is not here: rings of three of a public network were not compared")
    reading = read_obligations(path)
    assert reading.obligations is not None
    debts = debts_of(reading.obligations, Settings())
    return Web(debts.tail, debts.head, debts.amount)


def test_two_who_owe_each_other_set_off_the_smaller_debt() -> None:
    debts = web("0 owes 1 30; 1 owes 0 20; 1 owes 2 10")
    assert in_pairs(*debts).tolist() == [20, 20, 0]
    assert in_rings_of_three(*debts).flow.tolist() == [20, 20, 0]


def test_three_in_a_ring_set_off_the_smallest_debt_and_four_nothing() -> None:
    assert in_rings_of_three(*web("0 owes 1 5; 1 owes 2 3; 2 owes 0 4")).flow.tolist() == [3, 3, 3]
    four = web("0 owes 1 5; 1 owes 2 5; 2 owes 3 5; 3 owes 0 5")
    assert not in_rings_of_three(*four).flow.any()
    assert not in_pairs(*four).any()


@pytest.mark.parametrize("exact", [True, False])
def test_two_rings_of_three_are_worth_more_than_the_pair_between_them(exact: bool) -> None:  # noqa: FBT001
    found = in_rings_of_three(*PAIR_OR_RINGS, exact=exact)
    assert found.flow.tolist() == [5] * 6
    assert found.rings.length.tolist() == [3] * 6


@pytest.mark.parametrize("exact", [True, False])
def test_no_debts_no_rings(exact: bool) -> None:  # noqa: FBT001
    found = in_rings_of_three(*web(""), exact=exact)
    assert len(found.flow) == len(found.rings.ring) == 0
    assert len(in_pairs(*web(""))) == 0


@runs(150)
@given(debts=webs())
def test_the_best_in_rings_of_three_is_what_another_program_finds(debts: Web) -> None:
    found = in_rings_of_three(*debts)
    assert_set_off(debts, found)
    most = bound(debts, found)
    assert most == pytest.approx(int(most_in_rings_of_three(debts.ledger()) + 1e-6))
    assert found.flow.sum() == most


@runs(60)
@given(debts=webs())
def test_rings_one_by_one_leave_none_and_are_no_better(debts: Web) -> None:
    found = in_rings_of_three(*debts, exact=False)
    assert found.prices is None
    assert_set_off(debts, found)
    assert found.flow.sum() <= in_rings_of_three(*debts).flow.sum()


def test_where_halves_would_be_best_whole_units_are_found() -> None:
    found = in_rings_of_three(*HALVES)
    assert_set_off(HALVES, found)
    assert found.flow.sum() == 14
    assert bound(HALVES, found) == 14


def test_without_the_second_program_nothing_is_left_over_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ring_program, "_MOST_IN_WHOLE_PROGRAM", 0)
    found = in_rings_of_three(*HALVES)
    assert_set_off(HALVES, found)
    assert found.flow.sum() < bound(HALVES, found) == 14


@pytest.mark.parametrize("largest", [10**6, 10**12, 10**17])
def test_amounts_of_any_size_are_set_off_and_bounded(largest: int) -> None:
    debts = random_web(1, parties=14, debts=100)
    dice = np.random.default_rng(1)
    spread = np.exp(dice.uniform(0, np.log(largest), len(debts.amount))).astype(np.int64) + 1
    debts = debts._replace(amount=spread)
    found = in_rings_of_three(*debts)
    assert_set_off(debts, found)
    assert 0 <= bound(debts, found) - found.flow.sum() <= max(10**-9 * largest, 0)


@runs(30)
@given(debts=webs(), seed=st.integers(0, 99))
def test_names_and_sequence_of_debts_do_not_matter(debts: Web, seed: int) -> None:
    dice = np.random.default_rng(seed)
    name, turn = dice.permutation(6), dice.permutation(len(debts.tail))
    renamed = Web(name[debts.tail][turn], name[debts.head][turn], debts.amount[turn])
    assert in_rings_of_three(*renamed).flow.sum() == in_rings_of_three(*debts).flow.sum()
    assert np.array_equal(in_pairs(*renamed), in_pairs(*debts)[turn])


@pytest.mark.parametrize("exact", first(1, [True, False]))
def test_compiled_or_as_written_the_same_comes_out(monkeypatch: pytest.MonkeyPatch, exact: bool) -> None:  # noqa: FBT001
    debts = random_web(3, parties=60, debts=700)
    found = []
    for rows in (0, 10**9, 0):
        monkeypatch.setattr(compiled, "ROWS_WORTH_COMPILING", rows)
        found.append(in_rings_of_three(*debts, exact=exact))
    assert_set_off(debts, found[0])
    for other in found[1:]:
        assert np.array_equal(found[0].flow, other.flow)
        assert np.array_equal(found[0].rings.debt, other.rings.debt)
        if exact:
            assert bound(debts, found[0]) == bound(debts, other)


def test_too_many_rings_for_a_program_are_taken_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    debts = random_web(4, parties=30, debts=500)
    best = in_rings_of_three(*debts)
    monkeypatch.setattr(short_rings, "_MOST_IN_PROGRAM", 100)
    monkeypatch.setattr(short_rings, "_AT_ONCE", 20)
    found = in_rings_of_three(*debts)
    assert found.prices is None
    assert_set_off(debts, found)
    assert 0.8 * best.flow.sum() < found.flow.sum() <= best.flow.sum()


def test_a_program_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    debts = random_web(5, parties=30, debts=500)
    monkeypatch.setattr(ring_program, "_EFFORT", 1e-9)
    found = in_rings_of_three(*debts)
    assert found.prices is None
    assert np.array_equal(found.flow, in_rings_of_three(*debts, exact=False).flow)


@pytest.mark.parametrize(
    ("file_name", "by_twos", "by_threes"),
    first(
        1,
        [
            ("trade_credit_synthetic_01.csv.gz", 62_084_948, 108_167_105),
            ("trade_credit_synthetic_02.csv.gz", 119_202_686, 270_612_843),
        ],
        several=True,
    ),
)
def test_public_networks(file_name: str, by_twos: int, by_threes: int) -> None:
    debts = public(file_name)
    assert in_pairs(*debts).sum() == by_twos
    found = in_rings_of_three(*debts)
    assert found.prices is not None
    assert found.flow.sum() == by_threes
    assert int((debts.amount * found.prices).sum()) // 1_000_000 == by_threes
    one_by_one = in_rings_of_three(*debts, exact=False).flow.sum()
    assert 0.99 * by_threes < one_by_one < by_threes
