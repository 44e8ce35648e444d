"""Whether every leg and every deal is as large as the operator asked: worth at least so much."""

import polars as pl

from samarkand.clearing.checking.evidence import Evidence, deal_names
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import money, value_text
from samarkand.core.finding import Finding

SETTINGS = ("smallest_leg", "smallest_deal")
"""The settings that legs and deals are held to; each is in a summary only where it was asked for."""


def least_value(evidence: Evidence, setting: str) -> int | None:
    """Return the least value that one of ``SETTINGS`` asks for, in minor units; None where none was asked."""
    return money(evidence.outcome.summary["settings"].get(setting))


def check_smallest(evidence: Evidence) -> list[Finding]:
    """Return the legs and the deals that are worth less than the round allows, by the legs."""
    return [*_small_legs(evidence), *_small_deals(evidence)]


def _small_legs(evidence: Evidence) -> list[Finding]:
    least = least_value(evidence, "smallest_leg")
    if least is None:
        return []
    return faults(
        "leg_too_small",
        evidence.legs.filter(pl.col("value") < least).sort("line"),
        lambda row: (
            f"line {row['line']} is worth {value_text(row['value'])}; no leg was to be worth less than "
            f"{value_text(least)}."
        ),
        file="legs",
        column="value",
    )


def _small_deals(evidence: Evidence) -> list[Finding]:
    least = least_value(evidence, "smallest_deal")
    if least is None:
        return []
    too_small = evidence.deals.filter(pl.col("value") < least).sort("deal_no")
    return faults(
        "deal_too_small",
        too_small.join(deal_names(evidence.outcome), on="deal_no", how="left", maintain_order="left"),
        lambda row: (
            f"deal {row['deal']} is worth {value_text(row['value'])}; no deal was to be worth less than "
            f"{value_text(least)}."
        ),
        file="legs",
        column="deal",
    )
