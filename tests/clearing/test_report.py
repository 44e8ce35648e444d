"""The page: what a person reads in it, that nothing breaks out of it, and that it asks no network."""

import json
import re
from dataclasses import replace

import polars as pl
import pytest

from samarkand.book.book import Book
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reasons import REASONS, sentence
from samarkand.clearing.report import report_html
from samarkand.core.scale import to_scaled
from samarkand.publishing.library import plotting_library
from tests.cast import ASTARTA, LUOYANG, MESKAY, book
from tests.clearing.sample_outcome import called, many_firms, moscow, outcome_of, swapped
from tests.page import HOSTILE, HOSTILE_NAMES, Page


def flows(page: Page) -> dict[str, list[str]]:
    places = [attrs for tag, attrs in page.elements if tag == "script"]
    index = next(i for i, attrs in enumerate(places) if attrs.get("id") == "flows")
    found: dict[str, list[str]] = json.loads(page.scripts[index])
    return found


def page_of(outcome: Outcome, firms: Book | None = None) -> Page:
    return Page(report_html(outcome, firms))


def test_the_round_is_told_in_one_sentence() -> None:
    assert (
        "Three firms in two countries exchange goods worth 50 million USD in two deals; "
        "nobody pays across a border." in page_of(*moscow()).text
    )


def test_a_deal_says_who_gives_what_where() -> None:
    page = page_of(*moscow())
    assert "Meskay & Femtee Pakistan gives 20,000 t rice 100630 from PKKHI, Pakistan to Russian" in page.text
    assert "1 t chickpeas for 1.143 t rice" in page.text
    assert "14,000,000 USD each way" in page.text


def test_terms_stand_as_values_and_as_tonnes_of_the_goods_most_traded() -> None:
    text = page_of(*moscow()).text
    assert "Rice 100630 Cereals; rice, semi-milled or wholly milled" in text
    assert "700 per tonne 0.875 t chickpeas 20,000 t" in text
    assert "800 per tonne the yardstick 25,000 t" in text


def test_a_rate_reads_as_own_money_for_one_unit_with_its_span() -> None:
    assert (
        "Meskay & Femtee 14,000,000.00 14,000,000.00 0 275.48 PKR 256.41 and 294.12"
        in page_of(*moscow()).text
    )


def test_what_stayed_open_says_why_and_which_limit_would_have_traded() -> None:
    text = page_of(*moscow()).text
    assert REASONS["limit_too_far"] in text
    assert "Pays at most 170,000 PKR per tonne; these terms need 172,500 or more, 1.5 % away." in text


def test_home_settlement_names_payer_payee_and_their_own_money() -> None:
    outcome, firms = swapped()
    rows = [
        ("Karachi", "Meskay", "NationalFruit", 743_780, "PKR"),
        ("Karachi", "Karachi", "Meskay", 100, "PKR"),
    ]
    paid = pl.DataFrame(rows, schema=outcome.home_settlement.schema, orient="row")
    text = page_of(replace(outcome, home_settlement=paid), firms).text
    assert "Meskay NationalFruit 7,437.80 PKR Karachi" in text
    assert "the clearing account of Karachi Meskay 1.00 PKR" in text


def test_a_swing_in_use_is_told_not_hidden() -> None:
    outcome, firms = swapped()
    owing = outcome.balances.with_columns(balance=pl.Series([150_000, -150_000]), swing=pl.lit(500_000))
    text = page_of(replace(outcome, balances=owing), firms).text
    assert "two pools may owe the others up to 1,500 for a while" in text
    assert "1,500.00 (may be 5,000)" in text
    assert "Every pool balances" not in text


def test_a_round_without_trade_explains_itself() -> None:
    firms = book(f"{MESKAY}: gives 100 t rice @650", f"{LUOYANG}: wants 10 pieces tractors @9000")
    outcome = outcome_of(firms, {}, {"rice": "650"})
    page = page_of(outcome, firms)
    assert "Nothing could be exchanged in this round: one offer and one want stay open." in page.text
    assert not any(attrs.get("id") == "chart" for _, attrs in page.elements)


def test_the_certificate_is_a_sentence_and_a_gap_is_admitted() -> None:
    outcome, firms = moscow()
    assert "equals a bound that no set of deals can pass" in page_of(outcome, firms).text
    certificate = {"value": "50000000", "bound": "51000000.5", "gap": "1000000.5"}
    gap = replace(outcome, summary={**outcome.summary, "certificate": certificate})
    assert (
        "no set of deals can pass 51,000,000.5: at most 1,000,000.5 (2 %) is missing"
        in page_of(gap, firms).text
    )


