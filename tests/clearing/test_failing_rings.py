"""Rings whose legs fail with chances of their own: the bound is the best there is, and the check knows it."""

from dataclasses import replace

import polars as pl
import pytest

import samarkand
from samarkand.clearing.short_rings import risks
from tests.cast import book

TRIANGLE = (
    "Meskay PK: gives 100 t rice @650; wants 100 t wheat @1200",
    "AltynDan KZ: gives 100 t wheat @600; wants 100 t chickpeas @1200",
    "Astarta RU: gives 100 t chickpeas @600; wants 100 t rice @1200",
)
SWAPS = (
    "NationalFruit PK: gives 60 t rice @700; wants 70 t chickpeas @1100",
    "Luoyang CN: gives 80 t wheat @700; wants 90 t rice @1100",
)
EVEN = ["rice 1000 t", "chickpeas 1000 t", "wheat 1000 t"]
ONE_IN_A_HUNDRED = 10_000


def cleared(asked: samarkand.Book, parties: int = 3) -> samarkand.Outcome:
    settings = samarkand.Settings(terms="listed", max_parties=parties, leg_failure=ONE_IN_A_HUNDRED)
    return samarkand.clear(asked, settings)


def test_one_giver_who_may_well_fail_does_not_spoil_the_bound() -> None:
    asked = book(*TRIANGLE, failures=["Meskay 0.5"], listed=EVEN)
    outcome = cleared(asked)
    assert outcome.summary["certificate"]["value"] == "147015.00"
    assert outcome.summary["certificate"]["bound"] == "147015.00"
    assert samarkand.check(asked, outcome) == []


@pytest.mark.parametrize("failures", [["Meskay 0.5", "wheat 0.2"], ["chickpeas 0.3", "Luoyang 0.6"]])
def test_rings_that_share_rows_are_proven_best_too(failures: list[str]) -> None:
    asked = book(*TRIANGLE, *SWAPS, failures=failures, listed=EVEN)
    outcome = cleared(asked, parties=4)
    assert float(outcome.summary["certificate"]["gap"]) <= 1
    assert samarkand.check(asked, outcome) == []


def test_where_chances_are_too_many_to_tell_apart_the_bound_is_looser_and_true(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = book(*TRIANGLE, *SWAPS, failures=["Meskay 0.5", "wheat 0.2"], listed=EVEN)
    exact = cleared(asked, parties=4).summary["certificate"]
    monkeypatch.setattr(risks, "_MOST_STATES", 1)
    outcome = cleared(asked, parties=4)
    assert float(outcome.summary["certificate"]["bound"]) > float(exact["bound"])
    assert samarkand.check(asked, outcome) == []


def test_a_price_that_is_too_low_by_little_is_found() -> None:
    asked = book(*TRIANGLE, failures=["Meskay 0.5"], listed=EVEN)
    outcome = cleared(asked)
    table = outcome.potentials
    priced = table["potential"].arg_max()
    cheaper = [
        value - (1_000_000 if row == priced else 0) for row, value in enumerate(table["potential"].to_list())
    ]
    lie = replace(outcome, potentials=table.with_columns(pl.Series("potential", cheaper)))
    assert "prices_too_low" in {found.code for found in samarkand.check(asked, lie)}
