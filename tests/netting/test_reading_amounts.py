"""How finely amounts are counted, and which are too fine, unclear or too large together."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samarkand.netting.reading import Reading, obligations_from_frame
from tests.netting.files import read, taken, the, told


def amounts(*cells: object, dtype: pl.DataType | None = None) -> Reading:
    """Return a reading of a frame of obligations with these amounts."""
    series = pl.Series("amount", cells, dtype=dtype)
    frame = pl.DataFrame({"debtor": ["Meskay"] * len(cells), "creditor": ["Astarta"] * len(cells)})
    return obligations_from_frame(frame.with_columns(series))


def counted(reading: Reading) -> tuple[int, list[int]]:
    """Return the decimals that are counted and the amounts in the smallest of them."""
    obligations = taken(reading)
    return obligations.decimals, obligations.frame["amount"].to_list()


@pytest.mark.parametrize(
    ("cells", "decimals", "minor"),
    [
        (("500", "300"), 0, [500, 300]),
        (("500.00", "300.10"), 1, [5000, 3001]),
        (("500.", ".125"), 3, [500_000, 125]),
        (("5e2", "1.25e-1"), 3, [500_000, 125]),
        (("0.000000001", "1"), 9, [1, 10**9]),
    ],
)
def test_the_finest_amount_decides(cells: tuple[str, ...], decimals: int, minor: list[int]) -> None:
    assert counted(amounts(*cells)) == (decimals, minor)


def test_whole_numbers_and_decimals_keep_theirs() -> None:
    assert counted(amounts(500, 300)) == (0, [500, 300])
    assert counted(amounts(Decimal("500.5000"), Decimal("0.2500"), dtype=pl.Decimal(20, 4))) == (
        2,
        [50050, 25],
    )
    assert counted(amounts(Decimal(5), dtype=pl.Decimal(38, 20))) == (0, [5])


def test_floats_count_as_the_numbers_they_were_written_as() -> None:
    assert counted(amounts(500.0, 300.0)) == (0, [500, 300])
    assert counted(amounts(0.1 + 0.2, 1.1 * 1.1, 638416092 * 0.01)) == (2, [30, 121, 638_416_092])
    assert counted(amounts(12_345_678.01, 5.0)) == (2, [1_234_567_801, 500])
    assert counted(amounts(0.1, 250.75, dtype=pl.Float32())) == (2, [10, 25075])
    assert counted(amounts(1e15, 0.5)) == (1, [10**16, 5])


@given(st.lists(st.integers(1, 10**14), min_size=1, max_size=5), st.integers(0, 6))
def test_text_decimals_and_floats_agree(minor: list[int], places: int) -> None:
    exact = [Decimal(number).scaleb(-places) for number in minor]
    from_text = counted(amounts(*(format(number, "f") for number in exact)))
    assert counted(amounts(*exact, dtype=pl.Decimal(38, 9))) == from_text
    assert counted(amounts(*(float(number) for number in exact))) == from_text
    assert [Decimal(number).scaleb(-from_text[0]) for number in from_text[1]] == exact


@pytest.mark.parametrize(
    "cells",
    [
        ("12345678901.50", "0.1234567891"),
        (12345678901.5, 1 / 3),
        (Decimal("12345678901.50"), Decimal("0.1234567891")),
    ],
)
def test_more_than_nine_decimals_are_refused_for_that_row_alone(cells: tuple[object, ...]) -> None:
    reading = amounts(*cells)
    assert [(found.code, found.row) for found in reading.findings] == [("number_too_fine", 2)]
    assert the("number_too_fine", reading).message.endswith("has more than 9 decimals.")


def test_amounts_are_not_counted_more_finely_for_a_number_that_is_none() -> None:
    reading = amounts("500.25", "1.2.3456", "five.000001")
    assert [found.code for found in reading.findings] == ["number_malformed", "number_malformed"]


def test_sums_beyond_64_bits_are_refused_and_their_unit_is_named(tmp_path: Path) -> None:
    large = "9000000000000000.01"
    rows = f"Meskay,Astarta,{large},PKR\nAstarta,Meskay,{large},RUB\n"
    header = "debtor,creditor,amount,unit\n"
    assert taken(read(tmp_path, header + rows)).frame.height == 2, "each unit is added up by itself"
    reading = read(tmp_path, header + rows + "AltynDan,Meskay,90000000000000000,PKR\n")
    found = the("total_too_large", reading)
    assert found.value == "PKR"
    assert found.message == (
        "All of PKR together is 99,000,000,000,000,000.01; "
        "no more than 92,233,720,368,547,758.07 can be counted."
    )
    assert "thousands" in found.remedy


def test_weights_may_not_make_sums_too_large(tmp_path: Path) -> None:
    row = "Meskay,Astarta,1000000000000"
    header = "debtor,creditor,amount,weight\n"
    assert taken(read(tmp_path, f"{header}{row},1000000\n{row},\n")).frame["weight"].to_list() == [
        1_000_000,
        1,
    ]
    reading = read(tmp_path, header + f"{row},1000000\n" * 10)
    assert told(reading) == [("weighted_total_too_large", None, "")]
    assert the("weighted_total_too_large", reading).column == "weight"


def test_points_are_unclear_where_commas_mark_decimals(tmp_path: Path) -> None:
    rows = "Meskay;Astarta;1.234\nAstarta;Meskay;1.234,50\nAstarta;Meskay;1.234.567\nMeskay;Astarta;12.5\n"
    reading = read(tmp_path, f"debtor;creditor;amount\n{rows}")
    assert [(found.code, found.row, found.remedy) for found in reading.findings] == [
        (
            "decimal_mark_unclear",
            2,
            "Write 1234 if it does; else change the commas to points and leave it.",
        ),
        ("number_decimal_comma", 3, "Write 1234.50."),
        ("number_grouped", 4, "Write 1234567."),
    ]


def test_points_alone_mark_decimals(tmp_path: Path) -> None:
    assert counted(read(tmp_path, "debtor,creditor,amount\nMeskay,Astarta,1.234\n")) == (3, [1234])
