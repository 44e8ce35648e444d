"""Things go whole: nobody hands over 180.19 lorries, a part of a pair of boots, or goods of nothing."""

from dataclasses import replace
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import samarkand
from samarkand import Settings
from samarkand.book.book import Book
from samarkand.clearing.deals import made_again
from samarkand.clearing.deals.made_again import value_of
from samarkand.clearing.outcome import Outcome
from tests.cast import (
    ALTYN_DAN,
    ASTARTA,
    LUOYANG,
    MESKAY,
    NATIONAL_FRUIT,
    PISTACHIO_HOUSE,
    SAMARKAND_SILK,
    book,
)
from tests.depth import drawn, first


def checked(firms: Book, settings_: Settings | None = None) -> Outcome:
    """Return the outcome of a book, which must pass its check."""
    outcome = samarkand.clear(firms, settings_)
    assert samarkand.check(firms, outcome) == []
    return outcome


def moved(outcome: Outcome, row: str) -> list[int]:
    """Return the thousandths the legs of an offer or a want move, ascending."""
    legs = outcome.legs.filter((pl.col("offer") == row) | (pl.col("want") == row))
    return legs["quantity"].sort().to_list()


def tractors_for_rice() -> Book:
    return book(
        f"{LUOYANG}: gives 250 pieces tractors @8000; wants 90000 t rice @700",
        f"{MESKAY}: gives 3000.55 t rice @500; wants 250 pieces tractors @12000",
    )


def test_tractors_are_whole_and_rice_takes_up_the_rest() -> None:
    outcome = checked(tractors_for_rice())
    (pieces,) = moved(outcome, "Luoyang gives 1")
    assert pieces > 100_000
    assert pieces % 1000 == 0
    assert outcome.summary["papers"]["own_price_legs"] == 0
    tractors, rice = (outcome.legs.filter(pl.col("commodity") == hs) for hs in ("870193", "100630"))
    value_per_unit = dict(outcome.terms.select("commodity", "value_per_unit").iter_rows())
    # Both legs are worth the tractors at the terms: nothing but whole pieces and whole hundredths.
    assert tractors["value"].item() == rice["value"].item()
    assert tractors["value"].item() == pieces * value_per_unit["870193"] // 10**9
    # The rice left over is less than one tractor is worth.
    left = 3_000_550 - rice["quantity"].item()
    assert left * value_per_unit["100630"] < 1000 * value_per_unit["870193"]


def things_for_things(tractors: str, others: str, values: tuple[str, str], kind: str = "845811") -> Book:
    """Return a swap of tractors and other things; ``tractors`` and ``others`` are pieces and a limit."""
    (ours, ours_at), (theirs, theirs_at) = (text.split(" @") for text in (tractors, others))
    low, high = theirs_at.split("-") if "-" in theirs_at else (theirs_at, theirs_at)
    least, most = ours_at.split("-") if "-" in ours_at else (ours_at, ours_at)
    return book(
        f"{LUOYANG}: gives {ours} pieces tractors @{least}; wants {theirs} pieces {kind} @{high}",
        f"{MESKAY}: gives {theirs} pieces {kind} @{low}; wants {ours} pieces tractors @{most}",
        listed=[f"tractors {values[0]} pieces", f"{kind} {values[1]} pieces"],
    )


def test_pieces_for_pieces_have_a_price_of_their_own_within_both_limits() -> None:
    firms = things_for_things("100 @9000-12000", "100000 @29-37", ("10001.37", "33.13"), "640399")
    outcome = checked(firms, Settings(terms="listed"))
    assert moved(outcome, "Luoyang gives 1") == [100_000]
    assert outcome.summary["papers"]["own_price_legs"] in {1, 2}
    (boots,) = moved(outcome, "Meskay gives 1")
    assert boots % 1000 == 0
    assert abs(boots - 100_000 * 10001.37 / 33.13) <= 1000


def test_a_price_beyond_a_limit_is_no_price() -> None:
    """Seven tractors would go for ten lathes to the piece; of three nobody is better off at all."""
    three = things_for_things("3 @10000", "100 @7000", ("10000", "7000"))
    outcome = checked(three, Settings(terms="listed"))
    assert outcome.legs.is_empty()
    assert set(outcome.unmatched["reason"]) <= {"lot_or_minimum", "partner_in_wholes"}
    nine = things_for_things("9 @10000", "100 @7000", ("10000", "7000"))
    outcome = checked(nine, Settings(terms="listed"))
    assert moved(outcome, "Luoyang gives 1") == [7_000]
    assert moved(outcome, "Meskay gives 1") == [10_000]


def counted_in(rows: pl.DataFrame, hs: str, unit: str) -> pl.DataFrame:
    """Return offers or wants with goods of a code counted in another unit."""
    return rows.with_columns(unit=pl.when(pl.col("hs") == hs).then(pl.lit(unit)).otherwise("unit"))


