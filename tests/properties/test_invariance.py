"""What must not matter: names, the order of rows, the money a pool counts in, the seed, the day's mood."""

from dataclasses import replace
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import samarkand
from tests.properties.written import Written, runs, small_books

BOOKS = small_books(swings=True, pools=True, prefixes=True, quotas=True)
RUNS = runs(8)
STRANGE_ROWS = ("gives 5 CTM 710239 @300", "wants 5 MC 710239 @1", "gives 7 MGM 710239 @2; wants 9 l 2204 @3")


def renamed(book: samarkand.Book, mark: str) -> samarkand.Book:
    """Return the book with every party, pool, offer and want called something else."""

    def other(column: str) -> pl.Expr:
        return (pl.lit(mark) + pl.col(column).str.reverse()).alias(column)

    return replace(
        book,
        parties=book.parties.with_columns(other("party"), other("pool")),
        offers=book.offers.with_columns(other("offer"), other("party")),
        wants=book.wants.with_columns(other("want"), other("party")),
    )


def reordered(book: samarkand.Book, dice: Random) -> samarkand.Book:
    def shuffled(table: pl.DataFrame) -> pl.DataFrame:
        return table[dice.sample(range(table.height), table.height)]

    return replace(
        book, parties=shuffled(book.parties), offers=shuffled(book.offers), wants=shuffled(book.wants)
    )


def in_other_money(book: samarkand.Book, times: int) -> samarkand.Book:
    """Return the book with the limits of the first party's pool multiplied."""
    first = book.parties["pool"][0]
    members = book.parties.filter(pl.col("pool") == first)["party"]
    price = pl.when(pl.col("party").is_in(members.implode())).then(pl.col("price") * times).otherwise("price")
    return replace(book, offers=book.offers.with_columns(price), wants=book.wants.with_columns(price))


def given_and_got(outcome: samarkand.Outcome) -> dict[str, int]:
    """Return the quantity traded of every offer and want."""
    sums: dict[str, int] = {}
    for offer, want, quantity in outcome.legs.select("offer", "want", "quantity").iter_rows():
        sums[offer] = sums.get(offer, 0) + quantity
        sums[want] = sums.get(want, 0) + quantity
    return sums


def assert_same(one: samarkand.Outcome, other: samarkand.Outcome, mark: str = "") -> None:
    """Assert the same terms, quantities and value but for rounding."""
    terms = dict(one.terms.select("market", "value_per_unit").iter_rows())
    assert dict(other.terms.select("market", "value_per_unit").iter_rows()) == pytest.approx(terms, rel=1e-6)
    traded = {mark + name[::-1] if mark else name: much for name, much in given_and_got(one).items()}
    # A thousandth a leg is rounding; a millionth of a row is what the terms may differ by.
    assert given_and_got(other) == pytest.approx(traded, rel=1e-5, abs=20)
    assert float(other.summary["totals"]["value"]) == pytest.approx(
        float(one.summary["totals"]["value"]), rel=1e-6
    )


@RUNS
@given(written=BOOKS)
def test_names_do_not_matter(written: Written) -> None:
    book = written.book()
    assert_same(samarkand.clear(book), samarkand.clear(renamed(book, "zz ")), "zz ")


@RUNS
@given(written=BOOKS, dice=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(written: Written, dice: Random) -> None:
    book = written.book()
    assert_same(samarkand.clear(book), samarkand.clear(reordered(book, dice)))


@RUNS
@given(written=BOOKS, times=st.sampled_from((2, 7, 100, 278)))
def test_the_money_a_pool_counts_in_does_not_matter(written: Written, times: int) -> None:
    book = written.book()
    assert_same(samarkand.clear(book), samarkand.clear(in_other_money(book, times)))


@RUNS
@given(written=BOOKS, row=st.sampled_from(STRANGE_ROWS))
def test_a_strangers_row_of_other_goods_and_units_does_not_matter(written: Written, row: str) -> None:
    beside = replace(written, firms=(*written.firms, f"Jeweller CH: {row}"))
    alone, with_row = samarkand.clear(written.book()), samarkand.clear(beside.book())
    assert given_and_got(with_row) == pytest.approx(given_and_got(alone), rel=1e-5, abs=20)
    assert set(with_row.legs["unit"]) == set(alone.legs["unit"])


@RUNS
@given(written=BOOKS, seed=st.integers(1, 99))
def test_the_seed_does_not_matter(written: Written, seed: int) -> None:
    book = written.book()
    assert_same(samarkand.clear(book), samarkand.clear(book, samarkand.Settings(seed=seed)))
