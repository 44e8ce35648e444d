"""Why an offer or a want stayed open, in plain words: the one place that explains the reason codes."""

from collections.abc import Mapping
from typing import Any

from samarkand.clearing.reporting.names import commodity
from samarkand.core.scale import PRICE_DECIMALS, to_text
from samarkand.publishing import words
from samarkand.publishing.names import printable

REASONS: dict[str, str] = {
    "limit_too_far": "The limit price is too far from the terms of this round.",
    "rationed": "The limit was good, but its side of the market was longer than the other.",
    "nobody_at_terms": (
        "The limit was good, but nobody on the other side of the market had a good one "
        "and anything to exchange."
    ),
    "pool_could_not_balance": "Goods and limits fit, but the pool had nothing to give or take in exchange.",
    "exchange_not_found": (
        "Goods and limits fit, but what its pool has to give or take in exchange met nobody."
    ),
    "no_ring": "Goods and limits fit on both sides, but no ring of exchange closes through it.",
    "quota_full": "A quota for these goods was used up.",
    "no_short_deal": "Goods and limits fit, but no deal of as few parties as asked for would balance.",
    "leg_too_small": (
        "Goods and limits fit, but it would take a leg worth less than this round was to have in one "
        "(smallest leg): a larger quantity of what the firm gives or takes would help, or a smaller setting."
    ),
    "deal_too_small": (
        "Goods and limits fit, but it would take a deal worth less than this round was to have in one "
        "(smallest deal): a larger quantity of what the firm gives or takes would help, or a smaller setting."
    ),
    "lot_or_minimum": (
        "What could be traded is less than a whole piece, a whole lot or the smallest quantity asked for."
    ),
    "partner_in_wholes": (
        "Goods and limits fit, but those to trade with do so only whole, in lots, in bundles or from a "
        "smallest quantity, and that could not be met."
    ),
    "bundle_short": (
        "It trades only together with the rest of its bundle, and not all of that could be traded."
    ),
    "no_lane_in_time": "No lane brings the goods to where they are wanted in the days agreed to.",
    "closed_by_restriction": "The goods and someone for them are there, but a restriction closes the way.",
    "national_digits": (
        "Others trade these goods by the first six digits of the code, but the digits after them, each "
        "country's own, differ or are missing on one side."
    ),
    "no_counterpart": "Nobody on the other side offers or wants these goods in this grade and unit.",
    "own_goods": "All that is left on the other side is of the same party, and nobody trades with itself.",
    "not_countable": (
        "Its quantity or its limit comes to nothing, or is too large, in the unit these goods are counted in."
    ),
    "expired": "The last day had passed when the round was held.",
}
"""Every reason code and what it means; first those that the party itself can do most about."""


def sentence(row: Mapping[str, Any], currency: str = "") -> str:
    """Return why the row of an outcome's ``unmatched`` stayed open and what would have helped.

    ``row`` holds the columns of that table, numbers as in memory; ``currency`` is the money of the
    party's pool. An unknown reason code is shown as it is.
    """
    meaning = REASONS.get(row["reason"], f"{printable(row['reason'])}.")
    return " ".join(filter(None, (f"{subject(row)}.", meaning, detail(row, currency))))


def subject(row: Mapping[str, Any]) -> str:
    """Return "2,000 t lentils not given", or "not received" for a want."""
    goods = f"{words.quantity(row['open_quantity'], row['unit'])} {commodity(row['commodity'])}"
    return f"{goods} {'not given' if row['side'] == 'offer' else 'not received'}"


def detail(row: Mapping[str, Any], currency: str = "") -> str:
    """Return what the reason code alone does not say: the restriction, the limit it would have needed.

    Of a rationed row, which side is longer, and by how much. Blank where there is nothing to add.
    """
    law = printable(row["closed_by"])
    closed = f"Closed by: {law}." if law else ""
    return " ".join(filter(None, (closed, _limits(row, currency), _longer(row))))


def _longer(row: Mapping[str, Any]) -> str:
    if row["longer_by"] is None:
        return ""
    side = "offered" if row["side"] == "offer" else "wanted"
    more = words.quantity(row["longer_by"], row["unit"])
    return f"{more} more was {side} at these terms than the other side took."


def _limits(row: Mapping[str, Any], currency: str) -> str:
    limit, needed = row["limit"], row["limit_to_trade"]
    if needed is None or limit is None or needed == limit:
        return ""
    offered = row["side"] == "offer"
    own = f"{'Asks at least' if offered else 'Pays at most'} {_money(limit, row['unit'], currency)}"
    terms = f"these terms need {words.price(needed, up=not offered)} or {'less' if offered else 'more'}"
    return f"{own}; {terms}{_distance(limit, needed)}."


def _distance(limit: int, needed: int) -> str:
    return f", {words.figures(100 * abs(needed - limit) / limit, 2)} % away" if limit else ""


def _money(limit: int, unit: str, currency: str) -> str:
    amount = f"{to_text(limit, PRICE_DECIMALS)} {currency}".strip()
    return f"{amount} per {words.unit_name(unit)}"
