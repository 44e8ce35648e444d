"""Smallest legs and deals: small ones go round by others, are joined, or left out; each row is told why."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import samarkand
from samarkand import Settings
from samarkand.book.book import Book
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reasons import REASONS
from samarkand.clearing.settings import settings_of
from samarkand.core.scale import VALUE_DECIMALS, to_scaled
from tests.cast import ALTYN_DAN, ASTARTA, LUOYANG, MESKAY, NATIONAL_FRUIT, SAMARKAND_SILK, book
from tests.clearing.test_things import books_with_things
from tests.properties.short_written import bundled
from tests.properties.written import Written, runs, small_books

LIST = [
    "rice 600 t",
    "chickpeas 600 t",
    "wheat 300 t",
    "mandarins 500 t",
    "cotton 1500 t",
    "tractors 9000 pieces",
]


def cleared(
    firms: Book, leg: str = "", deal: str = "", max_parties: int | None = None, leg_failure: int | None = None
) -> Outcome:
    """Return the outcome at the listed terms, which must pass its check; values are in whole units."""
    least = [to_scaled(value, VALUE_DECIMALS) if value else None for value in (leg, deal)]
    settings = Settings(
        terms="listed",
        smallest_leg=least[0],
        smallest_deal=least[1],
        max_parties=max_parties,
        leg_failure=leg_failure,
    )
    outcome = samarkand.clear(firms, settings)
    assert samarkand.check(firms, outcome) == []
    assert settings_of(outcome.summary) == settings
    return outcome


def legs_of(outcome: Outcome) -> dict[tuple[str, str], int]:
    """Return the value of what goes from each offer to each want, in whole units."""
    sums = outcome.legs.group_by("offer", "want").agg(pl.col("value").sum())
    return {(offer, want): value // 100 for offer, want, value in sums.iter_rows()}


def reasons_of(outcome: Outcome) -> dict[str, str]:
    return dict(outcome.unmatched.select("id", "reason").iter_rows())


def a_little_fruit() -> Book:
    """A swap of rice for pulses, with one tonne of fruit beside the rice."""
    return book(
        f"{MESKAY}: gives 1000 t rice @500; gives 1 t mandarins @400; wants 2000 t chickpeas @700",
        f"{ASTARTA}: gives 2000 t chickpeas @500; wants 1000 t rice @700; wants 1 t mandarins @600",
        listed=LIST,
    )


def test_without_a_least_value_small_legs_stand_and_no_word_is_said() -> None:
    outcome = cleared(a_little_fruit())
    assert legs_of(outcome)["Meskay gives 2", "Astarta wants 2"] == 500
    assert "smallest_leg" not in outcome.summary["settings"]


@pytest.mark.parametrize("least", ["500", "0.01"])
def test_a_leg_worth_the_least_value_is_large_enough(least: str) -> None:
    assert legs_of(cleared(a_little_fruit(), leg=least)) == legs_of(cleared(a_little_fruit()))


def test_a_small_leg_goes_and_what_was_given_for_it_stays() -> None:
    outcome = cleared(a_little_fruit(), leg="500.01")
    assert outcome.summary["settings"]["smallest_leg"] == "500.01"
    assert legs_of(outcome) == {
        ("Meskay gives 1", "Astarta wants 1"): 600_000,
        ("Astarta gives 1", "Meskay wants 1"): 600_000,
    }
    told = reasons_of(outcome)
    assert told["Meskay gives 2"] == told["Astarta wants 2"] == "leg_too_small"
    assert REASONS["leg_too_small"] in " ".join(samarkand.explain(outcome, "Meskay gives 2"))


def test_a_small_leg_goes_round_by_a_row_that_has_room() -> None:
    """Fruit is left out; more rice takes its place, and nobody gives less than before."""
    firms = book(
        f"{MESKAY}: gives 1100 t rice @500; gives 1 t mandarins @400; wants 1000 t chickpeas @700",
        f"{ASTARTA}: gives 1000 t chickpeas @500; wants 1100 t rice @700; wants 1 t mandarins @600",
        listed=LIST,
    )
    before, after = cleared(firms), cleared(firms, leg="1000")
    assert after.summary["totals"]["value"] == before.summary["totals"]["value"] == "1200000.00"
    assert ("Meskay gives 2", "Astarta wants 2") not in legs_of(after)


def test_nothing_clears_where_all_is_smaller() -> None:
    outcome = cleared(a_little_fruit(), leg="1000000")
    assert outcome.summary["status"] == "nothing_cleared"
    assert set(reasons_of(outcome).values()) == {"leg_too_small"}
    outcome = cleared(a_little_fruit(), deal="92233720368547758.07")
    assert outcome.summary["status"] == "nothing_cleared"
    assert set(reasons_of(outcome).values()) == {"deal_too_small"}


def two_pairs() -> Book:
    """Two swaps of firms who have nothing to do with each other: one of 1.2 million, one of 3,000."""
    return book(
        f"{MESKAY}: gives 1000 t rice @500; wants 1000 t chickpeas @700",
        f"{ASTARTA}: gives 1000 t chickpeas @500; wants 1000 t rice @700",
        f"{SAMARKAND_SILK}: gives 1 t cotton @1000; wants 5 t wheat @400",
        f"{ALTYN_DAN}: gives 5 t wheat @200; wants 1 t cotton @2000",
        listed=LIST,
    )


@pytest.mark.parametrize("parties", [None, 2, 3])
def test_a_small_deal_is_left_out_and_its_rows_are_told_why(parties: int | None) -> None:
    outcome = cleared(two_pairs(), deal="3000.01", max_parties=parties)
    assert outcome.deals["value"].to_list() == [120_000_000]
    told = reasons_of(outcome)
    assert set(told) == {
        "SamarkandSilk gives 1",
        "SamarkandSilk wants 1",
        "AltynDan gives 1",
        "AltynDan wants 1",
    }
    assert set(told.values()) == {"deal_too_small"}
    assert cleared(two_pairs(), deal="3000", max_parties=parties).deals.height == 2


def swap_beside_a_ring() -> Book:
    """Rice for wheat and pulses by a ring of three, and a tonne of fruit for some more of the rice."""
    return book(
        f"{MESKAY}: gives 1100 t rice @500; wants 1000 t chickpeas @700; wants 1 t mandarins @600",
        f"{ASTARTA}: gives 2000 t wheat @250; gives 1 t mandarins @400; wants 1100 t rice @700",
        f"{ALTYN_DAN}: gives 1000 t chickpeas @500; wants 2000 t wheat @350",
        listed=LIST,
    )


def test_a_small_deal_joins_a_larger_one_among_the_same_parties() -> None:
    before = cleared(swap_beside_a_ring())
    assert before.deals.select("parties", "value").rows() == [(2, 100_000), (3, 180_000_000)]
    after = cleared(swap_beside_a_ring(), deal="2000")
    assert after.deals.select("parties", "value").rows() == [(3, 180_100_000)]
    assert legs_of(after) == legs_of(before)


def test_where_deals_have_two_parties_a_small_one_has_none_to_join() -> None:
    outcome = cleared(swap_beside_a_ring(), deal="2000", max_parties=2)
    assert outcome.legs.is_empty()
    assert reasons_of(outcome)["Astarta gives 2"] == "deal_too_small"


def test_legs_between_the_same_rows_are_put_together_before_any_goes() -> None:
    """The rice of both deals is one leg; the fruit is too small by itself, and rice worth as much."""
    outcome = cleared(swap_beside_a_ring(), leg="1000")
    assert legs_of(outcome) == {
        ("Meskay gives 1", "Astarta wants 1"): 600_000,
        ("Astarta gives 1", "AltynDan wants 1"): 600_000,
        ("AltynDan gives 1", "Meskay wants 1"): 600_000,
    }


def whole_cargo() -> Book:
    """A cargo goes whole or not at all: nearly all to one firm, one tonne to another."""
    return book(
        f"{MESKAY}: gives 1001 t rice @500 whole yes; wants 1001 t chickpeas @700",
        f"{ASTARTA}: gives 1000 t chickpeas @500; wants 1000 t rice @700",
        f"{LUOYANG}: gives 1 t chickpeas @500; wants 1 t rice @700",
        listed=LIST,
    )


def test_what_goes_whole_does_not_go_in_part() -> None:
    assert len(legs_of(cleared(whole_cargo(), leg="600"))) == 4
    outcome = cleared(whole_cargo(), leg="600.01")
    assert outcome.legs.is_empty()
    assert reasons_of(outcome)["Meskay gives 1"] == "leg_too_small"


def test_a_minimum_that_is_still_met_lets_the_rest_stay() -> None:
    firms = whole_cargo()
    at_least = firms.offers.with_columns(
        all_or_nothing=pl.lit(value=False),
        min_quantity=pl.when(pl.col("offer") == "Meskay gives 1").then(pl.lit(900_000, dtype=pl.Int64)),
    )
    outcome = cleared(replace(firms, offers=at_least), leg="600.01")
    assert legs_of(outcome) == {
        ("Meskay gives 1", "Astarta wants 1"): 600_000,
        ("Astarta gives 1", "Meskay wants 1"): 600_000,
    }


def test_expected_values_are_of_rings_that_are_large_enough() -> None:
    outcome = cleared(two_pairs(), leg="3000", max_parties=3, leg_failure=50_000)
    assert outcome.summary["certificate"]["objective"] == "expected value"
    assert outcome.deals["value"].to_list() == [120_000_000]


def test_things_that_are_too_small_go_whole() -> None:
    firms = book(
        f"{LUOYANG}: gives 1 pieces tractors @8000; gives 900 t wheat @200; wants 900 t rice @700",
        f"{MESKAY}: gives 900 t rice @500; wants 1 pieces tractors @10000; wants 900 t wheat @400",
        f"{NATIONAL_FRUIT}: gives 9 t mandarins @400; wants 9 t mandarins @600",
        listed=LIST,
    )
    assert legs_of(cleared(firms))["Luoyang gives 1", "Meskay wants 1"] == 9000
    outcome = cleared(firms, leg="9000.01")
    assert legs_of(outcome) == {
        ("Luoyang gives 2", "Meskay wants 2"): 270_000,
        ("Meskay gives 1", "Luoyang wants 1"): 270_000,
    }


def false(outcome: Outcome, **settings: object) -> Outcome:
    summary = dict(outcome.summary)
    return replace(outcome, summary={**summary, "settings": {**summary["settings"], **settings}})


def codes(firms: Book, outcome: Outcome) -> set[str]:
    return {found.code for found in samarkand.check(firms, outcome)}


def test_a_leg_or_a_deal_below_its_least_value_is_found() -> None:
    firms = a_little_fruit()
    outcome = cleared(firms)
    assert codes(firms, false(outcome, smallest_leg="500.00")) == set()
    assert codes(firms, false(outcome, smallest_leg="500.01")) == {"leg_too_small"}
    assert codes(firms, false(outcome, smallest_deal="1201000.00")) == set()
    assert codes(firms, false(outcome, smallest_deal="1201000.01")) == {"deal_too_small"}


@pytest.mark.parametrize("least", [500, "500", "-500.00", "0.00", "much", None])
def test_a_least_value_that_is_none_is_found(least: object) -> None:
    firms = a_little_fruit()
    assert "outcome_incomplete" in codes(firms, false(cleared(firms), smallest_leg=least))


def test_nobody_is_told_of_a_setting_that_was_not_asked_for() -> None:
    firms = a_little_fruit()
    outcome = cleared(firms, leg="1000")
    settings = {name: value for name, value in outcome.summary["settings"].items() if name != "smallest_leg"}
    lie = replace(outcome, summary={**outcome.summary, "settings": settings})
    assert "reason_wrong" in codes(firms, lie)
    assert "reason_wrong" in codes(firms, false(lie, smallest_deal="1.00"))


VALUES = st.sampled_from([None, 1, 20_000, 150_000, 1_000_000, 20_000_000])


def assert_large_enough(firms: Book, settings: Settings) -> None:
    """Assert that the outcome is true, and none of its legs and deals too small."""
    outcome = samarkand.clear(firms, settings)
    assert samarkand.check(firms, outcome) == []
    assert (outcome.legs["value"] >= (settings.smallest_leg or 0)).all()
    assert (outcome.deals["value"] >= (settings.smallest_deal or 0)).all()
    assert (
        outcome.deals["parties"].max() is None
        or (outcome.deals["parties"] <= (settings.max_parties or len(firms.parties))).all()
    )


BOOKS = bundled(small_books(swings=True, pools=True, lots=True, prefixes=True, lanes=True, quotas=True))


@runs(60)
@given(BOOKS, VALUES, VALUES, st.sampled_from([None, None, 2, 3]))
def test_no_leg_and_no_deal_is_too_small(
    written: Written, leg: int | None, deal: int | None, parties: int | None
) -> None:
    settings = Settings(smallest_leg=leg, smallest_deal=deal, max_parties=parties)
    assert_large_enough(written.book(), settings)


@runs(30)
@given(books_with_things(), VALUES, VALUES, st.sampled_from([None, 2, 3]))
def test_no_leg_of_things_is_too_small(
    firms: Book, leg: int | None, deal: int | None, parties: int | None
) -> None:
    assert_large_enough(firms, Settings(smallest_leg=leg, smallest_deal=deal, max_parties=parties))
