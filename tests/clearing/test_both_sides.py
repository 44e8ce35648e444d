"""Parties on both sides of a market: they trade with everybody there but themselves."""

from collections.abc import Iterator
from itertools import product
from random import Random

import numpy as np
import polars as pl
import pytest

import samarkand
from samarkand.clearing.deals.cut import cut_flows
from samarkand.clearing.economy.markets import build_economy
from samarkand.clearing.outcome import BETWEEN
from tests.cast import book
from tests.clearing.test_markets import clear, reason, trades
from tests.depth import drawn, first

AT_LIST = samarkand.Settings(terms="listed")
EVEN = ["rice 1 t", "chickpeas 1 t"]
OWN_GOODS = (
    "Meskay PK: gives 100 t rice @0.5; wants 60 t rice @2; wants 60 t chickpeas @2",
    "Astarta RU: gives 60 t chickpeas @0.5; wants 60 t rice @2; gives 5 t rice @9",
)
"""The mill has more rice than the other wants, and could only take the rest itself."""


def mill_between(rice_wanted: int) -> samarkand.Book:
    """Return a book in which a mill sells rice to one and buys another's; so much a third firm wants."""
    return book(
        "Meskay PK: gives 100 t rice @0.5; wants 100 t rice @2",
        "AltynDan KZ: gives 100 t rice @0.5; wants 100 t chickpeas @2",
        f"Astarta RU: gives 100 t chickpeas @0.5; wants {rice_wanted} t rice @2",
        listed=EVEN,
    )


def within(outcome: samarkand.Outcome) -> pl.DataFrame:
    return outcome.legs.filter(pl.col("from_party") == pl.col("to_party"))


def test_a_house_that_quotes_both_ways_trades_both_ways() -> None:
    """Who sells above what it buys at is on one side at a time: of the two, here on either once."""
    house = "Luoyang CN: gives 9000 t rice @650; wants 9000 t rice @630; {}"
    sells = clear(
        house.format("wants 9000 t chickpeas @700"),
        "Astarta RU: gives 9000 t chickpeas @600; wants 9000 t rice @720",
    )
    buys = clear(
        house.format("gives 9000 t chickpeas @600"),
        "Meskay PK: gives 9000 t rice @500; wants 9000 t chickpeas @720",
    )
    assert ("Luoyang gives 1", "Astarta wants 1") in trades(sells)
    assert ("Meskay gives 1", "Luoyang wants 1") in trades(buys)


def test_who_buys_the_goods_it_sells_stands_between_two_others() -> None:
    """The mill's own rice is not what it wants; it sells it to one and buys another's."""
    outcome = samarkand.clear(mill_between(100), AT_LIST)
    assert within(outcome).is_empty()
    assert outcome.summary["totals"]["value"] == "300.00"
    assert outcome.summary["certificate"]["gap"] == "0.00"


def test_what_a_party_could_only_take_from_itself_stays_and_is_said() -> None:
    outcome = samarkand.clear(book(*OWN_GOODS, listed=EVEN), AT_LIST)
    assert outcome.summary["totals"]["value"] == "120.00"
    assert reason(outcome, "Meskay gives 1") == "own_goods"
    assert reason(outcome, "Meskay wants 1") == "own_goods"


@pytest.mark.parametrize(
    ("others", "offer", "want"),
    [
        ("Astarta RU: wants 5 t rice @900", None, "own_goods"),
        ("Astarta RU: gives 5 t rice @500", "own_goods", None),
        ("Astarta RU: wants 5 t wheat @900", "own_goods", "own_goods"),
    ],
)
def test_own_goods_is_told_where_nobody_else_is_on_the_other_side(
    others: str, offer: str | None, want: str | None
) -> None:
    outcome = clear("Meskay PK: gives 100 t rice @650; wants 100 t rice @720", others)
    for name, expected in (("Meskay gives 1", offer), ("Meskay wants 1", want)):
        assert (reason(outcome, name) == "own_goods") == (expected == "own_goods")


def test_two_parties_of_one_pool_trade_in_the_market_one_of_them_is_on_both_sides_of() -> None:
    outcome = samarkand.clear(
        book(
            "Meskay PK pool=Home: gives 100 t rice @0.5; wants 100 t rice @2",
            "NationalFruit PK pool=Home: gives 40 t rice @0.5; wants 40 t rice @2",
            listed=EVEN,
        ),
        AT_LIST,
    )
    assert within(outcome).is_empty()
    assert outcome.summary["totals"]["value"] == "80.00"


@pytest.mark.parametrize("parties", first(1, [3, 2]))
def test_short_deals_have_no_leg_within_a_party(parties: int) -> None:
    firms = mill_between(50)
    outcome = samarkand.clear(firms, samarkand.Settings(terms="listed", max_parties=parties))
    assert within(outcome).is_empty()
    assert float(outcome.summary["totals"]["value"]) == {2: 100.0, 3: 150.0}[parties]
    assert samarkand.check(firms, outcome) == []


