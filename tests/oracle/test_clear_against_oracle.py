"""Hundreds of small random books, cleared by the engine and judged by programs that share nothing with it."""

from collections import Counter

import polars as pl
import pytest
from hypothesis import given

import samarkand
from tests.oracle.allocation_oracle import Rates, best_value
from tests.properties.short_written import bundled
from tests.properties.written import Written, runs, small_books

EVERYTHING = small_books(swings=True, pools=True, lots=True, prefixes=True, lanes=True, quotas=True)
BUNDLED = bundled(small_books(swings=True, pools=True, prefixes=True, lanes=True))
BUNDLED_LISTED = bundled(small_books(rows=(3, 5), swings=True, pools=True, prefixes=True, listed=True))
LISTED = small_books(swings=True, pools=True, prefixes=True, lanes=True, quotas=True, listed=True)
DISCOVERED_SETTINGS = samarkand.Settings()
LISTED_SETTINGS = samarkand.Settings(terms="listed")

MINOR = 0.01


def terms_of(outcome: samarkand.Outcome) -> dict[str, int]:
    return dict(outcome.terms.select("market", "value_per_unit").iter_rows())


def rates_of(outcome: samarkand.Outcome) -> Rates:
    pools = outcome.potentials.filter(pl.col("kind") == "pool", pl.col("case") == 1)
    return {
        name: None if terms is None else (terms, limit)
        for name, terms, limit in pools.select("name", "rate_terms", "rate_limit").iter_rows()
    }


def value_of(outcome: samarkand.Outcome) -> float:
    """Return the value cleared, as the oracle counts it: what all offers give."""
    return float(outcome.summary["totals"]["value"])


def gap_of(outcome: samarkand.Outcome) -> float:
    """Return what the certificate leaves open."""
    return float(outcome.summary["certificate"]["gap"])


def rounding(outcome: samarkand.Outcome) -> float:
    """Return what rounding down every row may cost, and what the oracle's floats may be off."""
    return 2 * MINOR * (outcome.legs.height + 10) + 1e-6 * value_of(outcome)


def assert_deals_balance(book: samarkand.Book, outcome: samarkand.Outcome) -> None:
    """Assert that pools give in a deal what they take, but for swings, and that small deals come first."""
    pool = dict(book.parties.select("party", "pool").iter_rows())
    swing = dict(book.parties.select("pool", "swing").iter_rows())
    net: Counter[tuple[str, str]] = Counter()
    for deal, giver, taker, value in outcome.legs.select(
        "deal", "from_party", "to_party", "value"
    ).iter_rows():
        net[deal, pool[giver]] += value
        net[deal, pool[taker]] -= value
    left: Counter[str] = Counter()
    for (_, name), value in net.items():
        left[name] += value
        assert abs(value) <= swing[name]
    assert all(abs(value) <= swing[name] for name, value in left.items())
    assert outcome.deals["parties"].is_sorted()


@runs(40)
@given(written=EVERYTHING)
def test_any_book_gives_a_true_outcome_of_the_best_value(written: Written) -> None:
    book = written.book()
    outcome = samarkand.clear(book)
    assert samarkand.check(book, outcome) == []
    assert_deals_balance(book, outcome)
    best = best_value(book, terms_of(outcome))
    assert value_of(outcome) <= best + rounding(outcome)
    assert value_of(outcome) >= best - gap_of(outcome) - rounding(outcome)
    bound = float(outcome.summary["certificate"]["bound"])
    assert best <= bound + rounding(outcome), "the certificate bounds what is possible"


@runs(40)
@given(written=BUNDLED)
def test_bundles_and_whole_rows_come_near_the_best_value(written: Written) -> None:
    book = written.book()
    outcome = samarkand.clear(book)
    assert samarkand.check(book, outcome) == []
    assert_deals_balance(book, outcome)
    best = best_value(book, terms_of(outcome))
    assert value_of(outcome) == pytest.approx(best, abs=rounding(outcome))


@runs(40)
@given(written=BUNDLED_LISTED)
def test_bundles_at_listed_terms_come_near_the_best_value(written: Written) -> None:
    book = written.book()
    outcome = samarkand.clear(book, LISTED_SETTINGS)
    assert samarkand.check(book, outcome) == []
    best = best_value(book, terms_of(outcome))
    assert value_of(outcome) == pytest.approx(best, abs=rounding(outcome))


@runs(25)
@given(written=small_books(swings=True, pools=True))
def test_without_lots_and_quotas_the_value_is_the_best_to_the_cent(written: Written) -> None:
    book = written.book()
    outcome = samarkand.clear(book)
    best = best_value(book, terms_of(outcome))
    assert value_of(outcome) == pytest.approx(best, abs=rounding(outcome))


@runs(40)
@given(written=LISTED)
def test_at_listed_terms_no_choice_of_rates_would_clear_more(written: Written) -> None:
    book = written.book()
    outcome = samarkand.clear(book, LISTED_SETTINGS)
    assert samarkand.check(book, outcome) == []
    assert_deals_balance(book, outcome)
    best = best_value(book, terms_of(outcome))
    assert value_of(outcome) <= best + rounding(outcome)
    assert value_of(outcome) >= best - gap_of(outcome) - rounding(outcome)


@runs(5)
@given(written=EVERYTHING)
def test_the_same_book_gives_the_same_outcome(written: Written) -> None:
    once, again = samarkand.clear(written.book()), samarkand.clear(written.book())
    assert once.summary == again.summary
    assert all(frame.equals(again.tables()[name]) for name, frame in once.tables().items())
