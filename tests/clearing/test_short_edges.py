"""Rounds of short deals at their edges: where there is no ring at all, and where hardly any leg succeeds."""

import pytest

from samarkand.clearing.check import check
from samarkand.clearing.clear import clear
from samarkand.clearing.settings import Settings
from tests.cast import ASTARTA, LUOYANG, MESKAY, book, swap


@pytest.mark.parametrize("leg_failure", [None, 100_000])
def test_where_nobody_has_what_anybody_wants_nothing_is_cleared(leg_failure: int | None) -> None:
    firms = book(f"{MESKAY}: gives 100 t rice @650", f"{LUOYANG}: wants 10 pieces tractors @9000")
    outcome = clear(firms, Settings(max_parties=2, leg_failure=leg_failure))
    assert outcome.summary["status"] == "nothing_cleared"
    assert check(firms, outcome) == []


def test_where_goods_go_one_way_only_no_ring_closes() -> None:
    firms = book(f"{MESKAY}: gives 100 t rice @650", f"{ASTARTA}: wants 100 t rice @700")
    outcome = clear(firms, Settings(max_parties=2))
    assert outcome.deals.is_empty()
    assert check(firms, outcome) == []


def test_a_swap_whose_legs_mostly_fail_is_still_better_than_none() -> None:
    outcome = clear(swap(), Settings(max_parties=2, leg_failure=900_000))
    assert outcome.deals["parties"].to_list() == [2]
    assert check(swap(), outcome) == []
