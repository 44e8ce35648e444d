"""What a check of a clearing round does not judge, in a list short enough to be read."""

from samarkand.clearing.checking.summary_shape import SUMMARY
from samarkand.publishing.shape import unchecked

CELLS = {
    "terms.value_per_unit": (
        "whether the terms are fair, and those of a market without trade; every limit is kept at them"
    ),
    "potentials.potential": "other numbers that prove the same bound",
    "unmatched.reason": "whether longer deals would have traded the row, where it says no_short_deal",
    "deals.deal": "what a deal is called, as long as its legs call it the same",
}
"""Columns of the tables, and what of them stays open."""


def not_checked() -> dict[str, str]:
    """Return what is taken on trust: columns of tables and entries of outcome.json, and what of them."""
    return {**CELLS, **unchecked(SUMMARY)}