@pytest.mark.parametrize(
    ("unit", "piece"),
    first(
        2,
        [("C62", 1000), ("CEN", 10), ("HEA", 1000), ("PR", 1000), ("DZN", 1000), ("SET", 1000), ("MIL", 1)],
        several=True,
    ),
)
def test_what_is_whole_in_each_unit(unit: str, piece: int) -> None:
    firms = tractors_for_rice()
    offers, wants = (counted_in(rows, "870193", unit) for rows in (firms.offers, firms.wants))
    (pieces,) = moved(checked(replace(firms, offers=offers, wants=wants)), "Luoyang gives 1")
    assert pieces > 0
    assert pieces % piece == 0
    if piece == 10:
        assert pieces % 1000 != 0, "some hundreds and single pieces"


def test_pairs_meet_dozens_in_whole_dozens() -> None:
    firms = book(
        f"{LUOYANG}: gives 900 pieces 640399 @80; wants 900 t rice @700",
        f"{MESKAY}: gives 80.123 t rice @500; wants 900 pieces 640399 @720",
    )
    pairs, dozens = counted_in(firms.offers, "640399", "PR"), counted_in(firms.wants, "640399", "DZN")
    outcome = checked(replace(firms, offers=pairs, wants=dozens))
    (boots,) = moved(outcome, "Luoyang gives 1")
    assert outcome.legs.filter(pl.col("commodity") == "640399")["unit"].item() == "C62"
    assert boots > 0
    assert boots % 12_000 == 0


def test_an_offer_whose_lot_divides_a_piece_may_be_divided() -> None:
    firms = book(
        f"{LUOYANG}: gives 250 pieces tractors @8000 lot 0.25; wants 90000 t rice @700",
        f"{MESKAY}: gives 3000.55 t rice @500; wants 250 pieces tractors @12000",
    )
    (pieces,) = moved(checked(firms), "Luoyang gives 1")
    assert pieces % 1000 != 0
    assert pieces % 250 == 0


def test_a_thousand_tonnes_a_lot_are_thousands_of_tonnes() -> None:
    firms = book(
        f"{MESKAY}: gives 9000 t rice @650 lot 1000; wants 20000 t chickpeas @760",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 4100 t rice @720",
        f"{ALTYN_DAN}: gives 20000 t chickpeas @590; wants 3700.7 t rice @730",
    )
    outcome = checked(firms)
    assert sum(moved(outcome, "Meskay gives 1")) == 7_000_000


def test_legs_of_part_of_a_piece_are_one_deal() -> None:
    """Two lathes are paid for with two thirds of one in rice, and the rest in cotton."""
    firms = book(
        f"{LUOYANG}: gives 2 pieces 845811 @40000; wants 50 t rice @700; wants 50 t cotton @1500",
        f"{MESKAY}: gives 50 t rice @500; wants 200 t wheat @320",
        f"{SAMARKAND_SILK}: gives 50 t cotton @1100; wants 400 t wheat @320",
        f"{ALTYN_DAN}: gives 1000 t wheat @250; wants 2 pieces 845811 @52000",
        listed=["845811 45000 pieces", "rice 600 t", "cotton 1200 t", "wheat 300 t"],
    )
    outcome = checked(firms, Settings(terms="listed"))
    assert outcome.deals.select("parties", "value").rows() == [(4, 3 * 90_000_00)]
    assert moved(outcome, "Luoyang gives 1") == [2000]


def test_all_or_nothing_of_things_is_all() -> None:
    firms = book(
        f"{LUOYANG}: gives 60 pieces tractors @8000 whole yes; wants 90000 t rice @700",
        f"{MESKAY}: gives 700.7 t rice @500; wants 40 pieces tractors @12000",
        f"{NATIONAL_FRUIT}: gives 400.3 t rice @510; wants 45 pieces tractors @12500",
    )
    pieces = moved(checked(firms), "Luoyang gives 1")
    assert len(pieces) == 2
    assert sum(pieces) == 60_000


