"""The allocation taken apart: swaps first, then rings of three, every deal balanced by itself."""

import polars as pl
import pytest

import samarkand
from tests.cast import book, ring, swap


def sizes(outcome: samarkand.Outcome) -> list[int]:
    return outcome.deals["parties"].to_list()


def test_a_swap_is_one_deal_of_two() -> None:
    outcome = samarkand.clear(swap())
    assert sizes(outcome) == [2]
    assert outcome.deals["legs"].to_list() == [2]


def test_a_ring_is_one_deal_of_three() -> None:
    outcome = samarkand.clear(ring())
    assert sizes(outcome) == [3]
    assert outcome.summary["totals"]["largest_deal"] == 3
    assert set(outcome.legs.select("from_party", "to_party").iter_rows()) == {
        ("Meskay", "Astarta"),
        ("Astarta", "AltynDan"),
        ("AltynDan", "Meskay"),
    }


def test_what_two_can_swap_is_not_spun_into_a_ring() -> None:
    """Two swaps share their goods with a ring; the swaps are found first."""
    outcome = samarkand.clear(
        book(
            "Meskay PK: gives 30000 t rice @1; wants 20000 t chickpeas @9; wants 10000 t wheat @9",
            "Astarta RU: gives 30000 t chickpeas @1; wants 20000 t rice @9",
            "AltynDan KZ: gives 10000 t wheat @1; wants 10000 t rice @9; wants 10000 t chickpeas @9",
            listed=["rice 1 t", "chickpeas 1 t", "wheat 1 t"],
        ),
        samarkand.Settings(terms="listed"),
    )
    assert sizes(outcome) == [2, 2]


def test_two_swaps_between_the_same_firms_are_one_deal() -> None:
    outcome = samarkand.clear(
        book(
            "Meskay PK: gives 200 t rice @650; gives 100 t mandarins @500; wants 400 t chickpeas @760",
            "Astarta RU: gives 400 t chickpeas @600; wants 200 t rice @720; wants 100 t mandarins @600",
        )
    )
    assert sizes(outcome) == [2]
    assert outcome.deals["legs"].item() == outcome.legs.height
    assert set(outcome.legs["commodity"]) == {"100630", "080521", "071320"}


def test_every_deal_balances_and_its_numbers_are_those_of_its_legs() -> None:
    outcome = samarkand.clear(ring())
    for deal in outcome.deals.iter_rows(named=True):
        legs = outcome.legs.filter(pl.col("deal") == deal["deal"])
        assert deal["legs"] == legs.height
        assert deal["value"] == legs["value"].sum()
        gave = legs.group_by("from_party").agg(pl.col("value").sum()).sort("from_party")["value"]
        took = legs.group_by("to_party").agg(pl.col("value").sum()).sort("to_party")["value"]
        assert gave.to_list() == took.to_list()


def test_whole_lots_only() -> None:
    outcome = samarkand.clear(
        book(
            "Meskay PK: gives 20000 t rice @650; wants 20000 t chickpeas @760",
            "Astarta RU: gives 20000 t chickpeas @600 lot 3000; wants 20000 t rice @720",
            listed=["rice 700 t", "chickpeas 700 t"],
        ),
        samarkand.Settings(terms="listed"),
    )
    chickpeas = outcome.legs.filter(pl.col("commodity") == "071320")["quantity"].sum()
    assert chickpeas == pytest.approx(18_000_000, abs=outcome.legs.height)


@pytest.mark.parametrize(("least", "trade"), [(10_000, True), (10_001, False)])
def test_at_least_that_much_or_nothing(least: int, trade: bool) -> None:  # noqa: FBT001
    outcome = samarkand.clear(
        book(
            f"Meskay PK: gives 20000 t rice @650 min {least}; wants 20000 t chickpeas @760",
            "Astarta RU: gives 10000 t chickpeas @600; wants 20000 t rice @720",
            listed=["rice 700 t", "chickpeas 700 t"],
        ),
        samarkand.Settings(terms="listed"),
    )
    assert outcome.legs.is_empty() != trade


def test_of_wants_alike_the_higher_priority_is_served_first() -> None:
    outcome = samarkand.clear(
        book(
            "Meskay PK: gives 20000 t rice @650; wants 20000 t chickpeas @760",
            "Astarta RU: gives 20000 t chickpeas @600; wants 20000 t rice @720 priority 1 as later; "
            "wants 20000 t rice @720 priority 9 as first",
            listed=["rice 700 t", "chickpeas 700 t"],
        ),
        samarkand.Settings(terms="listed"),
    )
    assert outcome.legs.filter(pl.col("commodity") == "100630")["want"].to_list() == ["first"]


def test_an_empty_round_is_an_outcome_too() -> None:
    outcome = samarkand.clear(book("Meskay PK: gives 1 t rice @650"))
    assert outcome.summary["status"] == "nothing_cleared"
    assert outcome.deals.is_empty()
    assert samarkand.check(book("Meskay PK: gives 1 t rice @650"), outcome) == []