def test_whatever_is_known_of_fairness_is_shown() -> None:
    text = page_of(*moscow()).text
    assert "fair by this rule: largest product of the pools' gains; 99.85 % of a bound" in text
    assert "How fair the terms are rule largest product of the pools' gains share of bound 0.998503" in text


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_name_breaks_out_of_its_place(name: str) -> None:
    outcome, firms = swapped()
    firms = called(firms, {"Meskay": name})
    plain = [tag for tag, _ in page_of(*swapped()).elements]
    page = page_of(outcome, firms)
    assert [tag for tag, _ in page.elements] == plain
    assert page.open == []
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text
    assert any(attrs == {} for tag, attrs in page.elements if tag == "bdi")


def test_a_hostile_name_is_shown_as_it_is_written() -> None:
    outcome, firms = swapped()
    page = page_of(outcome, called(firms, {"Meskay": HOSTILE}))
    assert HOSTILE in page.text
    assert HOSTILE in flows(page)["givers"]


def test_hostile_identifiers_units_and_laws_are_escaped_too() -> None:
    outcome, _ = moscow()
    changed = outcome.unmatched.with_columns(
        id=pl.lit(HOSTILE), closed_by=pl.lit(HOSTILE), unit=pl.lit("<i>"), reason=pl.lit("<u>new</u>")
    )
    named = replace(outcome, unmatched=changed, summary={**outcome.summary, "unit_of_account": "<USD>"})
    page = page_of(named)
    assert not {"i", "b", "u"} & {tag for tag, _ in page.elements}
    assert "<u>new</u>" in page.text


def test_the_page_can_ask_nobody_for_anything() -> None:
    assert page_of(*moscow()).asks_nobody()


def test_the_picture_has_a_text_alternative_and_a_table_with_the_same_numbers() -> None:
    page = page_of(*moscow())
    chart = next(attrs for _, attrs in page.elements if attrs.get("id") == "chart")
    assert chart["role"] == "img"
    assert "largest stream is chickpeas from Astarta-Agrotrading to Meskay & Femtee" in str(
        chart["aria-label"]
    )
    assert "Meskay & Femtee rice Astarta-Agrotrading 14,000,000 28.0 %" in page.text


def test_tables_have_captions_and_headings_with_a_scope() -> None:
    page = page_of(*moscow())
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption") > 3
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in page.elements if tag == "th")
    assert [tag for tag in tags if tag == "h1"] == ["h1"]


def test_without_a_book_parties_go_by_their_identifiers() -> None:
    outcome, _ = moscow()
    assert "NationalFruit gives 15,000 t mandarins" in page_of(outcome).text


def test_many_firms_are_drawn_by_country_so_that_the_picture_stays_readable() -> None:
    page = page_of(*many_firms(80, 300))
    drawn = flows(page)
    assert set(drawn["givers"]) == {"Pakistan", "Russian Federation", "Kazakhstan", "Iran"}
    assert len(drawn["goods"]) <= 12


def test_without_countries_small_firms_stand_together_and_no_value_is_lost() -> None:
    outcome, _ = many_firms(80, 300)
    drawn = flows(page_of(outcome))
    assert len(drawn["givers"]) == 12
    assert "69 other firms" in drawn["givers"]
    assert sum(int(stream[3]) for stream in drawn["streams"]) == outcome.legs["value"].sum()


def test_long_outcomes_say_how_much_more_there_is_and_where() -> None:
    text = page_of(*many_firms(80, 300)).text
    assert "And 288 more deals: see the file deals" in text
    assert re.search(r"And \d+ more with this reason: see the file unmatched", text)


def test_a_long_outcome_still_makes_a_small_page() -> None:
    page = report_html(*many_firms(200, 1500))
    assert len(page.encode()) - len(plotting_library().encode()) < 200_000


def test_the_same_outcome_gives_the_same_page() -> None:
    assert report_html(*moscow()) == report_html(*moscow())


def test_a_reason_is_a_sentence_in_plain_words() -> None:
    row = {
        "side": "offer",
        "open_quantity": to_scaled("2500", 3),
        "unit": "TNE",
        "commodity": "100630",
        "reason": "closed_by_restriction",
        "limit": to_scaled("650", 6),
        "limit_to_trade": None,
        "longer_by": None,
        "closed_by": "phytosanitary notice of April",
    }
    assert sentence(row, "USD") == (
        "2,500 t rice not given. The goods and someone for them are there, but a restriction closes the way. "
        "Closed by: phytosanitary notice of April."
    )


def test_an_offer_learns_that_it_asked_too_much() -> None:
    firms = book(f"{MESKAY} currency=PKR: gives 100 t rice @650 as rice", f"{ASTARTA}: wants 5 t rice @600")
    change = {"reason": "limit_too_far", "limit_to_trade": to_scaled("610.5", 6), "longer_by": None}
    outcome = outcome_of(firms, {}, {}, reasons={"rice": change})
    row = outcome.unmatched.row(by_predicate=pl.col("id") == "rice", named=True)
    assert sentence(row, "PKR").endswith(
        "Asks at least 650 PKR per tonne; these terms need 610.5 or less, 6.1 % away."
    )
