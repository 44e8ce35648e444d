"""Whole numbers at their scale, told as decimals: in events, in settings, in whatever is kept as JSON.

One name means one scale throughout the house, so that what is told outside is made from the names alone.
"""

from collections.abc import Mapping
from typing import Any

from samarkand.core.scale import (
    PRICE_DECIMALS,
    QUANTITY_DECIMALS,
    SHARE_DECIMALS,
    TERMS_DECIMALS,
    VALUE_DECIMALS,
    plain_text,
)

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
    "leg_failure": SHARE_DECIMALS,
    "anchor_value": TERMS_DECIMALS,
    "smallest_leg": VALUE_DECIMALS,
    "smallest_deal": VALUE_DECIMALS,
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
    "excess": VALUE_DECIMALS,
    "owed": VALUE_DECIMALS,
    "set_off": VALUE_DECIMALS,
    "remainder": VALUE_DECIMALS,
}
"""How many decimals a column, or a name in what is told, stands for."""

_SCALES = "scales"
"""Under this name an outcome states its scales: what stands there counts decimals."""


def decimal_text(name: str, number: object) -> str:
    """Return what a column of this name holds, as decimal text where it counts at a scale."""
    return str(_told(name, number))


def in_decimals(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told with every number at a scale as decimal text: ``"20000.5"``.

    What is text already, or has a name that means no scale, stays as it is.
    """
    return {name: _told(name, said) for name, said in content.items()}


def _told(name: str, said: Any) -> Any:  # noqa: ANN401 (whatever JSON holds)
    if isinstance(said, Mapping):
        return dict(said) if name == _SCALES else in_decimals(said)
    if isinstance(said, list | tuple):
        return [_told(name, one) for one in said]
    if type(said) is int and name in DECIMALS:
        return plain_text(said, DECIMALS[name])
    return said
