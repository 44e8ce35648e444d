"""Whole numbers at their scale: exact in, exact out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samarkand.core.scale import LARGEST, plain_text, to_scaled, to_text


@given(st.integers(-LARGEST, LARGEST), st.integers(0, 8))
def test_what_is_written_is_read_back(number: int, decimals: int) -> None:
    assert to_scaled(plain_text(number, decimals), decimals) == number


def test_people_see_thousands_apart_and_no_needless_zeros() -> None:
    assert to_text(20_000_500, 3) == "20,000.5"
    assert to_text(-1, 2) == "-0.01"
    assert to_text(5, 0) == "5"


@pytest.mark.parametrize("text", ["plenty", "NaN", "inf", "0.0001", "1e30"])
def test_what_cannot_be_counted_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not|has more|is too"):
        to_scaled(text, 3)
