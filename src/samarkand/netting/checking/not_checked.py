"""What a check of a netting does not judge, in a list short enough to be read."""

from samarkand.netting.checking.summary_shape import SUMMARY
from samarkand.netting.outcome import Outcome
from samarkand.publishing.shape import unchecked

CELLS = {
    "potentials.potential": "other numbers that prove the same bound",
    "potentials.value_potential": "other numbers that prove the same bound",
    "prices.price": "other numbers that prove the same bound",
}
"""Columns of the tables, and what of them stays open."""


def not_checked(outcome: Outcome) -> dict[str, str]:
    """Return what is taken on trust of an outcome found true: columns and entries, and what of them."""
    settings = outcome.summary["settings"]
    found = {**CELLS, **unchecked(outcome.summary, SUMMARY)}
    moot = {
        "prices.price": outcome.prices is None,
        "settings.as_of": settings["objective"] == "age",
        "settings.rings": settings["scope"] != "ring:3",
        "units.*.ring_3": settings["scope"] == "ring:3",
    }
    return {place: what for place, what in found.items() if not moot.get(place)}
