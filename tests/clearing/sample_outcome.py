"""Outcomes written by hand, so that what people see is tested apart from how it was found.

``outcome_of(book, {"D1": ["rice > rice wanted: 20000"]}, {"rice": "700"})`` is one leg a line: the
offer, the want, the quantity. Values, balances and open quantities follow from the book.
"""

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.outcome import SCHEMAS, Outcome
from samarkand.core.scale import QUANTITY_DECIMALS, TERMS_DECIMALS, VALUE_DIVISOR, to_scaled, to_text
from tests.cast import ASTARTA, GOODS, MESKAY, NATIONAL_FRUIT, book, swap

Row = dict[str, Any]

ACCOUNT = "unit of account"
FAIRNESS = {"rule": "largest product of the pools' gains", "share_of_bound": 0.998503}

IF_LEGS_FAIL = [
    {
        "share": "0.01",
        "expected": "48575912.22",
        "low": "28000000.00",
        "high": "50000000.00",
        "deals_undone": "0.1",
    },
    {
        "share": "0.05",
        "expected": "43189137.50",
        "low": "22000000.00",
        "high": "50000000.00",
        "deals_undone": "0.3",
    },
    {
        "share": "0.10",
        "expected": "37114200.00",
        "low": "0.00",
        "high": "50000000.00",
        "deals_undone": "0.5",
    },
]
"""What stays of the two swaps of Moscow, one of two legs and one of four, if legs fail."""


def outcome_of(
    traded: Book,
    deals: Mapping[str, list[str]],
    terms: Mapping[str, str],
    *,
    rates: Mapping[str, tuple[float, float, float]] | None = None,
    payments: tuple[tuple[str, str, str, int, str], ...] = (),
    reasons: Mapping[str, Row] | None = None,
    unit: str = ACCOUNT,
) -> Outcome:
    """Return the outcome in which these deals were made at these terms, goods named as the cast names them.

    ``reasons`` changes cells of the unmatched rows by the id of the offer or want.
    """
    values = {GOODS.get(goods, goods): to_scaled(value, TERMS_DECIMALS) for goods, value in terms.items()}
    legs = [leg for deal, lines in deals.items() for leg in _legs(traded, deal, lines, values)]
    open_rows = _unmatched(traded, legs, reasons or {})
    return Outcome(
        terms=_frame("terms", [_terms(hs, value, legs) for hs, value in values.items()]),
        deals=_frame("deals", [_deal(deal, legs) for deal in deals]),
        legs=_frame("legs", legs),
        balances=_frame("balances", _balances(traded, legs, rates or {})),
        home_settlement=pl.DataFrame(list(payments), schema=SCHEMAS["home_settlement"], orient="row"),
        unmatched=_frame("unmatched", open_rows),
        potentials=_frame("potentials", []),
        summary=_summary(traded, legs, unit),
    )


def swapped() -> tuple[Outcome, Book]:
    """Return the one swap: all the rice against all the chickpeas."""
    legs = ["Meskay gives 1 > Astarta wants 1: 20000", "Astarta gives 1 > Meskay wants 1: 20000"]
    rates = {"Meskay": (1.0, 0.92, 1.08), "Astarta": (1.06, 0.97, 1.17)}
    return outcome_of(swap(), {"D1": legs}, {"rice": "700", "chickpeas": "700"}, rates=rates), swap()


def moscow() -> tuple[Outcome, Book]:
    """Return two swaps like those announced in Moscow in 2024; chickpeas are worth more than rice."""
    firms = book(
        f"{ASTARTA} currency=RUB: gives 35000 t chickpeas @55000 as A-chickpeas; "
        "gives 10000 t lentils @48000 as A-lentils; wants 20000 t rice @70000 as A-rice; "
        "wants 15000 t mandarins @80000 as A-mandarins; wants 10000 t potatoes @25000 as A-potatoes",
        f"{MESKAY} currency=PKR: gives 20000 t rice @180000 at PKKHI as M-rice; wants 20000 t chickpeas "
        "@212000 as M-chickpeas",
        f"{NATIONAL_FRUIT} currency=PKR: gives 15000 t mandarins @140000 at PKKHI as N-mandarins; "
        "gives 10000 t potatoes @50000 as N-potatoes; wants 15000 t chickpeas @210000 as N-chickpeas; "
        "wants 10000 t lentils @170000 as N-lentils",
    )
    deals = {
        "D1": ["M-rice > A-rice: 20000", "A-chickpeas > M-chickpeas: 17500"],
        "D2": [
            "N-mandarins > A-mandarins: 15000",
            "N-potatoes > A-potatoes: 10000",
            "A-chickpeas > N-chickpeas: 7500",
            "A-lentils > N-lentils: 8000",
        ],
    }
    terms = {"chickpeas": "800", "rice": "700", "lentils": "625", "mandarins": "600", "potatoes": "200"}
    rates = {
        "Astarta": (0.0109, 0.0101, 0.0118),
        "Meskay": (0.00363, 0.0034, 0.0039),
        "NationalFruit": (0.0037, 0.0034, 0.0042),
    }
    reasons = {
        "N-lentils": {
            "reason": "limit_too_far",
            "limit_to_trade": to_scaled("172500", 6),
            "longer_by": None,
        }
    }
    names = {"Astarta": "Astarta-Agrotrading", "Meskay": "Meskay & Femtee"}
    firms = called(firms, names | {"NationalFruit": "National Fruit Processing Factory"})
    return outcome_of(firms, deals, terms, rates=rates, reasons=reasons, unit="USD"), firms


