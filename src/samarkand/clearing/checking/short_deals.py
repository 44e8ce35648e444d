"""Whether every deal is as short as the operator asked: at most so many parties."""

import polars as pl

from samarkand.clearing.checking.evidence import Evidence, deal_names
from samarkand.clearing.checking.faults import faults
from samarkand.core.finding import Finding


def most_parties(evidence: Evidence) -> int | None:
    """Return how many parties a deal may have; None: any number."""
    stated: int | None = evidence.outcome.summary["settings"].get("max_parties")
    return stated


def check_short_deals(evidence: Evidence) -> list[Finding]:
    """Return the deals among more parties than the round allows, by their legs."""
    most = most_parties(evidence)
    if most is None:
        return []
    too_large = evidence.deals.filter(pl.col("parties") > most).sort("deal_no")
    return faults(
        "deal_too_large",
        too_large.join(deal_names(evidence.outcome), on="deal_no", how="left", maintain_order="left"),
        lambda row: f"deal {row['deal']} is among {row['parties']} parties; at most {most} were asked for.",
        file="legs",
        column="deal",
    )
