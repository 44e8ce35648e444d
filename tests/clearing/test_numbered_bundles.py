"""Bundles and rows traded whole as the economy numbers them, and how likely each offer is to fail."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from samarkand.book.book import Book
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.failures import leg_failures
from samarkand.clearing.economy.markets import build_economy
from tests.cast import ASTARTA, MESKAY, NATIONAL_FRUIT, book, swap

NAMES = ("offer", "party", "party_number")
"""Columns that tell who: a party's number is that of its name among all."""

FRUIT = (
    f"{NATIONAL_FRUIT}: gives 15000 t mandarins @600 bundle Astana; gives 10000 t potatoes @250 bundle Astana"
    "{}; wants 15000 t chickpeas @760 bundle Astana whole yes; wants 10000 t lentils @900 bundle Astana"
)
PULSES = (
    f"{ASTARTA}: gives 15000 t chickpeas @600; gives 10000 t lentils @700"
    "; wants 15000 t mandarins @700; wants 10000 t potatoes @300"
)


def economy(whole: Book, as_of: date | None = None) -> Economy:
    return build_economy(whole, as_of)


def bundle_of(rows: pl.DataFrame, bundles: pl.DataFrame, side: str) -> dict[str, tuple[str, str] | None]:
    """Return for each row the code and party of its bundle."""
    named = bundles.select("bundle", "party").rows()
    return {
        name: None if number is None else named[number] for name, number in rows.select(side, "bundle").rows()
    }


def test_a_book_without_bundles_has_none() -> None:
    made = economy(swap())
    assert made.bundles.is_empty()
    assert made.bundles.schema == {
        "bundle": pl.String, "party": pl.String, "side": pl.String, "rows": pl.Int64, "whole": pl.Boolean,
    }  # fmt: skip
    for rows in (made.offers, made.wants):
        assert rows["bundle"].dtype == pl.Int64
        assert rows["bundle"].null_count() == rows.height


def test_the_rows_of_one_party_and_side_with_one_code_are_a_bundle() -> None:
    made = economy(book(FRUIT.format(""), PULSES))
    assert made.bundles.rows() == [
        ("Astana", "NationalFruit", "offer", 2, False),
        ("Astana", "NationalFruit", "want", 2, True),
    ]
    assert set(made.offers.filter(pl.col("party") == "NationalFruit")["bundle"]) == {0}
    assert set(made.wants.filter(pl.col("party") == "NationalFruit")["bundle"]) == {1}
    assert made.offers.filter(pl.col("party") == "Astarta")["bundle"].null_count() == 2


def test_a_code_two_parties_use_is_two_bundles() -> None:
    made = economy(
        book(
            FRUIT.format(""),
            f"{MESKAY}: gives 20000 t rice @650 bundle Astana; gives 100 t dates @900 bundle Astana",
            PULSES + "; wants 20000 t rice @720; wants 100 t dates @1000",
        )
    )
    giving = bundle_of(made.offers, made.bundles, "offer")
    assert giving["Meskay gives 1"] == giving["Meskay gives 2"] == ("Astana", "Meskay")
    assert giving["NationalFruit gives 1"] == ("Astana", "NationalFruit")


def test_a_bundle_counts_the_rows_that_are_left_out_too() -> None:
    late = economy(book(FRUIT.format(" until 2026-10-31"), PULSES), date(2026, 11, 1))
    assert late.bundles.filter(pl.col("side") == "offer")["rows"].to_list() == [2]
    assert late.offers.filter(pl.col("bundle").is_not_null())["offer"].to_list() == ["NationalFruit gives 1"]


def test_a_bundle_of_which_nothing_is_left_stands_last() -> None:
    barred = f"{MESKAY}: gives 2 t rice @650 bundle A; gives 1 t dates @900 bundle A; wants 1 t lentils @9000"
    made = economy(book(barred, FRUIT.format(""), PULSES, restrictions=["Meskay: sanctioned"]))
    assert made.bundles["party"].to_list() == ["NationalFruit", "NationalFruit", "Meskay"]


