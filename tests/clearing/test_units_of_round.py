"""The unit goods are counted in: that of rows they can meet, in which the fewest digits are lost."""

from functools import cache

import pytest

import samarkand
from samarkand.clearing.check import check
from tests.cast import ASTARTA, LUOYANG, MESKAY, book
from tests.depth import every

LIGNITE, WHEAT = "270112", "100199"
FIRMS = (
    f"{MESKAY}: gives 100 t {LIGNITE} @40.1; wants 100 t {WHEAT} @40.9",
    f"{ASTARTA}: gives 100 t {WHEAT} @40.1; wants 100 t {LIGNITE} @40.9",
)


def moved(made: samarkand.Book) -> list[tuple[str, str, int, str, int]]:
    outcome = samarkand.clear(made)
    assert check(made, outcome) == []
    return outcome.legs.select("offer", "want", "quantity", "unit", "value").rows()


@cache
def alone() -> list[tuple[str, str, int, str, int]]:
    return moved(book(*FIRMS))


@pytest.mark.parametrize(
    "jewel", every(3, ["5 CTM 710239 @300", "5 MC 710239 @1", "5 GRM 710239 @1", "1 KTN 260112 @1"])
)
@pytest.mark.parametrize("side", ["gives", "wants"])
def test_the_unit_of_other_goods_changes_nothing(jewel: str, side: str) -> None:
    assert moved(book(*FIRMS, f"{LUOYANG}: {side} {jewel}")) == alone()


def test_the_units_of_goods_that_trade_beside_change_nothing() -> None:
    beside = (
        f"{LUOYANG}: gives 500 CTM 710239 @300; wants 100 pieces tractors @1600",
        "Henan CN: gives 100 pieces tractors @1400; wants 500 CTM 710239 @350",
    )
    both = moved(book(*FIRMS, *beside))
    # What is counted as one may be another market's goods now, so values may differ; goods do not.
    assert {row[:-1] for row in alone()} < {row[:-1] for row in both}
    assert {unit for *_, unit, _ in both} == {"TNE", "CTM", "C62"}


def test_a_row_too_small_for_the_unit_of_its_goods_is_told_so_and_the_others_trade() -> None:
    made = book(*FIRMS, f"{LUOYANG}: wants 5 MGM {WHEAT} @1 as dust")
    outcome = samarkand.clear(made)
    assert check(made, outcome) == []
    assert moved(made) == alone()
    assert outcome.unmatched.filter(id="dust")["reason"].item() == "not_countable"


def test_rows_of_one_kind_of_goods_are_counted_alike() -> None:
    made = book(
        f"{MESKAY}: gives 50.5 kg {LIGNITE} @0.04; gives 100 t 270119 @40; wants 200 t {WHEAT} @45",
        f"{ASTARTA}: gives 200 t {WHEAT} @40; wants 100 t 2701 @45",
    )
    outcome = samarkand.clear(made)
    assert check(made, outcome) == []
    units = dict(outcome.terms.select("commodity", "unit").iter_rows())
    assert units == {LIGNITE: "KGM", "270119": "KGM", WHEAT: "TNE"}


def test_what_a_quota_counts_together_is_counted_in_one_unit() -> None:
    made = book(
        f"{MESKAY}: gives 60000 kg {LIGNITE} @0.04; gives 100 t {WHEAT} @40; wants 200 t rice @45",
        f"{ASTARTA}: gives 200 t rice @40; wants 60 t {LIGNITE} @45; wants 100 t {WHEAT} @45",
        quotas=["* PK> 90 t"],
    )
    outcome = samarkand.clear(made)
    assert check(made, outcome) == []
    out = outcome.legs.filter(outcome.legs["from_party"] == "Meskay")
    assert set(out["unit"]) == {"KGM"}
    assert 0 < out["quantity"].sum() <= 90_000_000
