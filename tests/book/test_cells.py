"""What a cell may look like, and what is advised where it may not."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samarkand.book.cells_code import countries, hs_codes, places, units
from samarkand.book.cells_date import to_dates
from samarkand.book.cells_flag import to_flags
from samarkand.book.cells_number import to_scale
from samarkand.book.cells_share import to_shares
from samarkand.book.fault import Fault
from samarkand.core.scale import LARGEST, to_scaled


def codes(faults: list[Fault]) -> list[str]:
    return [fault.code for fault in faults if fault.exists()]


def remedy(faults: list[Fault], value: str) -> str:
    made = next(fault.remedy for fault in faults if fault.exists())
    assert made is not None
    return made(value)


def texts(*cells: str | None) -> pl.Series:
    return pl.Series(cells, dtype=pl.String)


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [
        ("20000", 20_000_000),
        ("650.5", 650_500),
        ("650.500", 650_500),
        ("650.5000000", 650_500),
        (".5", 500),
        ("5.", 5_000),
        ("+5", 5_000),
        ("2E+4", 20_000_000),
        ("5e-3", 5),
        ("-0.001", -1),
        ("9223372036854775.807", LARGEST),
    ],
)
def test_a_number_is_read_exactly(text: str, thousandths: int) -> None:
    numbers, faults = to_scale(texts(text, None), 3)
    assert numbers.to_list() == [thousandths, None]
    assert codes(faults) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("650,5", "number_decimal_comma"),
        ("1.234,56", "number_decimal_comma"),
        ("1 234,56", "number_decimal_comma"),
        ("20,000", "number_grouped"),
        ("20 000", "number_grouped"),
        ("20\u00a0000", "number_grouped"),
        ("1'234'567.5", "number_grouped"),
        ("1.234.567", "number_grouped"),
        ("12,34,567.50", "number_grouped"),
        ("۱۲۳۴", "number_malformed"),
        ("0.0001", "number_too_fine"),
        ("1e-4", "number_too_fine"),
        ("9223372036854775.808", "number_too_large"),
        ("1" + "0" * 60, "number_too_large"),
        ("1e99", "number_too_large"),
        ("1e999999999", "number_malformed"),
        ("NaN", "number_malformed"),
        ("inf", "number_malformed"),
        ("0x10", "number_malformed"),
        ("1_000", "number_grouped"),
        ("20 t", "number_malformed"),
    ],
)
def test_a_number_that_cannot_be_counted_is_named(text: str, code: str) -> None:
    numbers, faults = to_scale(texts("1", text), 3)
    assert codes(faults) == [code]
    assert numbers.to_list() == [1_000, None]


def test_the_remedy_for_a_comma_is_the_number_as_it_should_be_written() -> None:
    assert remedy(to_scale(texts("1.234,56"), 3)[1], "1.234,56") == "Write 1234.56."
    assert (
        remedy(to_scale(texts("20,000"), 3)[1], "20,000")
        == "Write 20000; if the comma marks decimals, 20.000."
    )
    assert remedy(to_scale(texts("20 000"), 3)[1], "20 000") == "Write 20000."
    assert remedy(to_scale(texts("1,234.5"), 3)[1], "1,234.5") == "Write 1234.5."
    assert remedy(to_scale(texts("1.234.567"), 3)[1], "1.234.567") == "Write 1234567."
    assert remedy(to_scale(texts("12,34,567"), 3)[1], "12,34,567") == "Write 1234567."


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**15), max_value=10**15))
def test_text_decimals_and_the_standard_library_agree(number: Decimal) -> None:
    expected = to_scaled(str(number), 3)
    as_text, text_faults = to_scale(texts(str(number)), 3)
    as_decimal, decimal_faults = to_scale(pl.Series([number], dtype=pl.Decimal(38, 3)), 3)
    assert as_text.to_list() == as_decimal.to_list() == [expected]
    assert codes([*text_faults, *decimal_faults]) == []


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_a_float_within_a_hair_of_its_scale_is_taken(thousandths: int) -> None:
    noisy = pl.Series([thousandths / 1000, thousandths / 1000 * (1 + 2e-16)])
    numbers, faults = to_scale(noisy, 3)
    assert numbers.to_list() == [thousandths, thousandths]
    assert codes(faults) == []


@pytest.mark.parametrize("number", [0.0005, 650.0004, 123_456_789.1235])
def test_a_float_off_its_scale_is_a_finding(number: float) -> None:
    assert codes(to_scale(pl.Series([number]), 3)[1]) == ["number_too_fine"]


def test_sums_of_floats_are_whole_again() -> None:
    assert to_scale(pl.Series([0.1 + 0.2]), 6)[0].to_list() == [300_000]


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_a_float_that_is_no_number_is_a_finding(number: float) -> None:
    assert codes(to_scale(pl.Series([number]), 3)[1]) == ["number_malformed"]


@pytest.mark.parametrize(
    "cells",
    [
        pl.Series([1e300]),
        pl.Series([2**63 - 1], dtype=pl.Int64),
        pl.Series([2**64 - 1], dtype=pl.UInt64),
        pl.Series([Decimal(10) ** 30], dtype=pl.Decimal(38, 0)),
    ],
)
def test_a_number_beyond_64_bits_is_a_finding_in_every_type(cells: pl.Series) -> None:
    numbers, faults = to_scale(cells, 3)
    assert codes(faults) == ["number_too_large"]
    assert numbers.to_list() == [None]


def test_decimals_of_a_finer_scale_must_be_exact() -> None:
    numbers, faults = to_scale(pl.Series(["1.5000", "1.5001"]).cast(pl.Decimal(20, 4)), 3)
    assert numbers.to_list() == [1_500, None]
    assert codes(faults) == ["number_too_fine"]


@pytest.mark.parametrize(
    "cell",
    ["2026-11-30", "2026-11-30 00:00:00", "2026-11-30T09:30:00", "46356", "46356.0"],
)
def test_dates_and_excel_serials_are_the_same_day(cell: str) -> None:
    dates, faults = to_dates(texts(cell))
    assert dates.to_list() == [date(2026, 11, 30)]
    assert codes(faults) == []


def test_typed_dates_are_taken_as_they_are() -> None:
    assert to_dates(pl.Series([datetime(2026, 11, 30, 8)]))[0].to_list() == [date(2026, 11, 30)]  # noqa: DTZ001
    assert to_dates(pl.Series([date(2026, 11, 30)]))[0].to_list() == [date(2026, 11, 30)]
    assert to_dates(pl.Series([46356]))[0].to_list() == [date(2026, 11, 30)]


def test_a_date_with_points_is_advised_and_one_with_slashes_is_not_guessed() -> None:
    assert remedy(to_dates(texts("5.11.2026"))[1], "5.11.2026") == "Write 2026-11-05."
    assert remedy(to_dates(texts("05/11/2026"))[1], "05/11/2026") == "Write year-month-day: 2026-11-30."


@pytest.mark.parametrize(
    "hs", ["10", "1006", "10063", "100630", "1006.30", "1006 30 00", "10063000", "1006309200"]
)
def test_hs_codes_are_digits_whatever_stands_between(hs: str) -> None:
    cells, faults = hs_codes(texts(hs))
    assert cells.to_list() == [hs.replace(".", "").replace(" ", "")]
    assert codes(faults) == []


@pytest.mark.parametrize(
    ("hs", "code"),
    [
        ("713", "hs_leading_zero"),
        ("71320", "hs_leading_zero"),
        ("7132000", "hs_leading_zero"),
        ("1006.0", "hs_is_number"),
        ("1006.3", "hs_is_number"),
        ("90111", "hs_ambiguous"),
        ("100", "hs_unknown"),
        ("101010", "hs_unknown"),
        ("999999", "hs_unspecified"),
        ("9999990000", "hs_unspecified"),
        ("1", "hs_malformed"),
        ("rice", "hs_malformed"),
        ("12345678901", "hs_malformed"),
    ],
)
def test_an_hs_code_that_does_not_exist_is_named(hs: str, code: str) -> None:
    assert codes(hs_codes(texts(hs))[1]) == [code]


def test_the_remedy_for_a_lost_zero_is_the_code_with_it() -> None:
    assert remedy(hs_codes(texts("71320"))[1], "71320").startswith("Write 071320")
    assert "090111" in remedy(hs_codes(texts("90111"))[1], "90111")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Russia", "RU"),
        ("Turkey", "TR"),
        ("UK", "GB"),
        ("iran", "IR"),
        ("Vietnam", "VN"),
        ("Pakistan", "PK"),
        ("Tanzania", "TZ"),
        ("South  Korea", "KR"),
        ("Россия", "RU"),
    ],
)
def test_the_remedy_for_a_country_is_its_code(written: str, meant: str) -> None:
    assert remedy(countries(texts(written))[1], written) == f"Write {meant}."


def test_what_two_countries_are_called_is_no_remedy() -> None:
    assert remedy(countries(texts("Virgin Islands"))[1], "Virgin Islands") == ""


def test_places_and_units_may_be_in_small_letters() -> None:
    assert places(texts("pk khi", "ru"))[0].to_list() == ["PKKHI", "RU"]
    assert units(texts("tne"))[0].to_list() == ["TNE"]


@pytest.mark.parametrize(
    ("written", "meant"), [("tonnes", "TNE"), ("т", "TNE"), ("pcs", "C62"), ("m³", "MTQ")]
)
def test_the_remedy_for_a_unit_is_its_code(written: str, meant: str) -> None:
    _, faults = units(texts(written))
    assert codes(faults) == ["unit_unknown"]
    assert remedy(faults, written).startswith(f"Write {meant}")


@pytest.mark.parametrize("written", ["USD", "CEL", "KMH"])
def test_money_and_rates_are_no_units_of_goods(written: str) -> None:
    assert codes(units(texts(written))[1]) == ["unit_unfit"]


def test_a_place_in_no_country_is_a_finding() -> None:
    assert codes(places(texts("XXKHI"))[1]) == ["country_unknown"]
    assert codes(places(texts("PKK"))[1]) == ["place_malformed"]


@pytest.mark.parametrize(("written", "meant"), [("yes", True), ("TRUE", True), ("1", True), ("No", False),
                                                ("false", False), ("0", False)])  # fmt: skip
def test_yes_and_no_may_be_written_in_three_ways(written: str, meant: bool) -> None:  # noqa: FBT001
    flags, faults = to_flags(texts(written, None))
    assert flags.to_list() == [meant, None]
    assert codes(faults) == []


@pytest.mark.parametrize("written", ["whole", "2", "y", "-"])
def test_what_is_neither_yes_nor_no_is_not_guessed(written: str) -> None:
    flags, faults = to_flags(texts("yes", written))
    assert flags.to_list() == [True, None]
    assert codes(faults) == ["flag_malformed"]


@pytest.mark.parametrize(
    ("written", "millionths"), [("0", 0), ("0.05", 50_000), ("0.999999", 999_999), ("5e-2", 50_000)]
)
def test_a_share_is_read_exactly(written: str, millionths: int) -> None:
    shares, faults = to_shares(texts(written, None), 6)
    assert shares.to_list() == [millionths, None]
    assert codes(faults) == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1", "share_out_of_range"),
        ("-0.1", "share_out_of_range"),
        ("5", "share_out_of_range"),
        ("0.0000001", "number_too_fine"),
        ("0,05", "number_decimal_comma"),
        ("5%", "number_malformed"),
    ],
)
def test_a_share_that_is_none_is_named(written: str, code: str) -> None:
    assert codes(to_shares(texts(written), 6)[1]) == [code]


@pytest.mark.parametrize(
    ("written", "advice"),
    [("5", "Write 0.05 if 5 per cent is meant."), ("12.5", "Write 0.125 if 12.5 per cent is meant."),
     ("100", ""), ("-1", "")],
)  # fmt: skip
def test_a_share_in_per_cent_is_advised(written: str, advice: str) -> None:
    assert remedy(to_shares(texts(written), 6)[1], written) == advice