def test_a_swap_of_a_party_with_itself_is_not_cut() -> None:
    """Meskay gives and takes rice and chickpeas: the way back from each to the other is its own."""
    economy = build_economy(
        book(
            "Meskay PK: gives 5 t rice @1; gives 5 t chickpeas @1; wants 5 t rice @2; wants 5 t chickpeas @2",
            "Astarta RU: gives 1 t rice @1; wants 1 t rice @2; gives 1 t 071320 @1; wants 1 t 071320 @2",
        ),
        None,
    )
    giving = np.where(economy.offers["party"] == "Meskay", 5, 1)
    taking = np.where(economy.wants["party"].gather(economy.alternatives["want"]) == "Meskay", 5, 1)
    rings = cut_flows(economy, giving, taking, 2)
    giver = economy.offers["party"].gather(rings["offer"])
    taker = economy.wants["party"].gather(economy.alternatives["want"].gather(rings["alternative"]))
    assert not (giver == taker).any()
    assert rings["value"].sum() == 4


def test_a_price_that_keeps_a_party_from_itself_is_part_of_the_proof() -> None:
    firms = book(*OWN_GOODS, listed=EVEN)
    outcome = samarkand.clear(firms, AT_LIST)
    own = outcome.potentials.filter(kind="own")
    assert own["name"].to_list() == [f"100630{BETWEEN}Meskay"]
    for potentials in (
        outcome.potentials.filter(pl.col("kind") != "own"),
        pl.concat([outcome.potentials, own]),
        _with(outcome.potentials, pl.col("potential") // 2),
        _with(outcome.potentials, pl.lit(0)),
        outcome.potentials.with_columns(pl.col("name").str.replace(BETWEEN, " ")),
        outcome.potentials.with_columns(pl.col("name").str.replace("Meskay", "Nobody")),
    ):
        lie = samarkand.Outcome(**{**outcome.tables(), "potentials": potentials}, summary=outcome.summary)
        codes = {finding.code for finding in samarkand.check(firms, lie)}
        assert codes & {"certificate_differs", "unknown_name", "name_twice"}


def _with(potentials: pl.DataFrame, price: pl.Expr) -> pl.DataFrame:
    own = pl.col("kind") == "own"
    return potentials.with_columns(potential=pl.when(own).then(price).otherwise("potential").cast(pl.Int64))


def test_nothing_larger_exists_in_any_of_many_tiny_books() -> None:
    """Every way to pair off whole tonnes of a few rows is tried."""
    dice, books, both = Random(3), drawn(60), 0
    for _ in range(books):
        firms = _tiny(dice)
        tiny = book(*(_line(name, rows) for name, rows in firms.items()), listed=EVEN)
        outcome = samarkand.clear(tiny, AT_LIST)
        assert samarkand.check(tiny, outcome) == []
        assert float(outcome.summary["totals"]["value"]) == _most(firms)
        both += outcome.potentials.filter(kind="own").height > 0
    assert both > books // 12


Rows = list[tuple[str, str, int]]
"""gives or wants, goods, tonnes."""


def _tiny(dice: Random) -> dict[str, Rows]:
    names = ("Meskay", "Astarta", "AltynDan")
    return {
        name: [
            (side, dice.choice(("rice", "rice", "chickpeas")), dice.randint(1, 2))
            for side in dice.choice((("gives", "wants"), ("gives", "wants"), ("gives", "wants", "wants")))
        ]
        for name in names
    }


def _line(name: str, rows: Rows) -> str:
    trades = (f"{side} {tonnes} t {goods} @{0.5 if side == 'gives' else 2}" for side, goods, tonnes in rows)
    return f"{name} PK: {'; '.join(trades)}"


def _most(firms: dict[str, Rows]) -> int:
    gives = [(name, *row[1:]) for name, rows in firms.items() for row in rows if row[0] == "gives"]
    wants = [(name, *row[1:]) for name, rows in firms.items() for row in rows if row[0] == "wants"]
    ways = [
        (giving, taking)
        for giving, (giver, goods, _) in enumerate(gives)
        for taking, (taker, wanted, _) in enumerate(wants)
        if giver != taker and goods == wanted
    ]
    return max(sum(amounts) for amounts in _balanced(gives, wants, ways))


def _balanced(
    gives: list[tuple[str, str, int]], wants: list[tuple[str, str, int]], ways: list[tuple[int, int]]
) -> Iterator[tuple[int, ...]]:
    """Yield the tonnes on each way that keep every row's quantity and balance every firm."""
    for amounts in product(*(range(1 + min(gives[one][2], wants[other][2])) for one, other in ways)):
        given, taken = [0] * len(gives), [0] * len(wants)
        net = dict.fromkeys((row[0] for row in (*gives, *wants)), 0)
        for amount, (one, other) in zip(amounts, ways, strict=True):
            given[one] += amount
            taken[other] += amount
            net[gives[one][0]] += amount
            net[wants[other][0]] -= amount
        fits = all(g <= row[2] for g, row in zip(given, gives, strict=True)) and all(
            t <= row[2] for t, row in zip(taken, wants, strict=True)
        )
        if fits and not any(net.values()):
            yield amounts
