"""The one swap written down without any engine: all the rice for all the chickpeas."""

from importlib import metadata
from typing import Any

import polars as pl

from samarkand.clearing.outcome import SCHEMAS, Outcome
from tests import cast

EVEN = 1000 * 10**8
ALL_RICE = 20_000_000
TWENTY_MILLION = 2_000_000_000


SETTINGS = {
    "terms": "discovered",
    "unit": "",
    "anchor_hs": "",
    "anchor_value": "1000",
    "as_of": None,
    "max_parties": None,
    "leg_failure": None,
    "seed": 0,
}

PAPERS = {
    **dict.fromkeys(("partners_median", "partners_95_in_100", "partners_most"), 1),
    "legs_per_row": "0.5000",
    "share_in_swaps": "1.0000",
    "small_legs": "0.0000",
    "own_price_legs": 0,
}


def by_hand() -> Outcome:
    """Return the one swap, written down without any engine: all the rice for all the chickpeas."""
    rates = {"Meskay": (1000 / 760, 1000 / 650), "Astarta": (1000 / 720, 1000 / 600)}
    money = "40000000.00"
    return Outcome(
        terms=_frame("terms", *(_market(hs) for hs in ("071320", "100630"))),
        deals=_frame("deals", ("1", 2, 2, 2 * TWENTY_MILLION)),
        legs=_frame("legs", _leg("Meskay", "Astarta", "100630"), _leg("Astarta", "Meskay", "071320")),
        balances=_frame("balances", *(_balance(pool, low, high) for pool, (low, high) in rates.items())),
        home_settlement=_frame("home_settlement"),
        unmatched=_frame("unmatched"),
        potentials=_frame(
            "potentials",
            ("market", "071320", 0, None, None, 1),
            ("market", "100630", 0, None, None, 1),
            ("pool", "Meskay", 0, EVEN, 650 * 10**6, 1),
            ("pool", "Astarta", 0, EVEN, 600 * 10**6, 1),
        ),
        summary={
            "format": 1,
            "status": "cleared",
            "version": metadata.version("samarkand"),
            "settings": SETTINGS,
            "book": {"name": "book", "tables": cast.swap().digests()},
            "unit_of_account": "1 TNE of 071320 = 1,000",
            "terms": {"method": "discovered"},
            "scales": {"quantity": 3, "value": 2, "price": 6, "terms": 8},
            "totals": {
                **dict.fromkeys(("legs", "parties", "parties_trading", "offers", "wants"), 2),
                **dict.fromkeys(("offers_traded", "wants_traded", "largest_deal"), 2),
                "pools_trading": 2,
                "pools_gaining": 2,
                "deals": 1,
                "value": money,
                "deals_by_parties": {"2": 1},
                "value_by_parties": {"2": money},
            },
            "certificate": {
                "scale": 1,
                "objective": "value",
                "value": money,
                "bound": money,
                "gap": "0.00",
                "method": "potentials of a circulation, over all rates",
            },
            "papers": PAPERS,
            "price_of_shortness": [],
            "if_legs_fail": [
                _stays("0.01", "39204000.00", "40000000.00", "0.0"),
                _stays("0.05", "36100000.00", "0.00", "0.1"),
                _stays("0.10", "32400000.00", "0.00", "0.2"),
            ],
            "rounding": {"value_less_quantity_times_terms": "0.00"},
        },
    )


def _frame(table: str, *rows: tuple[Any, ...]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMAS[table], orient="row")


def _market(hs: str) -> tuple[Any, ...]:
    return (hs, hs, "", "", "", "TNE", EVEN, ALL_RICE, TWENTY_MILLION)


def _leg(giver: str, taker: str, hs: str) -> tuple[Any, ...]:
    country = {"Meskay": "PK", "Astarta": "RU"}
    names = (f"{giver} gives 1", f"{taker} wants 1", giver, taker)
    return ("1", *names, hs, country[giver], country[taker], ALL_RICE, "TNE", TWENTY_MILLION, hs)


def _balance(pool: str, low: float, high: float) -> tuple[Any, ...]:
    return (pool, TWENTY_MILLION, TWENTY_MILLION, 0, 0, (low * high) ** 0.5, low, high, "")


def _stays(share: str, expected: str, low: str, undone: str) -> dict[str, str]:
    stays = {"share": share, "expected": expected, "low": low, "high": "40000000.00"}
    return stays | {"deals_undone": undone}
