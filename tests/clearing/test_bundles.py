"""Bundles in a round: equal shares, whole or not at all, what is told to the rows left over, large books."""

from fractions import Fraction

import polars as pl
import pytest

from samarkand.book.book import Book
from samarkand.clearing.allocation import allocate
from samarkand.clearing.check import check
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.settings import Settings
from tests.cast import ASTARTA, MESKAY, NATIONAL_FRUIT, book
from tests.clearing.rounds import ROUNDS, cleared

TOGETHER = "bundle fruit"
WHOLE = "bundle fruit whole yes"
LISTED = Settings(terms="listed")
A_TONNE = ["080521 1 t", "070190 1 t", "071320 1 t"]


def fruit(potatoes_wanted: int, how: str) -> Book:
    """Mandarins and potatoes for chickpeas; a tonne of anything is worth the same."""
    return book(
        f"{NATIONAL_FRUIT}: gives 15000 t mandarins @1 {how}; gives 10000 t potatoes @1 {how}; "
        "wants 25000 t chickpeas @1",
        f"{ASTARTA}: gives 25000 t chickpeas @1; wants 15000 t mandarins @1; "
        f"wants {potatoes_wanted} t potatoes @1",
        listed=A_TONNE,
    )


def moved(outcome: Outcome) -> dict[str, int]:
    """Return the thousandths that moved, by offer."""
    sums = outcome.legs.group_by("offer").agg(pl.col("quantity").sum())
    return dict(sums.select("offer", "quantity").iter_rows())


def reasons(outcome: Outcome) -> dict[str, str]:
    return dict(outcome.unmatched.select("id", "reason").iter_rows())


def test_the_shortest_row_sets_the_share_of_its_bundle() -> None:
    outcome = clear(fruit(4_000, TOGETHER), LISTED)
    assert moved(outcome) == {
        "NationalFruit gives 1": 6_000_000,
        "NationalFruit gives 2": 4_000_000,
        "Astarta gives 1": 10_000_000,
    }


def test_a_whole_bundle_goes_whole_or_stays() -> None:
    assert moved(clear(fruit(9_999, WHOLE), LISTED)) == {}
    assert moved(clear(fruit(10_000, WHOLE), LISTED))["Astarta gives 1"] == 25_000_000


def test_what_stays_is_told_that_the_rest_of_its_bundle_was_short() -> None:
    left = reasons(clear(fruit(4_000, TOGETHER), LISTED))
    assert left["NationalFruit gives 1"] == left["NationalFruit gives 2"] == "bundle_short"


def test_a_bundle_of_which_a_row_is_not_admitted_trades_nothing() -> None:
    dear = book(
        f"{NATIONAL_FRUIT}: gives 15000 t mandarins @1 bundle fruit; gives 10000 t potatoes @2 bundle fruit; "
        "wants 25000 t chickpeas @1",
        f"{ASTARTA}: gives 25000 t chickpeas @1; wants 15000 t mandarins @1; wants 10000 t potatoes @1",
        listed=A_TONNE,
    )
    outcome = clear(dear, LISTED)
    assert moved(outcome) == {}
    assert check(dear, outcome) == []


def test_both_sides_of_a_contract_trade_in_equal_shares() -> None:
    quantity = moved(cleared("bundles"))
    fruit_shares = (
        _share(quantity, "NationalFruit gives 1", 15_000),
        _share(quantity, "NationalFruit gives 2", 10_000),
    )
    pulses = _share(quantity, "Astarta gives 1", 15_000), _share(quantity, "Astarta gives 2", 10_000)
    for first, second in (fruit_shares, pulses):
        assert first > Fraction(1, 2)
        # Shares are equal to a few hundredths of value.
        assert abs(first - second) < Fraction(1, 10**7)


def _share(quantity: dict[str, int], offer: str, tonnes: int) -> Fraction:
    return Fraction(quantity[offer], 1_000 * tonnes)


def test_a_row_traded_whole_goes_whole() -> None:
    assert moved(cleared("bundles"))["SamarkandSilk gives 1"] == 500_000


def test_a_book_too_large_for_a_program_keeps_its_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocate, "ROWS_FOR_A_PROGRAM", 0)
    for how in (TOGETHER, WHOLE):
        small = fruit(4_000, how)
        outcome = clear(small, LISTED)
        assert check(small, outcome) == []
    assert moved(clear(fruit(4_000, TOGETHER), LISTED))["Astarta gives 1"] == 10_000_000


@pytest.mark.deep
def test_so_does_one_with_bundles_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocate, "ROWS_FOR_A_PROGRAM", 0)
    assert check(ROUNDS["bundles"][0], clear(*ROUNDS["bundles"])) == []


def test_two_bundles_of_one_code_are_two() -> None:
    pair = book(
        f"{MESKAY}: gives 100 t rice @1 bundle a; gives 100 t oil @1 bundle a; "
        "wants 300 t wheat @1 bundle a; wants 300 t urea @1 bundle a",
        f"{ASTARTA}: gives 100 t wheat @1; gives 100 t urea @1; wants 100 t rice @1; wants 100 t oil @1",
        listed=["1006 1 t", "270900 1 t", "100199 1 t", "310210 1 t"],
    )
    assert set(moved(clear(pair, LISTED)).values()) == {100_000}


def test_a_book_too_large_for_a_program_never_rounds_up_to_a_lot_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(allocate, "ROWS_FOR_A_PROGRAM", 0)
    nearly_three = book(
        f"{MESKAY}: gives 2999 t rice @1 lot 1000; wants 5000 t wheat @1",
        f"{ASTARTA}: gives 5000 t wheat @1; wants 5000 t rice @1",
        listed=["1006 1 t", "100199 1 t"],
    )
    outcome = clear(nearly_three, LISTED)
    assert moved(outcome)["Meskay gives 1"] == 2_000_000
    assert check(nearly_three, outcome) == []
