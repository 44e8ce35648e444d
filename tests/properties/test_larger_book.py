"""A book of 3,000 rows: here the start of the search no longer matters, and the markets clear."""

import numpy as np
import pytest

import samarkand
from benchmarks._generator import generate
from samarkand.clearing.economy.markets import build_economy
from samarkand.clearing.terms.listed import listed_values
from samarkand.clearing.terms_of_round import discovered_terms

pytestmark = pytest.mark.deep

SETTINGS = samarkand.Settings()


@pytest.fixture(scope="module")
def book() -> samarkand.Book:
    tables = generate(firms=300, rows=3000, goods=40)
    reading = samarkand.book_from_frames(
        parties=tables["parties"], offers=tables["offers"], wants=tables["wants"], listed=tables["listed"]
    )
    assert reading.book is not None, reading.findings[:3]
    return reading.book


def test_the_start_does_not_matter(book: samarkand.Book) -> None:
    economy = build_economy(book, None)
    listed = listed_values(economy.markets, None)
    found = []
    for seed in range(3):
        start = np.random.default_rng(seed).normal(6.0, 1.0, economy.markets.height)
        found.append(discovered_terms(economy, listed, SETTINGS, start).terms.to_numpy().astype(float))
    for terms in found[1:]:
        ratio = terms / found[0]
        assert np.abs(ratio / np.median(ratio) - 1).max() < 1e-3


def test_the_markets_clear_and_the_outcome_is_true(book: samarkand.Book) -> None:
    outcome = samarkand.clear(book)
    about = outcome.summary["terms"]
    assert about["grading"] <= 0.25
    assert 0.0 < about["excess_share"] < 0.1, "what is rationed is a small part, and told"
    assert samarkand.check(book, outcome) == []
    assert outcome.balances["balance"].abs().max() == 0
    certificate = outcome.summary["certificate"]
    assert float(certificate["gap"]) < 0.02 * float(certificate["value"]), "over all rates, stated"
    assert outcome.legs.height > 1000
    assert outcome.deals["parties"].is_sorted()
