"""What the page and the terminal say of a limit on deals, and of legs that fail."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from samarkand.book.book import Book
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.report import report_html
from samarkand.cli.terminal import print_outcome
from tests.cast import MESKAY, book
from tests.clearing.sample_outcome import foreseen, limited, moscow, outcome_of, said, swapped
from tests.page import Page

WIDTH = 80


def page_of(outcome: Outcome, firms: Book | None = None) -> Page:
    return Page(report_html(outcome, firms))


def printed(outcome: Outcome, firms: Book | None = None) -> str:
    paper = StringIO()
    print_outcome(outcome, firms, Path("outcome"), Console(file=paper, width=WIDTH))
    return paper.getvalue()


def told(outcome: Outcome, firms: Book | None = None) -> str:
    return " ".join(printed(outcome, firms).split())


def changed(changes: dict[str, Any]) -> Outcome:
    return said(limited()[0], {}, {}, changes)


def test_the_headline_says_how_short_deals_are() -> None:
    assert "in two deals of at most two firms each; nobody pays" in page_of(*limited()).text
    assert "2 between two firms; largest: 2 firms, at most 2 asked for" in page_of(*limited()).text


def test_the_price_of_shortness_is_a_sentence() -> None:
    sentence = (
        "Deals of at most two firms move 80 % of what deals of any size do: 50 million of 62.5 million USD."
    )
    assert sentence in page_of(*limited()).text
    assert sentence in told(*limited())


def test_the_price_of_shortness_is_a_picture_with_words() -> None:
    page = page_of(*limited())
    (picture,) = [attrs for tag, attrs in page.elements if tag == "svg"]
    assert str(picture["aria-label"]).startswith(
        "Up to two firms, as here: 50 million, 80 %; Up to three firms"
    )
    assert str(picture["aria-label"]).endswith("Any number of firms: 62.5 million, 100 %.")
    assert "Pale" not in page.text


def test_the_price_of_shortness_is_a_table() -> None:
    text = page_of(*limited()).text
    assert "Deals of Moved, USD Cannot pass Deals Firms in the largest" in text
    assert "Up to three firms 57,250,000 57,250,000 4 3" in text
    assert "Any number of firms 62,500,000 62,500,000 3 6" in text


def test_what_was_not_found_and_not_ruled_out_is_drawn_pale() -> None:
    page = page_of(*foreseen())
    assert [attrs["class"] for tag, attrs in page.elements if tag == "rect"].count("open") == 2
    assert "Pale: not found, and not ruled out either." in page.text


def test_a_limit_that_costs_nothing_is_told_so() -> None:
    rows = [
        {"max_parties": size, "value": "50000000", "bound": "50000000", "deals": 2, "largest_deal": 2}
        for size in (2, None)
    ]
    sentence = "Deals of at most two firms move as much as deals of any size do: 50 million USD."
    assert sentence in page_of(changed({"price_of_shortness": rows})).text


def test_what_such_deals_cannot_pass_is_told_where_it_is_far() -> None:
    rows = [{"max_parties": 2, "value": "50000000", "bound": "60000000", "deals": 2, "largest_deal": 2}]
    sentence = "move 50 million USD; that they could move more than 60 million USD is ruled out."
    assert sentence in page_of(changed({"price_of_shortness": rows})).text


def test_without_a_limit_there_is_nothing_to_say_of_it() -> None:
    assert "How short" not in page_of(*moscow()).text
    assert "How short" not in printed(*moscow())


def test_failing_legs_are_a_sentence_and_a_table() -> None:
    text = page_of(*limited()).text
    assert (
        "If one leg in twenty fails, and each takes its whole deal with it, 43.2 million USD is expected to "
        "move, 86.4 % of all." in text
    )
    assert "One leg in ten 37,114,200 74.2 % 0 to 50,000,000 0.5 of 2" in text


def test_failing_legs_are_told_on_the_terminal_too() -> None:
    text = told(*limited())
    assert "One leg in a hundred: 48,575,912, 97.2 % of all; deals undone: 0.1 of 2" in text


def test_a_round_that_reckons_with_failing_legs_says_what_it_expects() -> None:
    text = page_of(*foreseen()).text
    assert "Expected to move 43.2 million USD if legs fail as foreseen" in text
    assert "This round was chosen for what is expected to move: 43.2 million USD" in text
    assert (
        "Deals of at most two firms are expected to move 43.2 million USD, those of up to four 5.35 % more."
        in text
    )


def test_the_certificate_speaks_of_short_deals_only() -> None:
    text = page_of(*limited()).text
    assert (
        "no other set of deals of at most two firms moves more: the value reached, 50,000,000.00 USD" in text
    )
    assert "no deal of at most two firms earns more than what it takes up costs at these prices" in text


def test_the_certificate_of_an_expectation_is_one() -> None:
    text = page_of(*foreseen()).text
    assert "43,189,137.50 USD were expected, and no set of deals of at most two firms can pass" in text
    assert "at most 0.03 (under 0.001 %) is missing to the best" in text
    assert "no deal of at most two firms is expected to earn more" in text


def test_a_bound_on_any_deals_is_not_called_one_on_short_ones() -> None:
    gap = {
        "value": "50000000",
        "bound": "62500000",
        "gap": "12500000",
        "method": "potentials of a circulation",
    }
    text = page_of(said(limited()[0], {}, gap, {})).text
    assert "no set of deals can pass 62,500,000: at most 12,500,000 (20 %) is missing" in text
    assert "The proof is a price" not in text


@pytest.mark.parametrize(
    "nonsense",
    [
        "none",
        [1, None, "two"],
        [{}],
        [{"max_parties": 2, "value": "much", "bound": "1"}],
        [{"share": "0.05", "expected": "<b>"}],
        {"value": "1"},
    ],
)
def test_an_outcome_that_states_nonsense_still_makes_a_page(nonsense: object) -> None:
    outcome = changed({"price_of_shortness": nonsense, "if_legs_fail": nonsense})
    assert "How short" not in page_of(outcome).text
    assert "If legs fail" not in printed(outcome)


def test_a_share_that_nobody_knows_is_escaped() -> None:
    row = {"share": "<u>", "expected": "1", "low": "0", "high": "1", "deals_undone": "<i>"}
    page = page_of(changed({"if_legs_fail": [row]}))
    assert not {"u", "i"} & {tag for tag, _ in page.elements}


def test_where_nothing_trades_no_leg_fails() -> None:
    firms = book(f"{MESKAY}: gives 100 t rice @650")
    row = {"share": "0.05", "expected": "0", "low": "0", "high": "0", "deals_undone": "0.0"}
    outcome = said(outcome_of(firms, {}, {}), {}, {}, {"if_legs_fail": [row]})
    assert "If legs fail" not in page_of(outcome, firms).text
    assert "If legs fail" not in printed(outcome, firms)


def test_an_outcome_from_before_is_still_shown() -> None:
    outcome, firms = swapped()
    old = {key: outcome.summary[key] for key in outcome.summary if key != "if_legs_fail"}
    del old["price_of_shortness"]
    assert "Every pool balances" in page_of(Outcome(**outcome.tables(), summary=old), firms).text


def test_no_line_on_the_terminal_is_wider_than_it() -> None:
    assert max(map(len, printed(*limited()).splitlines())) <= WIDTH
    assert max(map(len, printed(*foreseen()).splitlines())) <= WIDTH