def test_things_that_fit_nowhere_do_not_keep_others_from_trading(monkeypatch: pytest.MonkeyPatch) -> None:
    """The round is allocated again without rows that stood in the way of whole deals."""
    firms = book(
        f"{SAMARKAND_SILK}: gives 665.482 t cotton @267.65; wants 1179.83 t dates @332.14",
        f"{LUOYANG}: gives 8 pieces tractors @44342.18; wants 1290 pieces 845811 @319.63",
        f"{NATIONAL_FRUIT}: gives 1212 pieces 845811 @269.31; wants 9 pieces tractors @49531.10; "
        "wants 322.134 t wheat @1362.85",
        f"{ALTYN_DAN}: gives 134.57 t chickpeas @463.85; gives 218.94 t wheat @1112.97; "
        "wants 3 pieces tractors @45449.63; wants 607.713 t cotton @318.68",
        f"{MESKAY}: gives 586.015 t rice @475.18; wants 709.488 t chickpeas @573.55",
        f"{ASTARTA}: gives 4 pieces tractors @41022.88; wants 487.771 t dates @315.88; "
        "wants 737.177 t rice @545.66",
        f"{PISTACHIO_HOUSE}: gives 1026.936 t dates @262.03; wants 3 pieces tractors @50314.29",
    )
    again = value_of(checked(firms).legs)
    monkeypatch.setattr(made_again, "_TRIES", 0)
    assert again >= 1.2 * value_of(checked(firms).legs)


def test_what_deals_leave_open_fits_into_a_swing_whichever_way() -> None:
    """A pool that owes in one deal and is owed in another needs a swing for both."""
    for seed in range(drawn(12)):
        dice = Random(seed)
        firms = book(*(lines_of(firm, dice) for firm in FIRMS))
        outcome = checked(firms)
        assert not outcome.legs.is_empty()


def lines_of(firm: str, dice: Random) -> str:
    given, *wanted = dice.sample(GOODS, 3)
    rows = []
    for side, goods in (("gives", given), ("wants", wanted[0]), ("wants", wanted[1])):
        quantity = max(1, dice.randint(20_000, 400_000) // WORTH[goods])
        unit = "t" if WORTH[goods] in {650, 700, 1500} else "pieces"
        part = dice.uniform(0.85, 1.0)
        limit = WORTH[goods] * part if side == "gives" else WORTH[goods] / part
        rows.append(f"{side} {quantity} {unit} {goods} @{limit:.2f}")
    return f"{firm} swing={dice.choice([500, 5000, 50000])}: {'; '.join(rows)}"


def with_leg(outcome: Outcome, **cells: int) -> Outcome:
    """Return the outcome with other figures in the leg of tractors."""
    is_it = pl.col("commodity") == "870193"
    changed = [pl.when(is_it).then(value).otherwise(name).alias(name) for name, value in cells.items()]
    return replace(outcome, legs=outcome.legs.with_columns(changed))


def test_a_part_of_a_piece_is_found() -> None:
    firms = tractors_for_rice()
    outcome = checked(firms)
    quantity = outcome.legs.filter(pl.col("commodity") == "870193")["quantity"].item()
    for false in (quantity - 1, quantity + 500, quantity - 1000, quantity + 1000, 0):
        codes = {fault.code for fault in samarkand.check(firms, with_leg(outcome, quantity=false))}
        assert "leg_quantity" in codes, false


GOODS = ("rice", "chickpeas", "cotton", "tractors", "845811", "640399")
WORTH = {"rice": 650, "chickpeas": 700, "cotton": 1500, "tractors": 9000, "845811": 45000, "640399": 25}
FIRMS = (MESKAY, ASTARTA, LUOYANG, ALTYN_DAN, SAMARKAND_SILK, NATIONAL_FRUIT)


@st.composite
def books_with_things(draw: st.DrawFn) -> Book:
    lines = []
    for firm in FIRMS[: draw(st.integers(2, len(FIRMS)))]:
        gives, wants = draw(st.permutations(GOODS))[:2]
        off = [draw(st.integers(-12, 12)) / 100 for _ in range(2)]
        worth = [draw(st.integers(10_000, 400_000)) for _ in range(2)]
        rows = []
        for side, goods, limit, value in (
            ("gives", gives, off[0] - 0.05, worth[0]),
            ("wants", wants, off[1] + 0.05, worth[1]),
        ):
            things = WORTH[goods] not in {650, 700, 1500}
            quantity = max(1, value // WORTH[goods]) if things else value / WORTH[goods]
            rule = draw(st.sampled_from(["", "", " whole yes", f" min {max(1, int(quantity) // 2)}"]))
            unit = "pieces" if things else "t"
            rows.append(f"{side} {quantity:.3f} {unit} {goods} @{WORTH[goods] * (1 + limit):.2f}{rule}")
        swing = draw(st.sampled_from(["", "", " swing=500", " swing=20000"]))
        lines.append(f"{firm}{swing}: {'; '.join(rows)}")
    return book(*lines)


@settings(max_examples=drawn(25), deadline=None, derandomize=True)
@given(books_with_things(), st.sampled_from([None, 2, 3]))
def test_any_book_gives_whole_things_and_a_true_outcome(firms: Book, parties: int | None) -> None:
    outcome = checked(firms, Settings(max_parties=parties))
    things = outcome.legs.filter(pl.col("unit") == "C62")["quantity"]
    assert (things % 1000 == 0).all()
    assert (outcome.legs["quantity"] > 0).all()
