"""Whether the summary says what the lists and the tables give, and no bound is passed."""

from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.publishing.entries import number, shown
from samarkand.publishing.folder import SUMMARY
from samarkand.swaps.checking.evidence import Evidence
from samarkand.swaps.checking.faults import FAULTS, fault
from samarkand.swaps.checking.most import has_most_items


def check_lists(evidence: Evidence) -> list[Finding]:
    """Return what the summary says of the lists and is not so of these."""
    items, wants = evidence.lists.items, evidence.lists.wants
    true: dict[str, Any] = {
        "lists.items": int((~items["is_dummy"]).sum()),
        "lists.dummies": int(items["is_dummy"].sum()),
        "lists.wants": wants.height,
        "lists.traders": items.filter(pl.col("trader") != "")["trader"].n_unique(),
        "lists.digest": evidence.lists.digest(),
    }
    return FAULTS.wrong_entries(evidence.outcome.summary, true, {"": "lists_differ"})


def check_totals(evidence: Evidence) -> list[Finding]:
    """Return the totals that the trades do not give."""
    trades = evidence.outcome.trades
    lengths = trades.group_by("ring").len("items")["items"]
    rings = {
        str(length): int(count)
        for length, count in lengths.value_counts(name="rings").sort("items").iter_rows()
    }
    true: dict[str, Any] = {
        "format": 1,
        "kind": "swap",
        "status": "traded" if trades.height else "nothing_traded",
        "items": trades.height,
        "traders": _traders(trades),
        "largest_ring": int(lengths.max() or 0),  # type: ignore[arg-type]
        "rings_by_length": rings,
    }
    return FAULTS.wrong_entries(evidence.outcome.summary, true, {"": "total_differs"})


def check_bounds(evidence: Evidence) -> list[Finding]:
    """Return the bounds that are passed, and what is called proven and is not.

    Where rings may be of any length and items come first, whether there are more is worked out here.
    """
    summary = evidence.outcome.summary
    reached = {"items": evidence.outcome.trades.height, "traders": _traders(evidence.outcome.trades)}
    bounds = {name: number(summary, f"bound.{name}") or 0 for name in reached}
    passed = [
        fault(
            "bound_differs",
            f"bound.{name} is stated as {shown(bounds[name])}, {least:,} are reached.",
            file=SUMMARY,
            column=f"bound.{name}",
        )
        for name, least in reached.items()
        if bounds[name] < least
    ]
    is_proven = {"proven": bounds == reached}
    return [
        *passed,
        *FAULTS.wrong_entries(summary, is_proven, {"": "bound_differs"}),
        *_most(evidence, reached["items"], bounds["items"]),
    ]


def _most(evidence: Evidence, items: int, bound: int) -> list[Finding]:
    if evidence.max_ring or evidence.objective != "items" or evidence.ways.missing:
        return []
    receives = evidence.ways.receives(len(evidence.is_dummy))
    is_most = has_most_items(receives, evidence.tail, evidence.head, evidence.is_dummy)
    if is_most and bound > items:
        message = f"bound.items is stated as {bound:,}, no more than {items:,} items can be traded."
        return [fault("bound_differs", message, file=SUMMARY, column="bound.items")]
    if not is_most and bound == items:
        message = f"{items:,} items are said to be the most, another choice of trades has more."
        return [fault("not_most", message, file=SUMMARY, column="bound.items")]
    return []


def _traders(trades: pl.DataFrame) -> int:
    return trades.filter(pl.col("from_trader") != "")["from_trader"].n_unique()
