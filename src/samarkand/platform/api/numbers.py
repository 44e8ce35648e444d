"""Numbers at the edge: decimal text in JSON, whole numbers at the scale of `samarkand.core.scale` inside.

A JSON number would be read as a float by half of the world's programs, and digits would be lost; so a
quantity is written ``"20000.5"``. A request that sends a bare number is refused: nobody could tell whether
it counts tonnes or thousandths.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from samarkand.core.scale import (
    PRICE_DECIMALS,
    QUANTITY_DECIMALS,
    TERMS_DECIMALS,
    VALUE_DECIMALS,
    plain_text,
    to_scaled,
)

_DIGITS = 18
"""So many digits always fit 64 bits, whatever they are."""


def _pattern(decimals: int) -> str:
    return rf"^-?[0-9]{{1,{_DIGITS - decimals}}}(\.[0-9]{{1,{decimals}}})?$"


def _comes_from_outside(info: ValidationInfo) -> bool:
    # The API's library validates requests with the request as context, and answers with their status too.
    context = info.context or {}
    return "request" in context and "response_status" not in context


def _reader(decimals: int) -> Callable[[Any, ValidationInfo], int]:
    pattern = re.compile(_pattern(decimals), re.ASCII)

    def read(value: Any, info: ValidationInfo) -> int:  # noqa: ANN401 (whatever a request holds)
        if type(value) is int and not _comes_from_outside(info):
            return value
        if isinstance(value, str) and pattern.fullmatch(value):
            return to_scaled(value, decimals)
        raise PydanticCustomError(
            "decimal_text",
            'write it as text with at most {decimals} decimals, such as "12.5"',
            {"decimals": decimals},
        )

    return read


def _writer(decimals: int) -> Callable[[int], str]:
    return lambda scaled: plain_text(scaled, decimals)


def _schema(decimals: int, about: str) -> dict[str, Any]:
    return {"type": "string", "pattern": _pattern(decimals), "description": about, "examples": ["12.5"]}


Quantity = Annotated[
    int,
    PlainValidator(_reader(QUANTITY_DECIMALS)),
    PlainSerializer(_writer(QUANTITY_DECIMALS), return_type=str),
    WithJsonSchema(_schema(QUANTITY_DECIMALS, "So many of the unit, as decimal text.")),
]
"""Thousandths of a unit of goods inside."""

Price = Annotated[
    int,
    PlainValidator(_reader(PRICE_DECIMALS)),
    PlainSerializer(_writer(PRICE_DECIMALS), return_type=str),
    WithJsonSchema(_schema(PRICE_DECIMALS, "Money of the party's pool for one unit, as decimal text.")),
]
"""Millionths of a pool's money inside."""

Value = Annotated[
    int,
    PlainValidator(_reader(VALUE_DECIMALS)),
    PlainSerializer(_writer(VALUE_DECIMALS), return_type=str),
    WithJsonSchema(_schema(VALUE_DECIMALS, "An amount of the unit of account, as decimal text.")),
]
"""Hundredths of a unit of account inside."""

Terms = Annotated[
    int,
    PlainValidator(_reader(TERMS_DECIMALS)),
    PlainSerializer(_writer(TERMS_DECIMALS), return_type=str),
    WithJsonSchema(
        _schema(TERMS_DECIMALS, "Value of one unit of goods in the unit of account, as decimal text.")
    ),
]
"""Hundred-millionths of a unit of account inside."""

Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""A plain number of things."""
