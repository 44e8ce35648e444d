"""A price list may value goods by place: markets keep the places it tells apart, lanes or none."""

import pytest

import samarkand
from samarkand.clearing.check import check
from samarkand.clearing.settings import Settings
from samarkand.core.scale import TERMS_DECIMALS
from tests.cast import ALTYN_DAN, ASTARTA, MESKAY, book


def rice_at(place: str, *listed: str) -> samarkand.Book:
    return book(
        f"{MESKAY}: gives 100 t rice @90 at {place}; wants 100 t chickpeas @120",
        f"{ASTARTA}: gives 100 t chickpeas @90; wants 100 t rice @120",
        f"{ALTYN_DAN}: gives 100 t rice @90; wants 100 t chickpeas @120",
        listed=["1006 100 t", "chickpeas 100 t", *listed],
    )


def listed_terms(made: samarkand.Book) -> dict[str, float]:
    outcome = samarkand.clear(made, Settings(terms="listed"))
    assert check(made, outcome) == []
    terms = outcome.terms.select("market", "value_per_unit").iter_rows()
    return {market: value / 10**TERMS_DECIMALS for market, value in terms}


@pytest.mark.parametrize("place", ["PK", "PKKHI"])
def test_goods_of_a_country_have_its_value(place: str) -> None:
    terms = listed_terms(rice_at(place, "1006 105 t at PK"))
    assert terms == {"071320": 100, "100630": 100, "100630||PK": 105}


def test_goods_of_a_place_have_its_value_before_its_countrys() -> None:
    terms = listed_terms(rice_at("PKKHI", "1006 105 t at PK", "1006 107 t at PKKHI"))
    assert terms == {"071320": 100, "100630": 100, "100630||PKKHI": 107}


def test_places_listed_for_other_goods_part_nothing() -> None:
    assert set(listed_terms(rice_at("PKKHI", "071340 105 t at PK"))) == {"071320", "100630"}


def test_the_unit_of_account_of_discovered_terms_knows_places_too() -> None:
    made = book(
        f"{MESKAY}: gives 100 t rice @90; wants 100 t chickpeas @110",
        f"{ASTARTA}: gives 100 t chickpeas @90; wants 100 t rice @110",
        listed=["1006 100 t", "1006 105 t at PK", "chickpeas 100 t"],
    )
    outcome = samarkand.clear(made)
    assert check(made, outcome) == []
    terms = dict(outcome.terms.select("market", "value_per_unit").iter_rows())
    # What is traded keeps the sum of its listed values: 105 and 100 for goods that trade one for one.
    assert terms == pytest.approx(dict.fromkeys(("071320", "100630||PK"), 102.5 * 10**TERMS_DECIMALS))
