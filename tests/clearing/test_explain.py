"""For every reason code a book that provokes it, and the limit that the terms ask for."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

import samarkand
from samarkand.clearing.reasons import REASONS
from tests.cast import GOODS, book
from tests.clearing.by_hand import ALL_RICE
from tests.depth import every, first

RICE = "Meskay PK: gives 20000 t rice @650; wants 20000 t chickpeas @760"
PULSES = "Astarta RU: gives 20000 t chickpeas @600; wants 20000 t rice @720"
AT_LIST = samarkand.Settings(terms="listed")
LIST = ["rice 690 t", "chickpeas 690 t", "wheat 250 t"]

PROVOKED = {
    "not_countable": (
        book(RICE, PULSES, "Luoyang CN: wants 5 MGM rice @700", listed=LIST),
        "Luoyang wants 1",
    ),
    "no_counterpart": (book(RICE, PULSES + "; wants 5 t wheat @300"), "Astarta wants 2"),
    "own_goods": (book("Meskay PK: gives 20000 t rice @650; wants 20000 t rice @720"), "Meskay wants 1"),
    "closed_by_restriction": (book(RICE, PULSES, restrictions=["PK>RU rice: an embargo"]), "Meskay gives 1"),
    "no_lane_in_time": (book(RICE, PULSES, lanes=["RU > PK 3 days 0"]), "Meskay gives 1"),
    "limit_too_far": (
        book(RICE, PULSES, "Luoyang CN: gives 5 t rice @900; wants 5 t chickpeas @700", listed=LIST),
        "Luoyang gives 1",
    ),
    "pool_could_not_balance": (
        book(RICE, PULSES, "Luoyang CN: gives 5 t rice @100", listed=LIST),
        "Luoyang gives 1",
    ),
    "quota_full": (book(RICE, PULSES, quotas=["rice PK>RU 5000 t"]), "Astarta wants 1"),
    "rationed": (
        book(
            RICE.replace("20000", "10000"),
            PULSES,
            "Luoyang CN: gives 1 t wheat @1; wants 1 t rice @900",
            listed=LIST,
        ),
        "Luoyang gives 1",
    ),
    "bundle_short": (
        book(
            "Meskay PK: gives 2000 t rice @400 bundle both; gives 1000 t wheat @200 bundle both; "
            "wants 1000 t chickpeas @900",
            "Astarta RU: gives 1000 t chickpeas @600; wants 2000 t rice @600",
            "Luoyang CN: gives 5 t urea @100; wants 9 t wheat @350",
            listed=LIST,
        ),
        "Meskay gives 1",
    ),
    "nobody_at_terms": (
        book(
            RICE,
            PULSES,
            "Luoyang CN: gives 5 t wheat @200; gives 5 t chickpeas @600; wants 9 t rice @900",
            "AltynDan KZ: gives 9 t rice @600; wants 9 t wheat @20; wants 9 t chickpeas @760",
            listed=LIST,
        ),
        "Luoyang gives 1",
    ),
    "exchange_not_found": (
        book(
            RICE,
            PULSES.replace("wants 20000", "wants 30000"),
            "Luoyang CN: gives 5 t rice @600; wants 9 t wheat @300",
            "AltynDan KZ: gives 9 t wheat @900; wants 9 t rice @700",
            listed=LIST,
        ),
        "Luoyang gives 1",
    ),
    "no_ring": (
        # Rice would go to Astarta and chickpeas come from Luoyang, but wheat and urea lead nowhere.
        book(
            "Meskay PK: gives 9 t rice @650; wants 9 t chickpeas @760",
            "Astarta RU: gives 9 t wheat @200; wants 9 t rice @720",
            "AltynDan KZ: gives 9 t dates @800; wants 9 t wheat @300",
            "PistachioHouse IR: gives 9 t lentils @600; wants 9 t dates @20",
            "Luoyang CN: gives 9 t chickpeas @600; wants 9 t urea @500",
            "NationalFruit PK: gives 9 t urea @9000; wants 9 t lentils @700",
            listed=[*LIST, "dates 900 t", "lentils 690 t", "urea 300 t"],
        ),
        "Meskay gives 1",
    ),
    "partner_in_wholes": (
        book(
            "Meskay PK: gives 100 t rice @650 whole yes; wants 90 t chickpeas @760",
            "Astarta RU: gives 90 t chickpeas @600; wants 100 t rice @720",
            listed=LIST,
        ),
        "Astarta gives 1",
    ),
    "national_digits": (
        book(RICE.replace("rice", "10063010"), PULSES.replace("rice", "1006309800")),
        "Astarta wants 1",
    ),
    "no_short_deal": (
        book(
            "Meskay PK: gives 2000 t rice @400; wants 1000 t chickpeas @900",
            "Astarta RU: gives 1000 t chickpeas @600; wants 3000 t wheat @350",
            "Luoyang CN: gives 3000 t wheat @200; wants 2000 t rice @600",
        ),
        "Meskay gives 1",
    ),
    "leg_too_small": (
        book(
            "Meskay PK: gives 20000 t rice @650; gives 1 t wheat @250; wants 30000 t chickpeas @760",
            "Astarta RU: gives 30000 t chickpeas @600; wants 20000 t rice @720; wants 1 t wheat @350",
            listed=[*LIST, "wheat 300 t"],
        ),
        "Meskay gives 2",
    ),
    "deal_too_small": (
        book("Meskay PK: gives 1 t rice @650; wants 1 t chickpeas @760", PULSES, listed=LIST),
        "Meskay gives 1",
    ),
    "lot_or_minimum": (
        book(
            "Meskay PK: gives 20000 t rice @650 lot 15000; wants 12000 t chickpeas @760", PULSES, listed=LIST
        ),
        "Meskay gives 1",
    ),
    "expired": (
        book("Meskay PK: gives 20000 t rice @650 until 2026-01-01; wants 20000 t chickpeas @760", PULSES),
        "Meskay gives 1",
    ),
}


def cleared(code: str) -> tuple[samarkand.Outcome, str]:
    asked, name = PROVOKED[code]
    settings = AT_LIST if asked.listed is not None else samarkand.Settings()
    most = 2 if code == "no_short_deal" else None
    leg = 100_000 if code == "leg_too_small" else None
    deal = 1_000_000 if code == "deal_too_small" else None
    limited = replace(settings, max_parties=most, smallest_leg=leg, smallest_deal=deal)
    return samarkand.clear(asked, replace(limited, as_of=date(2026, 6, 1))), name


@pytest.mark.parametrize("code", every(3, sorted(set(PROVOKED) - {"rationed"})))
def test_every_reason_is_given_where_it_is_true(code: str) -> None:
    outcome, name = cleared(code)
    assert outcome.unmatched.filter(pl.col("id") == name)["reason"].item() == code
    assert samarkand.check(PROVOKED[code][0], outcome) == []
    assert REASONS[code] in " ".join(samarkand.explain(outcome, name))


def test_the_side_that_is_too_long_is_rationed() -> None:
    crowded = book(
        RICE,
        PULSES,
        "Luoyang CN: gives 20000 t chickpeas @600; wants 20000 t rice @720",
        listed=LIST,
    )
    outcome = samarkand.clear(crowded, AT_LIST)
    rationed = outcome.unmatched.filter(reason="rationed")
    chickpeas = rationed.filter(side="offer", commodity=GOODS["chickpeas"])
    assert chickpeas["open_quantity"].sum() == ALL_RICE
    assert chickpeas["longer_by"].to_list() == [ALL_RICE] * chickpeas.height
    told = " ".join(samarkand.explain(outcome, chickpeas["id"][0]))
    assert "20,000 t more was offered at these terms than the other side took." in told
    assert samarkand.check(crowded, outcome) == []


def test_a_longer_side_is_told_in_the_unit_of_the_row() -> None:
    crowded = book(
        RICE, PULSES, "Luoyang CN: gives 9000000 kg chickpeas @0.6; wants 20000 t rice @720", listed=LIST
    )
    outcome = samarkand.clear(crowded, AT_LIST)
    told = dict(outcome.unmatched.filter(reason="rationed", side="offer").select("unit", "longer_by").rows())
    assert told.get("TNE", 9_000_000) == pytest.approx(9_000_000, abs=10)
    assert told.get("KGM", 9_000_000_000) == pytest.approx(9_000_000_000, abs=10)
    assert told
    assert samarkand.check(crowded, outcome) == []


def test_whoever_meets_only_lots_is_not_told_of_a_short_market() -> None:
    outcome, _ = cleared("partner_in_wholes")
    told = dict(outcome.unmatched.select("id", "reason").iter_rows())
    assert told["Meskay gives 1"] == "lot_or_minimum"
    assert set(told.values()) == {"lot_or_minimum", "partner_in_wholes"}


def test_every_code_has_words_and_a_book() -> None:
    assert set(PROVOKED) == set(REASONS) - {"no_listed_value"}


def with_limit(asked: samarkand.Book, name: str, limit: int) -> samarkand.Book:
    def changed(table: pl.DataFrame, key: str) -> pl.DataFrame:
        price = pl.when(pl.col(key) == name).then(pl.lit(limit, dtype=pl.Int64)).otherwise("price")
        return table.with_columns(price.alias("price"))

    return replace(asked, offers=changed(asked.offers, "offer"), wants=changed(asked.wants, "want"))


FAR = book(
    RICE,
    PULSES.replace("20000", "30000"),
    # Luoyang trades rice for chickpeas; its second rice and its wheat are priced out.
    "Luoyang CN: gives 500 t rice @650; gives 500 t rice @950; wants 900 t chickpeas @700; "
    "wants 9 t wheat @20",
    "AltynDan KZ: gives 9 t wheat @200; wants 900 t rice @900",
    listed=LIST,
)


@pytest.mark.parametrize(
    ("name", "worse"), first(1, [("Luoyang gives 2", 1), ("Luoyang wants 2", -1)], several=True)
)
def test_the_limit_to_trade_is_exact(name: str, worse: int) -> None:
    outcome = samarkand.clear(FAR, AT_LIST)
    row = outcome.unmatched.filter(pl.col("id") == name).row(0, named=True)
    assert row["reason"] == "limit_too_far"
    rates = outcome.potentials.filter((pl.col("kind") == "pool") & (pl.col("name") == "Luoyang")).row(
        0, named=True
    )
    terms = dict(outcome.terms.select("commodity", "value_per_unit").iter_rows())[row["commodity"]]

    def admitted(limit: int) -> bool:
        mine, pools = terms * rates["rate_limit"], rates["rate_terms"] * limit
        return bool(mine >= pools if worse > 0 else mine <= pools)

    assert admitted(row["limit_to_trade"])
    assert not admitted(row["limit_to_trade"] + worse)


@pytest.mark.parametrize("name", first(1, ["Luoyang wants 2", "Luoyang gives 2"]))
def test_at_its_limit_to_trade_a_row_is_no_longer_too_far(name: str) -> None:
    outcome = samarkand.clear(FAR, AT_LIST)
    needed = outcome.unmatched.filter(pl.col("id") == name)["limit_to_trade"].item()
    again = samarkand.clear(with_limit(FAR, name, needed), AT_LIST)
    assert "limit_too_far" not in again.unmatched.filter(pl.col("id") == name)["reason"].to_list()


def test_what_traded_and_what_is_left_are_both_told() -> None:
    outcome, name = cleared("quota_full")
    said = samarkand.explain(outcome, name)
    assert "received from Meskay" in said[0]
    assert len(said) == 2


def test_an_unknown_name_is_told_nothing() -> None:
    outcome, _ = cleared("quota_full")
    assert samarkand.explain(outcome, "nobody") == []
