"""Whether the outcome says truly what stays of the round where one, five or ten legs of a hundred fail."""

from fractions import Fraction
from typing import Any

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import FAULTS, fault
from samarkand.clearing.checking.numbers import money_text
from samarkand.clearing.checking.played import played
from samarkand.core.finding import Finding

_PERCENTS = (1, 5, 10)

_ENTRY = "if_legs_fail"


def check_if_legs_fail(evidence: Evidence) -> list[Finding]:
    """Return the shares of failing legs whose story is not what the deals make of it.

    Each leg fails by itself, and a failed leg undoes its deal. The expected value and the deals undone
    are exact; low and high come from playing the round, which is done again with the same seed.
    """
    stated: list[Any] = evidence.outcome.summary[_ENTRY]
    if len(stated) != len(_PERCENTS):
        message = f"{_ENTRY} has {len(stated)} rows, it must have {len(_PERCENTS)}."
        return [fault("failure_differs", message, file="outcome.json", column=_ENTRY)]
    return [
        finding
        for place, (row, true) in enumerate(zip(stated, true_story(evidence), strict=True))
        for finding in FAULTS.wrong_entries(row, true, {"": "failure_differs"}, f"{_ENTRY}.{place}.")
    ]


def true_story(evidence: Evidence) -> list[dict[str, str]]:
    """Return what must be said of each share of failing legs."""
    by_legs = _by_legs(evidence)
    deals = evidence.outcome.deals
    is_playable = bool(deals["legs"].is_between(1, max(evidence.legs.height, 1)).all())
    seed = evidence.outcome.summary["settings"]["seed"]
    stays = played(deals, seed, _PERCENTS) if is_playable else [(0, 0)] * len(_PERCENTS)
    return [_told(by_legs, percent, *ends) for percent, ends in zip(_PERCENTS, stays, strict=True)]


def _by_legs(evidence: Evidence) -> list[tuple[int, int, int]]:
    """Return a row per number of legs: how many deals have so many, and the value of all of them."""
    deals = evidence.legs.drop_nulls("deal_no").group_by("deal_no").agg(pl.len(), pl.col("value").sum())
    sums = deals.group_by("len").agg(pl.len().alias("deals"), pl.col("value").sum())
    return sums.sort("len").rows()


def _told(by_legs: list[tuple[int, int, int]], percent: int, low: int, high: int) -> dict[str, str]:
    stands = [(count, value, Fraction((100 - percent) ** legs, 100**legs)) for legs, count, value in by_legs]
    expected = sum(int(value * chance // 1) for _, value, chance in stands)
    undone = sum((count * (1 - chance) for count, _, chance in stands), Fraction(0))
    return {
        "share": f"0.{percent:02d}",
        "expected": money_text(expected),
        "low": money_text(low),
        "high": money_text(high),
        "deals_undone": _tenths(int((10 * undone + Fraction(1, 2)) // 1)),
    }


def _tenths(number: int) -> str:
    return f"{number // 10}.{number % 10}"
