"""Names never decide: equal rows get equal shares, as far as the balance allows."""

from itertools import permutations

import polars as pl
import pytest

import samarkand
from samarkand.book.book import Book
from tests.cast import book
from tests.depth import every, share

LISTED = samarkand.Settings(terms="listed")
PRICES = ("rice 100 t", "chickpeas 100 t", "wheat 100 t")


def twins(first: str, second: str, wanted: int = 60) -> Book:
    """Two mills alike in all but their names, and a buyer for little more than one of them."""
    return book(
        f"{first} PK: gives 50 t rice @90; wants 50 t chickpeas @110",
        f"{second} PK: gives 50 t rice @90; wants 50 t chickpeas @110",
        f"Astarta RU: gives 100 t chickpeas @90; wants {wanted} t rice @110",
        listed=PRICES,
    )


def given(outcome: samarkand.Outcome) -> dict[str, int]:
    """Return what each party gives, in hundredths of value."""
    return dict(outcome.legs.group_by("from_party").agg(pl.col("value").sum()).iter_rows())


def clear(traded: Book) -> dict[str, int]:
    outcome = samarkand.clear(traded, LISTED)
    assert samarkand.check(traded, outcome) == []
    return given(outcome)


@pytest.mark.parametrize(("first", "second"), every(2, [("Zafar", "Aman"), ("Aman", "Zafar")], several=True))
def test_equal_mills_share_what_is_wanted(first: str, second: str) -> None:
    assert clear(twins(first, second)) == {first: 300_000, second: 300_000, "Astarta": 600_000}


def test_an_odd_hundredth_is_all_that_can_differ() -> None:
    found = clear(twins("Aman", "Zafar", wanted=61))
    assert abs(found["Aman"] - found["Zafar"]) <= 1
    assert found["Aman"] + found["Zafar"] == found["Astarta"] == 610_000


@pytest.mark.parametrize(("first", "second"), every(2, [("Zafar", "Aman"), ("Aman", "Zafar")], several=True))
def test_equal_mills_that_buy_the_goods_they_sell_share_alike(first: str, second: str) -> None:
    both = "gives 50 t rice @90; wants 50 t chickpeas @110; wants 5 t rice @110"
    traded = book(
        f"{first} PK: {both}",
        f"{second} PK: {both}",
        "Astarta RU: gives 100 t chickpeas @90; wants 60 t rice @110",
        listed=PRICES,
    )
    assert clear(traded) == {first: 350_000, second: 350_000, "Astarta": 600_000}


def test_shares_are_of_what_each_would_trade() -> None:
    found = clear(
        book(
            "Aman PK: gives 60 t rice @90; wants 60 t chickpeas @110",
            "Zafar PK: gives 30 t rice @90; wants 30 t chickpeas @110",
            "Astarta RU: gives 100 t chickpeas @90; wants 45 t rice @110",
            listed=PRICES,
        )
    )
    assert found == {"Aman": 300_000, "Zafar": 150_000, "Astarta": 450_000}


def test_three_equal_mills_are_treated_alike_whatever_they_are_called() -> None:
    for names in share(permutations(("Aman", "Botir", "Zafar")), turn=0, of=3):
        mills = [f"{name} PK: gives 40 t rice @90; wants 40 t wheat @110" for name in names]
        others = (
            "AltynDan KZ: gives 100 t wheat @90; wants 100 t chickpeas @110",
            "Astarta RU: gives 100 t chickpeas @90; wants 90 t rice @110",
        )
        found = clear(book(*mills, *others, listed=PRICES))
        assert [found[name] for name in names] == [300_000] * 3


def test_the_more_urgent_want_still_comes_first() -> None:
    hurried = book(
        "Aman PK: gives 50 t rice @90; wants 50 t chickpeas @110 priority 1",
        "Zafar PK: gives 50 t rice @90; wants 50 t chickpeas @110",
        "Astarta RU: gives 60 t chickpeas @90; wants 100 t rice @110",
        listed=PRICES,
    )
    assert clear(hurried) == {"Aman": 500_000, "Zafar": 100_000, "Astarta": 600_000}
