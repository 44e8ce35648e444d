"""The outcome of a want-list trade: frames and a summary, the same columns in memory and on disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    "trades": {
        "ring": pl.Int64(),
        "step": pl.Int64(),
        "item": pl.String(),
        "from_trader": pl.String(),
        "to_trader": pl.String(),
        "for_item": pl.String(),
    },
    "unmatched": {
        "item": pl.String(),
        "trader": pl.String(),
        "reason": pl.String(),
    },
}

REASONS = {
    "nobody_wants_it": "It is on nobody else's list.",
    "wants_nothing": "Nothing on its own list takes part.",
    "not_on_any_ring": "No chain of wants leads from it back to it.",
    "ring_too_long": "No ring through it is as short as was asked.",
    "others_traded_more": "It could have traded, but the most trade without it.",
}
"""Why an item stays with its trader, by code, in the order they are looked for."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was traded, what was not and why, and the summary that becomes outcome.json.

    ``trades`` has a row for each item that changes hands. In step ``step`` of ring ``ring`` (both from
    1), ``item`` goes from ``from_trader`` to ``to_trader``, who gives up ``for_item``; the item of the
    next step is ``for_item``, and the last step's ``for_item`` is the first step's item.
    Dummies are left out: both are real items.

    ``unmatched`` has a row for each real item that stays with its trader, and the reason (see `REASONS`).
    """

    trades: pl.DataFrame
    unmatched: pl.DataFrame
    summary: Mapping[str, Any]