def limited(most: int = 2) -> tuple[Outcome, Book]:
    """Return the swaps of Moscow as a round whose deals may have at most so many parties."""
    outcome, firms = moscow()
    reaches = [
        _reach(2, "50000000.00", 2, 2),
        _reach(3, "57250000.00", 4, 3),
        _reach(4, "57250000.00", 4, 3),
        _reach(None, "62500000.00", 3, 6),
    ]
    certificate = {
        "scale": 10**9,
        "value": "50000000.00",
        "bound": "50000000.00",
        "gap": "0.00",
        "method": f"prices of rows: no deal of at most {most} parties earns more than it costs",
    }
    changes = {"price_of_shortness": reaches, "if_legs_fail": IF_LEGS_FAIL}
    return said(outcome, {"max_parties": most}, certificate, changes), firms


def foreseen() -> tuple[Outcome, Book]:
    """Return the same round, chosen for the value expected to move where one leg in twenty fails."""
    outcome, firms = limited()
    expected = [
        _reach(2, "43189137.50", 2, 2),
        _reach(3, "45000000.00", 4, 3, bound="45900000.00"),
        _reach(4, "45500000.00", 4, 4, bound="46000000.00"),
    ]
    certificate = {
        "objective": "expected value",
        "value": "43189137.50",
        "bound": "43189137.53",
        "gap": "0.03",
    }
    changes = {"price_of_shortness": expected}
    return said(outcome, {"leg_failure": "0.050000"}, certificate, changes), firms


def said(outcome: Outcome, settings: Row, certificate: Row, changes: Row) -> Outcome:
    """Return the outcome with entries of its summary changed."""
    old = outcome.summary
    parts = {
        "settings": {**old["settings"], **settings},
        "certificate": {**old["certificate"], **certificate},
    }
    return replace(outcome, summary={**old, **parts, **changes})


def called(firms: Book, names: Mapping[str, str]) -> Book:
    """Return the book with the firms' names for people changed."""
    named = firms.parties.with_columns(
        pl.col("party").replace_strict(names, default=pl.col("name")).alias("name")
    )
    return replace(firms, parties=named)


def many_firms(firms: int, deals: int, seed: int = 0) -> tuple[Outcome, Book]:
    """Return swaps at random between firms of four countries; those of KZ settle as one pool."""
    dice = random.Random(seed)
    countries = ("PK", "RU", "KZ", "IR")
    values = {goods: dice.randint(100, 2000) for goods in GOODS}
    gives = {f"F{number}": dice.choice(list(GOODS)) for number in range(firms)}
    lines = [
        _random_firm(party, countries[number % len(countries)], goods, dice)
        for number, (party, goods) in enumerate(gives.items())
    ]
    written = {f"D{number + 1}": _random_swap(gives, values, dice) for number in range(deals)}
    payments = tuple(
        ("KZ", f"F{number}", f"F{number + 4}", dice.randint(10**6, 10**9), "KZT")
        for number in range(2, firms - 4, 4)
    )
    traded = book(*lines)
    terms = {goods: str(value) for goods, value in values.items()}
    return outcome_of(traded, written, terms, payments=payments), traded


def _reach(most: int | None, value: str, deals: int, largest: int, bound: str = "") -> Row:
    return {
        "max_parties": most,
        "value": value,
        "bound": bound or value,
        "deals": deals,
        "largest_deal": largest,
    }


def _random_swap(gives: Mapping[str, str], values: Mapping[str, int], dice: random.Random) -> list[str]:
    here, there = dice.sample(list(gives), 2)
    size = dice.randint(1, 20)
    return [
        f"{here} gives 1 > {there} wants 1: {values[gives[there]] * size}",
        f"{there} gives 1 > {here} wants 1: {values[gives[here]] * size}",
    ]


