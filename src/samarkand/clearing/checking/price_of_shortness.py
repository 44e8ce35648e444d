"""Whether the price of shortness can be true: the same round with longer deals, beside the one it is."""

from itertools import pairwise
from typing import Any

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.failure import leg_failure
from samarkand.clearing.checking.faults import fault
from samarkand.clearing.checking.numbers import money
from samarkand.clearing.checking.short_deals import most_parties
from samarkand.core.finding import Finding
from samarkand.publishing.entries import shown

_ENTRY = "price_of_shortness"

_FEWEST = 2
"""No deal is among fewer parties."""


def check_price_of_shortness(evidence: Evidence) -> list[Finding]:
    """Return what cannot be true of the price of shortness.

    Its row of the chosen length is judged by the round itself. The others are of rounds that are not
    here: longer deals may not bring less, a value keeps under every bound of deals as long or longer, a
    deal within its length.
    """
    rows: list[Any] = evidence.outcome.summary[_ENTRY]
    chosen = most_parties(evidence)
    if chosen is None:
        return [_differs("no length of deals was asked for, so it must be empty.")] if rows else []
    return [
        *_lengths(rows, chosen, endless=leg_failure(evidence) is None),
        *_chosen(evidence, [row for row in rows if row["max_parties"] == chosen]),
        *_possible(rows),
    ]


def _lengths(rows: list[dict[str, Any]], chosen: int, *, endless: bool) -> list[Finding]:
    """Judge which lengths are listed: ascending, the chosen one among them, deals of any length last.

    Where failing legs count, there is no round without a length to compare with.
    """
    lengths = [row["max_parties"] for row in rows]
    limited = lengths[:-1] if endless else lengths
    in_sequence = None not in limited and all(shorter < longer for shorter, longer in pairwise(limited))
    ends_well = not endless or lengths[-1:] == [None]
    if in_sequence and ends_well and chosen in limited:
        return []
    return [_differs(f"it lists {shown(lengths)}, with deals of {chosen} parties at most asked for.")]


def _chosen(evidence: Evidence, rows: list[dict[str, Any]]) -> list[Finding]:
    """Judge the row of the round itself by its certificate and totals, each judged elsewhere."""
    summary = evidence.outcome.summary
    stated = {name: summary["certificate"][name] for name in ("value", "bound")}
    stated |= {name: summary["totals"].get(name) for name in ("deals", "largest_deal")}
    return [
        _differs(f"{name} is {shown(row[name])} where the round itself has {shown(true)}.", f".{name}")
        for row in rows
        for name, true in stated.items()
        if row[name] != true
    ]


def _possible(rows: list[dict[str, Any]]) -> list[Finding]:
    findings = [
        _differs(f"deals of {row['max_parties']} parties at most cannot be like this: {shown(row)}.")
        for row in rows
        if _value(row, "value") > _value(row, "bound") or not _fits(row)
    ]
    tightest = [min(_value(longer, "bound") for longer in rows[place:]) for place in range(len(rows))]
    findings += [
        _differs(f"deals of {row['max_parties']} parties at most bring more than a bound of longer ones.")
        for row, bound in zip(rows, tightest, strict=True)
        if _value(row, "bound") >= _value(row, "value") > bound
    ]
    falls = [
        longer for shorter, longer in pairwise(rows) if _value(longer, "value") < _value(shorter, "value")
    ]
    return findings + [
        _differs(f"deals of {row['max_parties'] or 'any number of'} parties bring less than shorter ones.")
        for row in falls
    ]


def _fits(row: dict[str, Any]) -> bool:
    """Tell whether the largest deal keeps within the length, and is there where deals are."""
    length, largest = row["max_parties"], int(row["largest_deal"])
    return (length is None or largest <= length) and (largest >= _FEWEST) == bool(row["deals"])


def _value(row: dict[str, Any], name: str) -> int:
    return money(row[name]) or 0


def _differs(message: str, where: str = "") -> Finding:
    return fault("shortness_differs", message, file="outcome.json", column=f"{_ENTRY}{where}")
