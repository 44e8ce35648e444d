"""Rounds of short deals in books too large for a proof of their own: cut, and still true."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
import pytest

import samarkand
from benchmarks._generator import generate, write
from samarkand.clearing.short_rings import choice
from tests.depth import first

FIRMS, ROWS, GOODS = 120, 900, 30


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> samarkand.Book:
    folder: Path = tmp_path_factory.mktemp("generated")
    write(generate(FIRMS, ROWS, GOODS), folder)
    book = samarkand.read_book(folder).book
    assert book is not None
    return book


@pytest.fixture
def as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "MOST_PARTIES", 10)


@pytest.fixture(scope="module")
def cut(generated: samarkand.Book) -> Callable[[int], samarkand.Outcome]:
    """Return what clears it in deals of so many parties as if it were large, once for all who ask."""

    @cache
    def cleared(parties: int) -> samarkand.Outcome:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(choice, "MOST_PARTIES", 10)
            return samarkand.clear(generated, samarkand.Settings(max_parties=parties))

    return cleared


def largest_deal(outcome: samarkand.Outcome) -> int:
    return max(int(parties) for parties in outcome.deals["parties"])


@pytest.mark.parametrize("parties", first(1, [3, 2, 4]))
def test_a_large_round_keeps_the_limit_and_is_true(
    generated: samarkand.Book, cut: Callable[[int], samarkand.Outcome], parties: int
) -> None:
    outcome = cut(parties)
    assert largest_deal(outcome) == parties
    assert "over all rates" in outcome.summary["certificate"]["method"]
    assert samarkand.check(generated, outcome) == []


def test_longer_deals_never_clear_less_however_they_are_found(
    cut: Callable[[int], samarkand.Outcome],
) -> None:
    values = [float(row["value"]) for row in cut(3).summary["price_of_shortness"]]
    assert values == sorted(values)
    assert 0 < values[0] < values[-1]


@pytest.mark.deep
def test_cutting_comes_near_what_is_proven_best(
    generated: samarkand.Book, cut: Callable[[int], samarkand.Outcome]
) -> None:
    best = samarkand.clear(generated, samarkand.Settings(max_parties=3))
    part = int(cut(3).legs["value"].sum()) / int(best.legs["value"].sum())
    assert 0.8 < part <= 1.0


@pytest.mark.deep
@pytest.mark.usefixtures("as_if_large")
def test_rows_still_trade_in_lots_and_pools_of_many_firms_in_deals_of_few(generated: samarkand.Book) -> None:
    lots = generated.offers.with_columns(
        lot=pl.when(pl.int_range(pl.len()) % 7 == 0).then(pl.col("quantity") // 3)
    )
    country = generated.parties.with_columns(pool=pl.col("country"), swing=pl.lit(100_000, pl.Int64))
    book = samarkand.Book(
        parties=country,
        offers=lots,
        wants=generated.wants,
        lanes=None,
        listed=None,
        quotas=generated.quotas,
        restrictions=generated.restrictions,
        failures=generated.failures,
    )
    outcome = samarkand.clear(book, samarkand.Settings(max_parties=4))
    assert largest_deal(outcome) <= 4
    assert samarkand.check(book, outcome) == []
