"""What a check of a clearing round does not judge, in a list short enough to be read."""

from samarkand.clearing.checking.smallest import SETTINGS
from samarkand.clearing.checking.summary_shape import SUMMARY
from samarkand.clearing.outcome import Outcome
from samarkand.publishing.shape import unchecked

CELLS = {
    "terms.value_per_unit": (
        "whether the terms are fair, and those of a market without trade; every limit is kept at them"
    ),
    "potentials.potential": "other numbers that prove the same bound",
    "unmatched.reason": (
        "whether longer deals would have traded the row, where it says no_short_deal, or smaller ones, "
        "where it says leg_too_small or deal_too_small"
    ),
    "legs.deal": "whether parts of a deal that have two firms or homes in common could be deals of their own",
    "deals.deal": "what a deal is called, as long as its legs call it the same",
}
"""Columns of the tables, and what of them stays open."""


def not_checked(outcome: Outcome) -> dict[str, str]:
    """Return what is taken on trust of an outcome found true: columns and entries, and what of them."""
    settings = outcome.summary["settings"]
    found = {**CELLS, **unchecked(outcome.summary, SUMMARY)}
    is_anchored = settings["terms"] == "discovered" and outcome.summary["unit_of_account"].startswith("1 ")
    moot = {
        "settings.anchor_value": is_anchored,
        "settings.unit": settings["terms"] != "listed",
        "unmatched.reason": settings["max_parties"] is None and not settings.keys() & {*SETTINGS},
    }
    return {place: what for place, what in found.items() if not moot.get(place)}
