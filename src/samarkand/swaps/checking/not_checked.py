"""What a check of a want-list trade does not judge, in a list short enough to be read."""

from samarkand.publishing.shape import unchecked
from samarkand.swaps.checking.summary_shape import SUMMARY
from samarkand.swaps.outcome import Outcome


def not_checked(outcome: Outcome) -> dict[str, str]:
    """Return what is taken on trust of an outcome found true: entries of outcome.json, and what of them.

    Where items come first and rings are of any length, that no more items can be traded is proven.
    """
    settings = outcome.summary["settings"]
    open_entries = unchecked(outcome.summary, SUMMARY)
    if settings["objective"] == "items" and not settings["max_ring"]:
        del open_entries["bound.items"]
    return open_entries
