"""Whole numbers at their scale, shown as people read them."""

from collections.abc import Callable
from functools import cache

from django.contrib import admin
from django.db.models import Model

from samarkand.core.scale import PRICE_DECIMALS, QUANTITY_DECIMALS, TERMS_DECIMALS, VALUE_DECIMALS, to_text

Shown = Callable[[Model], str]

DECIMALS = {
    "quantity": QUANTITY_DECIMALS,
    "open_quantity": QUANTITY_DECIMALS,
    "min_quantity": QUANTITY_DECIMALS,
    "lot": QUANTITY_DECIMALS,
    "offer_quantity": QUANTITY_DECIMALS,
    "want_quantity": QUANTITY_DECIMALS,
    "accepted_quantity": QUANTITY_DECIMALS,
    "rejected_quantity": QUANTITY_DECIMALS,
    "price": PRICE_DECIMALS,
    "freight": PRICE_DECIMALS,
    "probability": PRICE_DECIMALS,
    "value": VALUE_DECIMALS,
    "contract_value": VALUE_DECIMALS,
    "declared_value": VALUE_DECIMALS,
    "assessed_value": VALUE_DECIMALS,
    "settlement_value": VALUE_DECIMALS,
    "posted_value": VALUE_DECIMALS,
    "fulfilled": VALUE_DECIMALS,
    "amount": VALUE_DECIMALS,
    "open_amount": VALUE_DECIMALS,
    "balance": VALUE_DECIMALS,
    "held_out": VALUE_DECIMALS,
    "held_in": VALUE_DECIMALS,
    "credit_limit": VALUE_DECIMALS,
    "swing": VALUE_DECIMALS,
    "owed": VALUE_DECIMALS,
    "set_off": VALUE_DECIMALS,
    "remainder": VALUE_DECIMALS,
}
"""The columns that count at a scale, by their name: one name means one scale throughout the house."""


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
