"""Whole numbers at their scale, moments with their zone: shown as people read them."""

import json
from collections.abc import Callable
from functools import cache

from django.contrib import admin
from django.db.models import Model

from samarkand.core.scale import TERMS_DECIMALS, to_text
from samarkand.platform.house.decimals import DECIMALS, in_decimals

Shown = Callable[[Model], str]


@cache
def shown(column: str, decimals: int | None = None) -> str | Shown:
    """Return what Django's administration is told to show: the column itself, or its number in words.

    The same for the same column: the administration compares what it was told before.
    """
    if decimals is None:
        decimals = DECIMALS.get(column)
    if decimals is None:
        return column

    @admin.display(description=column.replace("_", " "), ordering=column)
    def text(row: Model) -> str:
        scaled: int | None = getattr(row, column)
        return "" if scaled is None else to_text(scaled, decimals)

    text.__name__ = column  # what the administration calls the column
    return text


def listed_value() -> str | Shown:
    """Return how the value of a price list is shown: it has more decimals than other values."""
    return shown("value", TERMS_DECIMALS)


@cache
def shown_json(column: str) -> Shown:
    """Return how a column of JSON is shown: as it is kept, its numbers as decimals."""

    @admin.display(description=column.replace("_", " "))
    def text(row: Model) -> str:
        (said,) = in_decimals({"": getattr(row, column)}).values()
        return json.dumps(said, ensure_ascii=False)

    text.__name__ = column
    return text
