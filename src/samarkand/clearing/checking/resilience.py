"""Whether the outcome says truly what stays of the round where one, five or ten legs of a hundred fail."""

from fractions import Fraction
from typing import Any

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import FAULTS, fault
from samarkand.clearing.checking.numbers import money, money_text, value_text
from samarkand.core.finding import Finding

_PERCENTS = (1, 5, 10)

_ENTRY = "if_legs_fail"


def check_if_legs_fail(evidence: Evidence) -> list[Finding]:
    """Return the shares of failing legs whose story is not what the deals make of it.

    Each leg fails by itself, and a failed leg undoes its deal. The expected value and the deals undone
    are exact; low and high come from playing the round, and are judged for their sequence only.
    """
    stated: list[Any] = evidence.outcome.summary[_ENTRY]
    if len(stated) != len(_PERCENTS):
        message = f"{_ENTRY} has {len(stated)} rows, it must have {len(_PERCENTS)}."
        return [fault("failure_differs", message, file="outcome.json", column=_ENTRY)]
    by_legs = _by_legs(evidence)
    return [
        finding
        for place, (percent, row) in enumerate(zip(_PERCENTS, stated, strict=True))
        for finding in (*_exact(by_legs, percent, place, row), *_played(evidence, place, row))
    ]


def _by_legs(evidence: Evidence) -> list[tuple[int, int, int]]:
    """Return a row per number of legs: how many deals have so many, and the value of all of them."""
    deals = evidence.legs.drop_nulls("deal_no").group_by("deal_no").agg(pl.len(), pl.col("value").sum())
    sums = deals.group_by("len").agg(pl.len().alias("deals"), pl.col("value").sum())
    return sums.sort("len").rows()


def _exact(by_legs: list[tuple[int, int, int]], percent: int, place: int, row: object) -> list[Finding]:
    stands = [(count, value, Fraction((100 - percent) ** legs, 100**legs)) for legs, count, value in by_legs]
    expected = sum(int(value * chance // 1) for _, value, chance in stands)
    undone = sum((count * (1 - chance) for count, _, chance in stands), Fraction(0))
    true = {
        "share": f"0.{percent:02d}",
        "expected": money_text(expected),
        "deals_undone": _tenths(int((10 * undone + Fraction(1, 2)) // 1)),
    }
    where = f"{_ENTRY}.{place}."
    return FAULTS.wrong_entries(row, true, {"": "failure_differs"}, where)


def _played(evidence: Evidence, place: int, row: Any) -> list[Finding]:  # noqa: ANN401 - as anyone wrote it
    """Judge what was played: no less than nothing, no more than all, and the low not above the high."""
    low, high = (money(row.get(end)) if isinstance(row, dict) else None for end in ("low", "high"))
    most = int(evidence.legs["value"].sum())
    if low is not None and high is not None and 0 <= low <= high <= most:
        return []
    message = f"of {value_text(most)} it says that {value_text(low)} to {value_text(high)} stay."
    return [fault("failure_differs", message, file="outcome.json", column=f"{_ENTRY}.{place}")]


def _tenths(number: int) -> str:
    return f"{number // 10}.{number % 10}"