def test_the_names_of_bundles_do_not_matter() -> None:
    firms = (
        "{} PK: gives 20 t rice @650 bundle {}; gives 10 t dates @900 bundle {}",
        "{} PK: gives 30 t rice @650 bundle {}; gives 20 t dates @900 bundle {}",
    )
    taker = f"{ASTARTA}: gives 90 t chickpeas @600; wants 50 t rice @720; wants 30 t dates @1000"
    lines = [firm.format(name, name, name) for firm, name in zip(firms, "AB", strict=True)]
    turned = [firm.format(name, name, name) for firm, name in zip(firms, "BA", strict=True)]
    one, other = economy(book(*lines, taker)), economy(book(*turned, taker))
    assert one.offers.drop(NAMES).equals(other.offers.drop(NAMES))
    assert one.bundles["party"].to_list() == ["A", "B"]
    assert other.bundles["party"].to_list() == ["B", "A"]


def test_a_row_traded_whole_has_its_quantity_as_minimum() -> None:
    made = economy(
        book(
            f"{MESKAY}: gives 20000 t rice @650 min 5 whole yes; wants 500 kg chickpeas @1 whole yes",
            f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720 min 7",
        )
    )
    assert made.offers.select("offer", "min_quantity").rows() == [
        ("Astarta gives 1", None),
        ("Meskay gives 1", 20_000_000),
    ]
    assert dict(made.wants.select("want", "min_quantity").rows()) == {
        "Astarta wants 1": 7_000,
        "Meskay wants 1": 500_000,
    }


def test_a_whole_bundle_leaves_the_minimum_of_its_rows_alone() -> None:
    made = economy(book(FRUIT.format(""), PULSES))
    assert made.wants["min_quantity"].null_count() == made.wants.height


class TestFailures:
    """The most specific row of the table of failures holds for a leg's giver and goods."""

    firms = (
        f"{MESKAY}: gives 20 t rice @650; gives 10 t 100640 @300; gives 5 t dates @900",
        f"{NATIONAL_FRUIT}: gives 7 t rice @650",
        f"{ASTARTA}: wants 90 t 1006 @720; wants 10 t dates @1000",
    )
    rice, broken, dates, other = "Meskay gives 1", "Meskay gives 2", "Meskay gives 3", "NationalFruit gives 1"

    def failing(self, *failures: str, otherwise: int = 0) -> dict[str, int]:
        whole = book(*self.firms, failures=failures)
        made = economy(whole)
        return dict(zip(made.offers["offer"], leg_failures(whole, made, otherwise).tolist(), strict=True))

    def test_without_rows_the_rounds_own_holds(self) -> None:
        assert set(self.failing(otherwise=50_000).values()) == {50_000}

    @pytest.mark.parametrize("turned", [False, True])
    def test_party_and_goods_go_before_party_before_goods_before_all(self, turned: bool) -> None:  # noqa: FBT001
        rows = ["0.01", "1006 0.02", "100630 0.03", "Meskay 0.04", "Meskay 10 0.05", "Meskay rice 0.06"]
        found = self.failing(*(reversed(rows) if turned else rows), otherwise=900_000)
        assert found == {self.rice: 60_000, self.broken: 50_000, self.dates: 40_000, self.other: 30_000}

    def test_what_no_row_speaks_of_is_left_to_the_round(self) -> None:
        found = self.failing("Meskay 1006 0.2", "dates 0", otherwise=10_000)
        assert found == {self.rice: 200_000, self.broken: 200_000, self.dates: 0, self.other: 10_000}

    def test_a_longer_code_than_the_goods_does_not_speak_of_them(self) -> None:
        assert set(self.failing("10063010 0.2", "0804100000 0.2").values()) == {0}

    def test_an_economy_without_offers_has_no_failures(self) -> None:
        whole = book(*self.firms, failures=["0.01"])
        made = economy(whole)
        assert leg_failures(whole, replace(made, offers=made.offers.clear()), 5).tolist() == []
