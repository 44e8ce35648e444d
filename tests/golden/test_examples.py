"""Each example still comes out as its folder says."""

from functools import cache

import polars as pl
import pytest

from samarkand.book.reading import read_book
from samarkand.clearing.check import check
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import SCHEMAS, Outcome
from samarkand.clearing.settings import Settings
from samarkand.core.scale import QUANTITY_DECIMALS
from tests.golden.expected import EXAMPLES, SETTINGS, as_text, clear_example

FILES = [f"{table}.csv" for table in SCHEMAS] + ["outcome.json"]

outcome_of = cache(clear_example)


@pytest.mark.parametrize("file_name", FILES)
@pytest.mark.parametrize("example", SETTINGS)
def test_an_example_comes_out_as_expected(example: str, file_name: str) -> None:
    expected = (EXAMPLES / example / "expected" / file_name).read_text(encoding="utf-8")
    assert as_text(outcome_of(example))[file_name] == expected


@pytest.mark.parametrize("example", SETTINGS)
def test_an_example_is_proven_true(example: str) -> None:
    book = read_book(EXAMPLES / example).book
    assert book is not None
    assert check(book, outcome_of(example)) == []


def test_every_example_is_golden() -> None:
    folders = sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir())
    assert folders == sorted([*SETTINGS, "maths-trade", "netting"])


def test_one_swap_moves_everything() -> None:
    assert traded("one-swap") == {"100630": 20_000, "071320": 20_000}


def test_moscow_rice_contract_is_reproduced_and_fruit_buys_fewer_pulses_than_announced() -> None:
    moved = traded("astana-2024")
    assert moved["100630"] == pytest.approx(19_706, abs=20), "nearly all, at 0.985 t of rice a tonne"
    assert moved["080521"] == 15_000
    assert moved["070190"] == 10_000
    pulses_for_rice = received("astana-2024", "MESKAY")
    pulses_for_fruit = received("astana-2024", "NFPF")
    assert pulses_for_rice == 20_000
    # No bargain over quantities alone has a larger product of gains: so says the bound, a program of its own.
    assert outcome_of("astana-2024").summary["terms"]["fairness"]["share_of_bound"] >= 0.999
    assert outcome_of("astana-2024").summary["totals"]["pools_gaining"] == 3
    assert abs(pulses_for_fruit - 16_010) <= 20


def test_moscow_fruit_contract_cannot_be_made_tonne_for_tonne() -> None:
    book = read_book(EXAMPLES / "astana-2024").book
    assert book is not None
    listed = clear(book, Settings(terms="listed"))
    assert sums(listed, "to_party") == {"MESKAY": 20_000, "ASTARTA": 20_000}


def test_the_round_of_seven_countries_shows_what_it_promises() -> None:
    outcome = outcome_of("sco-round")
    moved = traded("sco-round")
    assert moved["270900"] == 100_000, "the cargo goes whole"
    assert (outcome.deals["parties"] == 3).any(), "three-party deals"
    assert {"INDUS", "VOLGA", "KZCLEARING"} <= set(outcome.home_settlement["pool"]), "paid at home"
    assert dict(outcome.balances.select("pool", "balance").filter(pl.col("balance") != 0).iter_rows()) == {
        "KZCLEARING": 1_500_000_00,
        "UGRAUREA": -1_500_000_00,
    }, "the swing is used"
    reasons = set(outcome.unmatched["reason"])
    assert {
        "no_counterpart",
        "closed_by_restriction",
        "no_lane_in_time",
        "limit_too_far",
        "pool_could_not_balance",
        "quota_full",
        "rationed",
    } <= reasons
    parties_trading = outcome.summary["totals"]["parties_trading"]
    assert parties_trading > outcome.summary["totals"]["parties"] / 2


def traded(example: str) -> dict[str, float]:
    """Return the tonnes or pieces that moved, by commodity, to the nearest whole one."""
    return sums(outcome_of(example), "commodity")


def received(example: str, party: str) -> float:
    return sums(outcome_of(example), "to_party").get(party, 0)


def sums(outcome: Outcome, column: str) -> dict[str, float]:
    rows = outcome.legs.group_by(column).agg(pl.col("quantity").sum()).iter_rows()
    return {str(key): round(quantity / 10**QUANTITY_DECIMALS) for key, quantity in rows}
