"""Limits found by clearing again: that they come true, and that no much worse ones would."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import polars as pl
import pytest

import samarkand
from samarkand.clearing.again.limit_search import MOST_TRIES, LimitSearch
from samarkand.clearing.again.swing import (
    FOR_WANT_OF_A_SWING,
    MOST_SWINGS,
    swing_to_trade,
    with_swing,
)
from samarkand.clearing.again.telling import told_again, told_swing
from samarkand.clearing.again.threshold import MOST_ROWS, Threshold, threshold, thresholds, with_limit
from samarkand.clearing.settings import settings_of
from samarkand.core.finding import Refusal
from tests.cast import book
from tests.clearing.rounds import ROUNDS, cleared
from tests.depth import drawn, every

WORTH = {"rice": 650, "chickpeas": 620, "lentils": 580, "wheat": 250}
FIRMS = ("Meskay PK", "Astarta RU", "NationalFruit PK", "AltynDan KZ")
AT_LIST = samarkand.Settings(terms="listed")


def small_book(seed: int) -> samarkand.Book:
    """Return a few firms with limits around the worth of the goods, each in money of its own."""
    dice = Random(seed)
    return book(
        *(f"{firm}: {'; '.join(trades(dice))}" for firm in FIRMS),
        listed=[f"{goods} {worth * dice.randint(96, 104) / 100} t" for goods, worth in WORTH.items()],
    )


def trades(dice: Random) -> list[str]:
    money = dice.choice((0.01, 1, 40, 300))
    held = dice.sample(list(WORTH), 3)
    rows = zip(("gives", "wants", dice.choice(("gives", "wants"))), held, strict=True)
    return [
        f"{side} {dice.randint(1, 40) * 100} t {goods} "
        f"@{round(WORTH[goods] * dice.randint(80, 120) / 100 * money, 4)}"
        for side, goods in rows
    ]


def trades_at(asked: samarkand.Book, settings: samarkand.Settings, found: Threshold, limit: int) -> bool:
    """Clear the book with another limit of the row, and tell whether the row trades as it was to."""
    outcome = samarkand.clear(with_limit(asked, found.row, limit), settings)
    traded = not outcome.legs.filter(pl.col(str(found.row["side"])) == found.row["id"]).is_empty()
    is_open = found.row["id"] in outcome.unmatched["id"].to_list()
    return traded and not (found.in_part and is_open)


def short_of(found: Threshold) -> int | None:
    """Return the limit 5 % less generous than the one told; None where that is none but the row's own."""
    own, needed = int(str(found.row["limit"])), found.needed or 0
    if found.row["side"] == "want":
        return needed * 95 // 100 if needed * 95 // 100 > own else None
    return needed * 105 // 100 if needed * 105 // 100 < own else None


def asked_for(outcome: samarkand.Outcome) -> str:
    """Return a row of the outcome of which the limit is too far, or else any open one with a partner."""
    too_far = outcome.unmatched.filter(reason="limit_too_far")
    rows = too_far if not too_far.is_empty() else outcome.unmatched
    return str(rows["id"][0])


def test_thresholds_of_small_books_come_true() -> None:
    """At least 95 % of what is told trades at that limit, and at most 5 % at one 5 % worse."""
    books, told, true, generous = drawn(20), 0, 0, 0
    for seed in range(books):
        asked = small_book(seed)
        outcome = samarkand.clear(asked, AT_LIST)
        found = threshold(asked, outcome, asked_for(outcome))
        if found is None or found.needed is None:
            continue
        told += 1
        true += trades_at(asked, AT_LIST, found, found.needed)
        short = short_of(found)
        generous += short is not None and trades_at(asked, AT_LIST, found, short)
    assert told >= books // 2
    assert true >= 0.95 * told
    assert generous <= 0.05 * told


@pytest.mark.parametrize("name", every(2, ["two parties", "quota"]))
def test_thresholds_of_other_rounds_come_true(name: str) -> None:
    (asked, settings), outcome = ROUNDS[name], cleared(name)
    row = outcome.unmatched.filter(pl.col("limit_to_trade").is_not_null())
    known = [threshold(asked, outcome, str(each)) for each in row["id"].head(1)]
    for found in known:
        assert found is not None
        if found.needed is not None:
            assert trades_at(asked, settings, found, found.needed)


def test_rows_that_meet_nobody_are_not_cleared_again() -> None:
    asked = book(
        "Meskay PK: gives 9 t rice @650; wants 9 t chickpeas @760", "Astarta RU: gives 5 t chickpeas @600"
    )
    outcome = samarkand.clear(asked)
    found = threshold(asked, outcome, "Meskay gives 1")
    assert found is not None
    assert (found.needed, found.clearings) == (None, 0)
    assert told_again(found) == "No other limit would have helped, so the book was not cleared again."


def test_a_row_that_traded_whole_has_no_threshold() -> None:
    assert threshold(ROUNDS["swap"][0], cleared("swap"), "Meskay gives 1") is None


def test_each_clearing_is_told() -> None:
    heard: list[str] = []
    asked = small_book(0)
    outcome = samarkand.clear(asked, AT_LIST)
    found = threshold(asked, outcome, asked_for(outcome), heard.append)
    assert found is not None
    assert len(heard) == found.clearings > 0
    assert heard[0] == f"clearing again, 1 of at most {MOST_TRIES}"


