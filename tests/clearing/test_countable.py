"""What cannot be counted is refused by name: no traceback, and never "nothing cleared"."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from samarkand.book.book import Book
from samarkand.clearing.check import check
from samarkand.clearing.clear import clear
from samarkand.clearing.settings import Settings
from samarkand.core.finding import Refusal
from samarkand.core.scale import TERMS_DECIMALS
from tests.cast import ALTYN_DAN, ASTARTA, MESKAY, book
from tests.depth import every

HUGE = 9 * 10**15
NINETY_BILLION = 9 * 10**10 * 10**TERMS_DECIMALS


def swapped(tonnes: int, *, dear: int = 1, pool: str = "", **more: Any) -> Book:  # noqa: ANN401 - as `book` takes
    """Return a book in which all the rice is swapped for all the chickpeas."""
    low, high = f"{dear * 8 / 10:.6f}", f"{dear * 12 / 10:.6f}"
    return book(
        f"{MESKAY}{pool}: gives {tonnes} t rice @{low}; wants {tonnes} t chickpeas @{high}",
        f"{ASTARTA}{pool}: gives {tonnes} t chickpeas @{low}; wants {tonnes} t rice @{high}",
        **more,
    )


REFUSED: Mapping[str, tuple[Book, Settings, str]] = {
    "9e15 tonnes": (swapped(HUGE), Settings(), "value_uncountable"),
    "9e12 tonnes": (swapped(9 * 10**12), Settings(), "value_uncountable"),
    "an anchor of 9e10": (swapped(2 * 10**10), Settings(anchor_value=NINETY_BILLION), "value_uncountable"),
    "a price list of 9e7": (
        swapped(9 * 10**12, listed=["1006 90000000 t", "0713 90000000 t"]),
        Settings(terms="listed"),
        "value_uncountable",
    ),
    "a hopeless row of 9e15": (
        book(
            f"{MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760",
            f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
            f"{ALTYN_DAN}: gives {HUGE} t rice @9; wants 1 t chickpeas @1",
        ),
        Settings(),
        "value_uncountable",
    ),
    "money at home": (
        book(
            f"{MESKAY} pool=P: gives 9000000 t rice @9000000000; wants 9000000 t chickpeas @9500000000",
            "NationalFruit PK pool=P: wants 9000000 t chickpeas @9500000000",
            "SamarkandSilk PK pool=P: gives 9000000 t wheat @9000000000",
            f"{ASTARTA}: gives 90000000 t chickpeas @600; wants 90000000 t rice @800; "
            "wants 90000000 t wheat @800",
        ),
        Settings(),
        "money_uncountable",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_counted_is_refused_with_a_remedy(case: str) -> None:
    traded, settings, code = REFUSED[case]
    with pytest.raises(Refusal) as refused:
        clear(traded, settings)
    assert [finding.code for finding in refused.value.findings] == [code]
    assert all(finding.message and finding.remedy for finding in refused.value.findings)


def test_a_refusal_names_the_largest_rows() -> None:
    with pytest.raises(Refusal, match="Astarta gives 1, Meskay gives 1"):
        clear(swapped(HUGE))


def test_rows_in_grains_and_in_shiploads_stay_out_of_each_others_way() -> None:
    plain = swapped(20_000, dear=700)
    unit = pl.when(pl.col("want") == "Astarta wants 1").then(pl.lit("KTN")).otherwise(pl.lit("MC"))
    grains = plain.wants.with_columns(unit=unit, quantity=pl.lit(HUGE), price=pl.lit(1, dtype=pl.Int64))
    grainy = Book(**{**_tables(plain), "wants": grains})
    outcome = clear(grainy)
    assert outcome.summary["status"] == "nothing_cleared"
    assert outcome.unmatched.height == 4
    assert check(grainy, outcome) == []


def _tables(given: Book) -> dict[str, Any]:
    return {name: getattr(given, name) for name in Book.__dataclass_fields__}


CLEARED: Mapping[str, tuple[Book, Settings]] = {
    "an anchor of 9e10 on few goods": (swapped(20_000, dear=700), Settings(anchor_value=NINETY_BILLION)),
    "a swing of 9e16": (swapped(20_000, dear=700, pool=" swing=90000000000000000"), Settings()),
    "a swing of 9e16, short deals": (
        swapped(20_000, dear=700, pool=" swing=90000000000000000"),
        Settings(max_parties=2),
    ),
    "a quota of 9e15": (swapped(20_000, dear=700, quotas=[f"rice PK>RU {HUGE} t"]), Settings()),
}


@pytest.mark.parametrize("case", every(3, CLEARED))
def test_a_large_number_that_does_no_harm_changes_nothing(case: str) -> None:
    traded, settings = CLEARED[case]
    outcome = clear(traded, settings)
    assert outcome.summary["status"] == "cleared"
    assert check(traded, outcome) == []
