"""What one unit of account is: a pool's money, a price list, or an anchor."""

from dataclasses import replace

import polars as pl
import pytest

import samarkand
from samarkand.core.finding import Refusal
from tests.cast import ASTARTA, MESKAY, book

MONEY = (
    "Meskay PK currency=PKR: gives 20000 t rice @65000; wants 20000 t chickpeas @76000",
    "Astarta RU currency=RUB: gives 20000 t chickpeas @48000; wants 20000 t rice @57600",
)


def value(outcome: samarkand.Outcome, commodity: str) -> float:
    return float(outcome.terms.filter(pl.col("commodity") == commodity)["value_per_unit"].item()) / 1e8


@pytest.mark.parametrize(("unit", "pool"), [("PKR", "Meskay"), ("RUB", "Astarta")])
def test_the_named_money_has_the_rate_one(unit: str, pool: str) -> None:
    outcome = samarkand.clear(book(*MONEY), samarkand.Settings(unit=unit))
    row = outcome.balances.filter(pl.col("pool") == pool).row(0, named=True)
    assert row["rate"] == 1
    assert row["rate_low"] <= 1 <= row["rate_high"]
    assert outcome.summary["unit_of_account"] == unit


def test_an_anchor_has_the_value_asked_for() -> None:
    outcome = samarkand.clear(book(*MONEY), samarkand.Settings(anchor_hs="1006", anchor_value=700 * 10**8))
    assert value(outcome, "100630") == 700


def test_without_a_choice_the_most_traded_goods_are_worth_a_thousand() -> None:
    assert 1000 in {value(samarkand.clear(book(*MONEY)), commodity) for commodity in ("100630", "071320")}


def test_discovered_terms_keep_the_sum_of_the_listed_values() -> None:
    outcome = samarkand.clear(book(*MONEY, listed=["rice 690 t", "chickpeas 710 t"]))
    listed = 20000 * 690 + 20000 * 710
    assert float(outcome.summary["totals"]["value"]) == pytest.approx(listed, rel=1e-6)


def test_listed_terms_are_those_of_the_list() -> None:
    listed = ["10 1 t", "1006 0.69 kg", "071320 700 t", "071320 710 t at RU"]
    outcome = samarkand.clear(
        book(*MONEY, listed=listed, lanes=["PK > RU 1 days 0", "RU > PK 1 days 0"]),
        samarkand.Settings(terms="listed"),
    )
    assert value(outcome, "100630") == 690, "the longest prefix, brought to the market's unit"
    assert value(outcome, "071320") == 710, "the most exact place"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (samarkand.Settings(unit="EUR"), "unit_without_pool"),
        (samarkand.Settings(anchor_hs="2709"), "anchor_without_market"),
        (samarkand.Settings(anchor_hs="1006", anchor_value=9 * 10**18), "terms_too_large"),
    ],
)
def test_what_the_book_cannot_give_is_refused_with_a_finding(asked: samarkand.Settings, code: str) -> None:
    dear = book(
        "Meskay PK currency=PKR: gives 20000 t rice @65000; wants 2000 t chickpeas @760000",
        "Astarta RU: gives 1900 t chickpeas @480000; wants 20000 t rice @57600",
    )
    with pytest.raises(Refusal) as refusal:
        samarkand.clear(dear, asked)
    assert [finding.code for finding in refusal.value.findings] == [code]
    assert refusal.value.findings[0].remedy


def test_terms_that_cannot_be_counted_name_the_row_that_made_them_so() -> None:
    slip = book(
        "Meskay PK: gives 1000000 t rice @0.000001; wants 100 t wheat @1000000",
        "Astarta RU: gives 1900 t wheat @100000; wants 200 t chickpeas @1000000",
        "Luoyang CN: gives 100 t chickpeas @100000; wants 100000 t rice @10000000",
        "NationalFruit PK: gives 10 t rice @90000; wants 10 t wheat @1000000",
    )
    with pytest.raises(Refusal) as refusal:
        samarkand.clear(slip, samarkand.Settings(anchor_hs="100199", anchor_value=9 * 10**18))
    (found,) = refusal.value.findings
    assert found.code == "terms_too_large"
    assert "offer Meskay gives 1 of Meskay at 0.000001" in found.message
    assert "withdraw it" in found.remedy


def test_one_is_the_middle_of_the_rate_and_not_its_end() -> None:
    consortium = book(
        f"{MESKAY} pool=Karachi currency=PKR: gives 100 t rice @9000",
        "NationalFruit PK pool=Karachi currency=PKR: wants 100 t chickpeas @11000",
        f"{ASTARTA} currency=RUB: gives 100 t chickpeas @90; wants 100 t rice @110",
    )
    outcome = samarkand.clear(consortium, samarkand.Settings(unit="PKR"))
    assert samarkand.check(consortium, outcome) == []
    karachi = outcome.balances.filter(pool="Karachi").row(0, named=True)
    assert karachi["rate"] == 1.0
    assert karachi["rate_low"] * karachi["rate_high"] == pytest.approx(1.0, abs=1e-9)
    (paid,) = outcome.home_settlement["amount"]
    assert paid == pytest.approx(99_498_743, abs=2), "100 t at the middle of 9,000 and 11,000, in ratios"


def test_a_rate_of_one_at_the_end_of_its_interval_is_refused() -> None:
    traded = book(*MONEY)
    outcome = samarkand.clear(traded)
    lying = outcome.balances.with_columns(
        rate=pl.when(pl.col("pool") == "Meskay").then(1.0).otherwise("rate")
    )
    settings = {**outcome.summary["settings"], "unit": "PKR"}
    lie = replace(outcome, balances=lying, summary={**outcome.summary, "settings": settings})
    assert "rate_differs" in {one.code for one in samarkand.check(traded, lie)}
