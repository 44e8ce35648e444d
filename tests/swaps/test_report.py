"""The page of a want-list trade: what a person reads in it, and that nothing breaks out of it."""

from dataclasses import replace

import pytest

from samarkand.swaps.outcome import Outcome
from samarkand.swaps.report import report_html
from samarkand.swaps.settings import Settings
from samarkand.swaps.swap import swap
from samarkand.swaps.want_lists import WantLists
from tests.page import HOSTILE, HOSTILE_NAMES, Page
from tests.swaps.by_hand import NOBODY, PAIR, lists_of, outcome_by_hand, paired

NAMED = lists_of(
    """!BEGIN-OFFICIAL-NAMES
    1 ==> "Caravan of Salt" (from Anna)
    2 ==> "Tea Road" (from Boris)
    3 ==> "Granary" (from Clara)
    !END-OFFICIAL-NAMES
    (Anna) 1 : 2
    (Boris) 2 : 3
    (Clara) 3 : 1"""
)


def page_of(outcome: Outcome, lists: WantLists | None = None) -> Page:
    return Page(report_html(outcome, lists))


def text_of(outcome: Outcome, lists: WantLists | None = None) -> str:
    return page_of(outcome, lists).text


def test_the_trade_is_told_in_one_sentence() -> None:
    assert (
        "Two of four items change hands among two of four traders, in one ring; "
        "no other choice of trades has more items." in text_of(paired())
    )


def test_when_everything_and_everybody_trades_it_says_all() -> None:
    assert "All three items change hands among all three traders, in one ring" in text_of(swap(NAMED))


def test_the_figures_stand_in_a_row() -> None:
    text = text_of(paired())
    assert "Items traded 2 50 % of 4 Traders 2 50 % of 4 Rings 1 the longest of 2 Wants 3" in text


def test_rings_are_chains_in_words() -> None:
    text = text_of(swap(NAMED), NAMED)
    assert (
        "Anna gives Caravan of Salt to Clara , who gives Granary to Boris , who gives Tea Road to Anna ."
        in text
    )


def test_without_the_lists_items_are_called_by_their_codes() -> None:
    assert "Anna gives 1 to Clara" in text_of(swap(NAMED))


def test_a_long_ring_is_cut() -> None:
    traders = [f"(T{number}) I{number} : I{(number + 1) % 30}" for number in range(30)]
    lists = lists_of("\n".join(traders))
    text = text_of(swap(lists))
    assert "One ring of 30 30 items, 100 %" in text
    assert "and so on through 18 more items, back to T0" in text


def test_every_trader_has_a_line_for_each_item() -> None:
    text = text_of(swap(NAMED), NAMED)
    assert "Trader Gives To Gets From" in text
    assert "Anna Caravan of Salt 1 Clara Tea Road 2 Boris" in text


def test_without_traders_items_go_for_items() -> None:
    text = text_of(swap(NOBODY))
    assert "Two of three items change hands, in one ring" in text
    assert "AZUL goes for" in text or "CATAN goes for" in text
    assert "What goes for what" in text
    assert "Traders" not in text


def test_what_stays_is_told_reason_by_reason() -> None:
    text = text_of(paired())
    assert "What stays, and why" in text
    assert "two items ROOT of Clara BRASS of Dina" in text


def test_the_lengths_are_drawn_and_said() -> None:
    page = page_of(swap(NAMED))
    (picture,) = [attrs for tag, attrs in page.elements if tag == "svg"]
    assert picture["aria-label"] == "One ring of three."


def test_where_nothing_trades_it_says_why() -> None:
    lists = lists_of("(Anna) catan : azul\n(Boris) azul :")
    text = text_of(swap(lists))
    assert "None of two items changes hands: no chain of wants closes to a ring." in text
    assert "Ring by ring" not in text


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(), "Of all choices with as many items, none has more traders than 3."),
        (Settings("traders-first"), "lets more traders trade: 3 equals a bound that none can pass."),
        (Settings(max_ring=3), "No choice of trades in rings of at most three has more items"),
    ],
)
def test_how_far_it_is_proven(settings: Settings, words: str) -> None:
    assert words in text_of(swap(NAMED, settings))


def test_what_is_not_proven_is_said_with_its_bound() -> None:
    text = text_of(outcome_by_hand(PAIR, "CATAN AZUL", bound=(3, 4), max_ring=2))
    assert "2 items are traded; at most 3 could be, 50 % more." in text
    assert "2 traders trade; at most 4 could." in text
    assert "no other choice" not in text


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_name_breaks_out_of_its_place(name: str) -> None:
    plain = [tag for tag, _ in page_of(renamed("Anna")).elements]
    page = page_of(renamed(name))
    assert [tag for tag, _ in page.elements] == plain
    assert page.open == []
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text


def test_a_hostile_name_is_shown_as_it_is_written() -> None:
    assert HOSTILE in page_of(renamed(HOSTILE)).text


def test_the_page_can_ask_nobody_for_anything() -> None:
    page = page_of(swap(NAMED), NAMED)
    assert page.asks_nobody()
    assert page.scripts == []


def test_tables_have_captions_and_headings_with_a_scope() -> None:
    page = page_of(swap(NAMED), NAMED)
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption") == 1
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in page.elements if tag == "th")


@pytest.mark.parametrize("key", ["lists", "items", "bound", "rings_by_length", "settings"])
def test_a_summary_that_lacks_something_is_told(key: str) -> None:
    true = paired()
    less = replace(true, summary={name: value for name, value in true.summary.items() if name != key})
    with pytest.raises(ValueError, match=f"does not say '{key}'"):
        report_html(less)


def renamed(trader: str) -> Outcome:
    """Return the pair's outcome with another name for one trader."""
    true = paired()
    trades = true.trades.with_columns(
        true.trades[column].replace({"Anna": trader}) for column in ("from_trader", "to_trader")
    )
    return replace(true, trades=trades)
