"""Units are those of UNECE Recommendation 20, with exact factors."""

import csv
import gzip
import re
from fractions import Fraction
from pathlib import Path

import pytest

from samarkand.core.unit import UNITS, unit
from samarkand.core.unit_slips import UNFIT, unit_meant

SHARED = Path(__file__).parents[3] / "shared" / "data" / "codes" / "unece_rec20_units.csv.gz"
MISPRINTED = {"APZ": Fraction(1, 10)}
"""Rec 20 gives the troy ounce a tenth of its 31.1 grams."""

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_FACTOR = re.compile(r"(?:([\d,]*\d)(?![⁻⁰¹²³⁴⁵⁶⁷⁸⁹])[x×]?)?(?:10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?(kg|m³|m²|m|J|)")
_BASE = {"mass": "kg", "volume": "m³", "length": "m", "area": "m²", "energy": "J", "count": ""}


@pytest.fixture(scope="module")
def listed() -> dict[str, dict[str, str]]:
    if not SHARED.exists():
        pytest.skip("no list of Recommendation 20 beside the project")
    with gzip.open(SHARED, "rt", encoding="utf-8") as stream:
        return {row["CommonCode"]: row for row in csv.DictReader(stream)}


def rounded_factor(text: str, dimension: str) -> Fraction | None:
    """Return the factor as Rec 20 writes it, such as '2,834 952 x 10⁻² kg', where it is to the base unit."""
    match = _FACTOR.fullmatch(re.sub(r"\s", "", text))
    if match is None or match[3] != _BASE.get(dimension) or not text:
        return None
    power = int((match[2] or "⁰").translate(SUPERSCRIPTS))
    return Fraction((match[1] or "1").replace(",", ".")) * Fraction(10) ** power


def test_names_and_codes_are_those_of_recommendation_20(listed: dict[str, dict[str, str]]) -> None:
    names = {code: listed[code]["Name"].replace("\u00a0", " ") for code in UNITS if code in listed}
    assert sorted(UNITS.keys() - names.keys()) == []
    assert {code: name for code, name in names.items() if name != UNITS[code].name} == {}
    assert {code for code in UNITS if listed[code]["Status"] in {"X", "D"}} == set()


def test_factors_agree_with_recommendation_20_as_far_as_it_rounds(listed: dict[str, dict[str, str]]) -> None:
    compared = 0
    for code, own in UNITS.items():
        theirs = rounded_factor(listed[code]["ConversionFactor"], own.dimension)
        if theirs is not None:
            compared += 1
            theirs /= MISPRINTED.get(code, 1)
            assert abs(own.factor / theirs - 1) < Fraction(1, 100_000), (
                code,
                float(own.factor),
                float(theirs),
            )
    assert compared > 80


@pytest.mark.parametrize(
    ("code", "factor"),
    [
        ("TNE", Fraction(1000)),
        ("LBR", Fraction("0.45359237")),
        ("ONZ", Fraction("0.028349523125")),
        ("CWI", Fraction("50.80234544")),
        ("STN", Fraction("907.18474")),
        ("LTN", Fraction("1016.0469088")),
        ("BLL", Fraction("0.158987294928")),
        ("GLL", Fraction("0.003785411784")),
        ("BUA", Fraction("0.03523907016688")),
        ("BTU", Fraction("1055.05585262")),
        ("KWH", Fraction(3_600_000)),
        ("DZN", Fraction(12)),
    ],
)
def test_factors_are_exact(code: str, factor: Fraction) -> None:
    assert UNITS[code].factor == factor


def test_a_tonne_is_a_thousand_kilograms_and_no_litre() -> None:
    assert UNITS["TNE"].factor == 1000 * UNITS["KGM"].factor
    assert UNITS["TNE"].dimension == UNITS["KGM"].dimension != UNITS["LTR"].dimension


def test_an_unknown_code_is_no_unit() -> None:
    assert unit("TONNES") is None
    assert unit("TNE") is UNITS["TNE"]


def test_slips_lead_to_units_and_unfit_codes_are_none() -> None:
    assert unit_meant("tonnes") == unit_meant("MT") == unit_meant("Tonne (metric ton)") == "TNE"
    assert unit_meant("m³") == "MTQ"
    assert unit_meant("rice") is None
    assert UNFIT.keys() & UNITS.keys() == set()
    assert "USD" in UNFIT
