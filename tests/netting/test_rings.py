"""A set-off taken apart: every ring balances by itself, the short ones come first, nothing is lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samarkand.netting.rings import cutting
from samarkand.netting.rings.cutting import Rings, cut_into_rings
from samarkand.solving import compiled
from tests.netting.webs import assert_rings, random_circulation, rings_through, web
from tests.properties.written import runs


def sizes(rings: Rings) -> list[int]:
    """Return how many parties each ring has."""
    number, first = np.unique(rings.ring, return_index=True)
    assert number.tolist() == list(range(1, len(number) + 1))
    return [*map(int, rings.length[first])]


def amounts(rings: Rings) -> list[int]:
    """Return what each ring sets off."""
    return [*map(int, rings.amount[np.unique(rings.ring, return_index=True)[1]])]


def test_a_ring_of_four_is_one_ring_from_debtor_to_debtor() -> None:
    debts = web("2 owes 3 7; 0 owes 1 7; 3 owes 0 7; 1 owes 2 7")
    rings = cut_into_rings(*debts)
    assert sizes(rings) == [4]
    assert_rings(rings, debts, debts.amount)


def test_pairs_are_cut_before_longer_rings() -> None:
    """Two rings of three share two parties: a pair and a ring of four are the same set-off."""
    rings = cut_into_rings(*web("0 owes 1 5; 1 owes 2 5; 2 owes 0 5; 1 owes 0 5; 0 owes 3 5; 3 owes 1 5"))
    assert sizes(rings) == [2, 4]


def test_the_largest_of_the_shortest_rings_are_cut_first() -> None:
    rings = cut_into_rings(*web("0 owes 1 5; 1 owes 0 5; 2 owes 3 9; 3 owes 2 9"))
    assert amounts(rings) == [9, 5]


def test_nothing_set_off_no_rings() -> None:
    assert sizes(cut_into_rings(*web(""))) == []
    chain = web("0 owes 1 5; 1 owes 2 5")
    assert sizes(cut_into_rings(chain.tail, chain.head, np.zeros(2, np.int64))) == []


@pytest.mark.parametrize("text", ["0 owes 1 5; 1 owes 2 5", "0 owes 1 5; 1 owes 0 4"])
def test_what_does_not_balance_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not balance"):
        cut_into_rings(*web(text))


@runs(150)
@given(seed=st.integers(0, 10**6), parties=st.integers(2, 9), laid_over=st.integers(0, 12))
def test_rings_are_simple_and_make_up_the_set_off(seed: int, parties: int, laid_over: int) -> None:
    debts = random_circulation(seed, parties, laid_over, largest=20)
    rings = cut_into_rings(*debts)
    assert_rings(rings, debts, debts.amount)
    assert len(sizes(rings)) <= len(debts.tail)
    long = rings.length > 3
    left = np.zeros_like(debts.amount)
    np.add.at(left, rings.debt[long], rings.amount[long])
    assert [ring for ring in rings_through(debts) if left[ring].min() > 0] == []


# Compiling takes ten seconds; in the quick run test_short_rings.py compares what is compiled.
@pytest.mark.deep
@pytest.mark.parametrize("effort", [cutting._EFFORT, 40, 0])  # noqa: SLF001 - where walking begins
def test_searched_or_walked_compiled_or_as_written(monkeypatch: pytest.MonkeyPatch, effort: int) -> None:
    debts = random_circulation(7, parties=80, rings=30)
    monkeypatch.setattr(cutting, "_EFFORT", effort)
    found = []
    for rows in (0, 10**9, 0):
        monkeypatch.setattr(compiled, "ROWS_WORTH_COMPILING", rows)
        found.append(cut_into_rings(*debts))
    assert_rings(found[0], debts, debts.amount)
    for other in found[1:]:
        assert np.array_equal(found[0].debt, other.debt)
        assert np.array_equal(found[0].amount, other.amount)


def test_searching_finds_shorter_rings_than_walking(monkeypatch: pytest.MonkeyPatch) -> None:
    debts = random_circulation(7, parties=80, rings=30)
    searched = sizes(cut_into_rings(*debts))
    monkeypatch.setattr(cutting, "_EFFORT", 0)
    assert sum(searched) < sum(sizes(cut_into_rings(*debts)))


def test_more_steps_than_there_is_room_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    debts = random_circulation(7, parties=80, rings=30)
    whole = cut_into_rings(*debts)
    monkeypatch.setattr(cutting, "_STEPS_PER_DEBT", 0)
    monkeypatch.setattr(cutting, "_AT_ONCE", 5)
    rings = cut_into_rings(*debts)
    assert_rings(rings, debts, debts.amount)
    long = (whole.length > 3, rings.length > 3)
    assert whole.debt[long[0]].sum() > 0
    assert rings.length[long[1]].min() > 3