def _random_firm(party: str, country: str, goods: str, dice: random.Random) -> str:
    wanted = dice.choice(list(GOODS))
    pool = " pool=KZ currency=KZT" if country == "KZ" else ""
    size = dice.randint(5_000, 400_000)
    return f"{party} {country}{pool}: gives {size} t {goods} @500; wants {size} t {wanted} @600"


def _legs(traded: Book, deal: str, lines: list[str], values: Mapping[str, int]) -> list[Row]:
    offers = {row["offer"]: row for row in traded.offers.iter_rows(named=True)}
    wants = {row["want"]: row for row in traded.wants.iter_rows(named=True)}
    rows = []
    for line in lines:
        ends, _, amount = line.rpartition(": ")
        offer, _, want = ends.partition(" > ")
        giving, taking = offers[offer], wants[want]
        quantity = to_scaled(amount, QUANTITY_DECIMALS)
        rows.append(
            {
                "deal": deal,
                "offer": offer,
                "want": want,
                "from_party": giving["party"],
                "to_party": taking["party"],
                "commodity": giving["hs"],
                "from_place": giving["place"],
                "to_place": taking["place"],
                "quantity": quantity,
                "unit": giving["unit"],
                "value": quantity * values[giving["hs"]] // VALUE_DIVISOR,
                "market": giving["hs"],
            }
        )
    return rows


def _terms(hs: str, value: int, legs: list[Row]) -> Row:
    sold = [leg for leg in legs if leg["commodity"] == hs]
    return {
        "market": hs,
        "commodity": hs,
        "grade": "",
        "place": "",
        "period": "",
        "unit": "TNE",
        "value_per_unit": value,
        "traded_quantity": sum(leg["quantity"] for leg in sold),
        "traded_value": sum(leg["value"] for leg in sold),
    }


def _deal(deal: str, legs: list[Row]) -> Row:
    own = [leg for leg in legs if leg["deal"] == deal]
    parties = {leg["from_party"] for leg in own} | {leg["to_party"] for leg in own}
    value = sum(leg["value"] for leg in own)
    return {"deal": deal, "parties": len(parties), "legs": len(own), "value": value}


def _balances(traded: Book, legs: list[Row], rates: Mapping[str, tuple[float, float, float]]) -> list[Row]:
    pool_of = dict(zip(traded.parties["party"], traded.parties["pool"], strict=True))
    rows = []
    for pool, swing, currency in (
        traded.parties.select("pool", "swing", "currency").unique("pool", maintain_order=True).iter_rows()
    ):
        out = sum(leg["value"] for leg in legs if pool_of[leg["from_party"]] == pool)
        received = sum(leg["value"] for leg in legs if pool_of[leg["to_party"]] == pool)
        rate, low, high = rates.get(pool, (None, None, None))
        rows.append(
            {
                "pool": pool,
                "value_out": out,
                "value_in": received,
                "balance": out - received,
                "swing": swing,
                "rate": rate,
                "rate_low": low,
                "rate_high": high,
                "currency": currency,
            }
        )
    return rows


def _unmatched(traded: Book, legs: list[Row], changes: Mapping[str, Row]) -> list[Row]:
    rows = []
    for side, frame in (("offer", traded.offers), ("want", traded.wants)):
        for row in frame.iter_rows(named=True):
            left = row["quantity"] - sum(leg["quantity"] for leg in legs if leg[side] == row[side])
            if left > 0:
                rows.append(_open(side, row, left) | changes.get(row[side], {}))
    return rows


def _open(side: str, row: Row, left: int) -> Row:
    return {
        "id": row[side],
        "side": side,
        "party": row["party"],
        "commodity": row["hs"],
        "open_quantity": left,
        "unit": row["unit"],
        "reason": "rationed",
        "limit": row["price"],
        "limit_to_trade": None,
        "longer_by": left,
        "closed_by": "",
    }


def _summary(traded: Book, legs: list[Row], unit: str) -> Row:
    value = to_text(sum(leg["value"] for leg in legs), 2).replace(",", "")
    return {
        "format": 1,
        "status": "cleared" if legs else "nothing_cleared",
        "version": "0.1.0",
        "settings": {
            "terms": "discovered",
            "seed": 0,
            "as_of": None,
            "max_parties": None,
            "leg_failure": None,
        },
        "book": {"name": traded.name, "tables": traded.digests()},
        "unit_of_account": unit,
        "terms": {"method": "discovered", "rounds": 41, "fairness": FAIRNESS},
        "certificate": {
            "scale": 10**6,
            "value": value,
            "bound": value,
            "gap": "0",
            "method": "potentials",
            "objective": "value",
        },
        "price_of_shortness": [],
        "if_legs_fail": [],
        "rounding": {"largest_leg": "0.01"},
    }


def _frame(name: str, rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMAS[name], orient="row")
