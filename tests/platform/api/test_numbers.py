"""Numbers at the edge: decimal text outside, whole numbers inside, and never a digit lost."""

import re
from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from samarkand.platform.api.numbers import Price, Quantity, Terms, Value

FROM_OUTSIDE = {"request": object()}

NUMBERS: list[tuple[Any, int]] = [(Quantity, 3), (Price, 6), (Value, 2), (Terms, 8)]


def read(number: Any, text: object) -> int:  # noqa: ANN401 (one of the types above)
    adapter: TypeAdapter[int] = TypeAdapter(Annotated[number, "in a request"])
    return adapter.validate_python(text, context=FROM_OUTSIDE)


def test_a_quantity_counts_thousandths() -> None:
    assert read(Quantity, "20000.5") == 20_000_500


@pytest.mark.parametrize(("number", "decimals"), NUMBERS)
@given(data=st.data())
def test_what_is_written_is_read_back_and_means_the_same(
    number: Any,  # noqa: ANN401
    decimals: int,
    data: st.DataObject,
) -> None:
    scaled = data.draw(st.integers(-(10**18) + 1, 10**18 - 1))
    adapter: TypeAdapter[int] = TypeAdapter(number)
    text = adapter.dump_python(scaled)
    assert read(number, text) == scaled
    assert Decimal(text) == Decimal(scaled).scaleb(-decimals)


@pytest.mark.parametrize(("number", "decimals"), NUMBERS)
@given(data=st.data())
def test_whatever_the_document_allows_is_read(
    number: Any,  # noqa: ANN401
    decimals: int,
    data: st.DataObject,
) -> None:
    pattern = TypeAdapter(number).json_schema()["pattern"]
    text = data.draw(st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True).filter(str.isprintable))
    assert read(number, text) == Decimal(text).scaleb(decimals)


@pytest.mark.parametrize(
    "text",
    ["", "1e5", "1_000", "1,5", " 1", "1 ", "+1", ".5", "5.", "NaN", "Infinity", "١", "0.0001", "9" * 19],
)
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read(Quantity, text)


@pytest.mark.parametrize("number", [20000, 20000.5, True, None, ["1"]])
def test_a_bare_number_is_refused_for_nobody_can_tell_what_it_counts(number: object) -> None:
    with pytest.raises(ValidationError, match="write it as text"):
        read(Quantity, number)
