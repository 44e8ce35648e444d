"""The rates of an outcome against all there are: enumerated in tiny books, by a program in larger ones."""

from fractions import Fraction
from itertools import product
from typing import Literal

import polars as pl
import pytest
from hypothesis import given

import samarkand
from benchmarks._generator import generate
from samarkand.book.book import Book
from tests.depth import first
from tests.oracle.allocation_oracle import Terms, best_value
from tests.oracle.small_book import small_book
from tests.properties.written import Written, runs, small_books

TINY = small_books(firms=(2, 3), rows=(2, 3), goods=3, swings=True)
NEAR = 0.001


def ratios(book: Book, terms: Terms) -> dict[str, list[tuple[int, int] | None]]:
    """Return the rates each pool could have: the ratio of each of its rows, or none."""
    small = small_book(book)
    found: dict[str, set[tuple[int, int]]] = {pool: set() for pool in small.swings}
    for offer in small.offers:
        if offer.market in terms:
            found[offer.pool].add(Fraction(terms[offer.market], offer.limit).as_integer_ratio())
    for want in small.wants:
        for market, net in want.nets.items():
            # Where nobody but the want's own party gives there are no terms.
            if market in terms:
                found[want.pool].add(Fraction(terms[market], net).as_integer_ratio())
    return {pool: [*sorted(own)] or [None] for pool, own in found.items()}


@runs(20)
@given(written=TINY)
def test_no_rates_of_a_tiny_book_clear_more(written: Written) -> None:
    book = written.book()
    outcome = samarkand.clear(book)
    terms = dict(outcome.terms.select("market", "value_per_unit").iter_rows())
    own = ratios(book, terms)
    choices = product(*own.values())
    best = max(best_value(book, terms, dict(zip(own, choice, strict=True))) for choice in choices)
    value = float(outcome.summary["certificate"]["value"])
    assert value >= best - 0.1 - 1e-6 * value
    assert outcome.summary["certificate"]["gap"] == "0.00"


def middling(rows: int, firms: int, goods: int) -> Book:
    """Return one of the generator's books."""
    tables = generate(firms=firms, rows=rows, goods=goods, seed=rows)
    reading = samarkand.book_from_frames(
        parties=tables["parties"], offers=tables["offers"], wants=tables["wants"], listed=tables["listed"]
    )
    assert reading.book is not None, reading.findings
    return reading.book


SIZES = [(61, 8, 8), (94, 10, 12), (120, 30, 10), (156, 19, 17), (181, 18, 18), (206, 48, 25), (250, 40, 20)]


@pytest.mark.parametrize("size", first(1, SIZES))
@pytest.mark.parametrize("terms", ["discovered", "listed"])
def test_the_rates_of_middling_books_are_within_a_thousandth(
    size: tuple[int, int, int], terms: Literal["discovered", "listed"]
) -> None:
    book = middling(*size)
    outcome = samarkand.clear(book, samarkand.Settings(terms=terms))
    assert samarkand.check(book, outcome) == []
    best = best_value(book, dict(outcome.terms.select("market", "value_per_unit").iter_rows()))
    value, bound = (float(outcome.summary["certificate"][name]) for name in ("value", "bound"))
    assert value >= best * (1 - NEAR)
    assert best <= bound + 0.1 + 1e-6 * best
    assert bound <= value * (1 + NEAR)
    assert outcome.potentials.filter(pl.col("kind") == "market").height