def a_tractor_for_generators() -> samarkand.Book:
    """Return a swap that fails by a seventh of a generator: a tractor is worth 1.86 of them, no less."""
    return book(
        "Luoyang CN: gives 1 pieces tractors @9000; wants 2 pieces 850211 @4900",
        "Meskay PK: gives 2 pieces 850211 @5000; wants 1 pieces tractors @9400",
    )


def trades_with(asked: samarkand.Book, swing: int) -> bool:
    return not samarkand.clear(with_swing(asked, swing)).legs.is_empty()


@pytest.mark.deep
def test_the_swing_that_lets_whole_things_trade_comes_true() -> None:
    asked = a_tractor_for_generators()
    outcome = samarkand.clear(asked)
    assert outcome.legs.is_empty()
    for row in outcome.unmatched.iter_rows(named=True):
        found = swing_to_trade(asked, outcome, row, lambda _step: None)
        assert found.needed is not None
        assert trades_with(asked, found.needed)
        assert not trades_with(asked, found.needed * 9 // 10)
        assert found.clearings <= MOST_SWINGS
        assert f"a swing of {found.needed / 100:.1f} for every pool" in told_swing(found)
        assert found.unit_of_account == "1 C62 of 850211 = 1,000"


def test_no_swing_helps_a_lot_larger_than_what_is_wanted() -> None:
    asked = book(
        "Luoyang CN: gives 9 pieces tractors @9000 whole yes; wants 100 t rice @700",
        "Meskay PK: gives 40 t rice @500; wants 2 pieces tractors @12000",
    )
    outcome = samarkand.clear(asked)
    row = outcome.unmatched.row(by_predicate=pl.col("id") == "Luoyang gives 1", named=True)
    assert row["reason"] in FOR_WANT_OF_A_SWING
    found = swing_to_trade(asked, outcome, row, lambda _step: None)
    assert (found.needed, found.clearings) == (None, 1)
    assert told_swing(found).startswith("No swing of the pools")


def test_another_book_is_refused() -> None:
    asked = small_book(0)
    outcome = samarkand.clear(asked, AT_LIST)
    with pytest.raises(Refusal) as refused:
        threshold(small_book(1), outcome, "Meskay gives 1")
    assert {found.code for found in refused.value.findings} == {"book_differs"}


def test_another_version_is_refused() -> None:
    asked = small_book(0)
    outcome = samarkand.clear(asked, AT_LIST)
    older = replace(outcome, summary={**outcome.summary, "version": "0.0.1"})
    with pytest.raises(Refusal, match="version_differs"):
        threshold(asked, older, "Meskay gives 1")


def test_all_rows_of_a_larger_book_are_refused() -> None:
    rows = "; ".join(f"gives {number} t rice @{number}" for number in range(1, MOST_ROWS + 2))
    asked = book(f"Meskay PK: {rows}", "Astarta RU: wants 5 t rice @600")
    with pytest.raises(Refusal, match="book_too_large"):
        next(thresholds(asked, samarkand.clear(asked)))


@pytest.mark.parametrize("name", every(4, ROUNDS))
def test_settings_are_read_back_as_they_were(name: str) -> None:
    asked, settings = ROUNDS["swap"][0], ROUNDS[name][1]
    if settings.terms == "listed" or settings.unit:
        asked = ROUNDS[name][0]
    assert settings_of(samarkand.clear(asked, settings).summary) == settings


STEPS: dict[str, tuple[bool, int, Callable[[int], bool], int | None]] = {
    "a want": (True, 650_000_000, lambda limit: limit >= 702_000_000, None),
    "an offer": (False, 650_000_000, lambda limit: limit <= 402_000_000, None),
    "far away": (True, 1_000_000, lambda limit: limit >= 15_000_000, None),
    "a good guess": (True, 650_000_000, lambda limit: limit >= 702_000_000, 702_000_000),
    "a bad guess": (True, 650_000_000, lambda limit: limit >= 902_000_000, 702_000_000),
    "gaps": (
        True,
        650_000_000,
        lambda limit: limit > 690_000_000 and not 7 * 10**8 < limit < 76 * 10**7,
        None,
    ),
    "small numbers": (False, 9, lambda limit: limit <= 3, None),
}


@pytest.mark.parametrize("case", STEPS)
def test_the_limit_found_trades_and_a_worse_one_does_not(case: str) -> None:
    up, own, trades_with, guess = STEPS[case]
    search = LimitSearch(trades_with, own, up=up)
    found = search.find(guess)
    assert found is not None
    assert trades_with(found)
    worse = found * 19 // 20 if up else found * 20 // 19 + 1
    assert not trades_with(worse)
    assert len(search.tried) - 1 <= MOST_TRIES


@pytest.mark.parametrize("up", [True, False])
def test_where_nothing_trades_nothing_is_found(up: bool) -> None:  # noqa: FBT001 - a case
    search = LimitSearch(lambda _limit: False, 650_000_000, up=up)
    assert search.find(None) is None
    assert len(search.tried) - 1 <= MOST_TRIES
