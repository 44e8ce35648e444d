"""Hundreds of small random books, cleared in deals of few parties and judged by a list of every ring."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import samarkand
from tests.cast import book
from tests.oracle.short_deals_oracle import best_short_value
from tests.oracle.test_clear_against_oracle import MINOR, gap_of, rates_of, terms_of, value_of
from tests.properties.short_written import Failing, bundled, failing
from tests.properties.written import WORTH, Written, runs, small_books

FEW = st.sampled_from((2, 3, 4))
PLAIN = small_books(firms=(3, 6), swings=True, pools=True)
SHARED = small_books(firms=(3, 6), swings=True, pools=True, prefixes=True, lanes=True, quotas=True)
EVERYTHING = bundled(
    small_books(firms=(3, 6), swings=True, pools=True, lots=True, prefixes=True, lanes=True, quotas=True)
)
LISTED = small_books(firms=(3, 6), swings=True, prefixes=True, listed=True)
LEG_FAILURE = 50_000
"""One leg in twenty, in millionths."""

NEARLY = 1e-3
"""Lots, minimums and bundles leave so much open at most; it is their rounding to minor units."""


def certified(outcome: samarkand.Outcome) -> float:
    """Return what the certificate proves: the value, or the value that is expected."""
    return float(outcome.summary["certificate"]["value"])


def bound_of(outcome: samarkand.Outcome) -> float:
    return float(outcome.summary["certificate"]["bound"])


def rounding(outcome: samarkand.Outcome, parties: int) -> float:
    """Return what rounding down every ring may cost, and what the oracle's floats may be off."""
    rows: int = outcome.summary["totals"]["offers"] + outcome.summary["totals"]["wants"]
    return MINOR * parties * (outcome.legs.height + rows) + 1e-6 * value_of(outcome)


def assert_best(
    book: samarkand.Book, outcome: samarkand.Outcome, parties: int, leg_failure: float | None = None
) -> None:
    """Assert that what the oracle finds was cleared, nearly, and lies below what was proven."""
    best = best_short_value(book, terms_of(outcome), parties, rates_of(outcome), leg_failure)
    assert certified(outcome) <= best + rounding(outcome, parties)
    assert certified(outcome) >= best * (1 - NEARLY) - rounding(outcome, parties)
    assert best <= bound_of(outcome) + rounding(outcome, parties)


@runs(60)
@given(written=st.one_of(PLAIN, SHARED), parties=FEW)
def test_where_rows_can_be_divided_the_deals_are_the_best_to_the_cent(written: Written, parties: int) -> None:
    book = written.book()
    outcome = samarkand.clear(book, samarkand.Settings(max_parties=parties))
    assert_best(book, outcome, parties)
    assert gap_of(outcome) <= rounding(outcome, parties)


@runs(40)
@given(written=EVERYTHING, parties=FEW)
def test_with_lots_and_bundles_the_gap_is_honest(written: Written, parties: int) -> None:
    book = written.book()
    outcome = samarkand.clear(book, samarkand.Settings(max_parties=parties))
    assert samarkand.check(book, outcome) == []
    assert_best(book, outcome, parties)


@runs(10)
@given(written=LISTED, parties=FEW)
def test_at_listed_terms_the_deals_are_the_best_at_the_rates_chosen(written: Written, parties: int) -> None:
    book = written.book()
    outcome = samarkand.clear(book, samarkand.Settings(max_parties=parties, terms="listed"))
    assert_best(book, outcome, parties)


@runs(25)
@given(written=failing(PLAIN), parties=FEW)
def test_where_legs_fail_the_most_is_expected(written: Failing, parties: int) -> None:
    book = written.book()
    outcome = samarkand.clear(book, samarkand.Settings(max_parties=parties, leg_failure=LEG_FAILURE))
    assert_best(book, outcome, parties, leg_failure=LEG_FAILURE / 1e6)
    assert gap_of(outcome) <= rounding(outcome, parties), "rings are priced at their exact chance"


@runs(25)
@given(written=failing(EVERYTHING), parties=FEW)
def test_where_legs_of_lots_and_bundles_fail_the_gap_is_honest(written: Failing, parties: int) -> None:
    book = written.book()
    outcome = samarkand.clear(book, samarkand.Settings(max_parties=parties, leg_failure=LEG_FAILURE))
    assert samarkand.check(book, outcome) == []
    assert_best(book, outcome, parties, leg_failure=LEG_FAILURE / 1e6)


def test_whole_bundles_beside_swings_of_a_hundredth_are_solved() -> None:
    """The solver of whole numbers crashed on this book while rings had no bound of their own."""
    crowd = book(
        "Meskay PK swing=0.01: gives 699 t rice @22633; gives 300 t rice @22359 bundle b2 whole yes; "
        "gives 2426 t rice @24057 bundle b1",
        "Astarta RU swing=0.01: wants 1700 t chickpeas @25565 bundle b2 whole yes; "
        "wants 2773.852 t rice @27358 bundle b1 whole yes",
        "NationalFruit PK swing=1000: wants 600 t rice @717 bundle b1 whole yes; "
        "wants 2200 t rice @756 bundle b1",
        "AltynDan KZ swing=200000: wants 3422 t rice @29334 bundle b1; "
        "gives 2498 t chickpeas @23411 bundle b1; gives 414.614 t chickpeas @21208; "
        "gives 1150.556 t chickpeas @23521 bundle b2 whole yes; gives 1900 t rice @23079 bundle b1",
    )
    outcome = samarkand.clear(crowd, samarkand.Settings(max_parties=5))
    assert samarkand.check(crowd, outcome) == []
    assert_best(crowd, outcome, 5)


def test_rings_that_come_and_go_at_the_same_value_end_the_search() -> None:
    """Rings dropped as too dear were found again for ever, and the bound was that of the whole round."""
    dice = Random(1)
    firms = [_firm(dice, f"F{number}") for number in range(20)]
    crowd = book(*firms)
    outcome = samarkand.clear(crowd, samarkand.Settings(max_parties=3, leg_failure=LEG_FAILURE))
    assert_best(crowd, outcome, 3, leg_failure=LEG_FAILURE / 1e6)
    assert gap_of(outcome) <= rounding(outcome, 3), "all legs are as likely to fail"


def _firm(dice: Random, name: str) -> str:
    trades = []
    for _ in range(dice.randint(3, 6)):
        goods, side = dice.choice(list(WORTH)), dice.choice(("gives", "wants"))
        quantity = dice.randint(1, 40) * 100
        price = WORTH[goods] * dice.uniform(0.93, 1.07) * (0.95 if side == "gives" else 1.05)
        trades.append(f"{side} {quantity} t {goods} @{price:.4f}")
    return f"{name} PK swing={dice.choice((0, 0, 100000))}: {'; '.join(trades)}"


@runs(12)
@given(written=SHARED)
def test_deals_of_everybody_clear_what_a_round_without_limit_clears(written: Written) -> None:
    book = written.book()
    plain = samarkand.clear(book)
    outcome = samarkand.clear(book, samarkand.Settings(max_parties=book.parties.height))
    assert value_of(outcome) == pytest.approx(value_of(plain), abs=rounding(outcome, 6) + gap_of(plain))
