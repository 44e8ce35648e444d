"""Whether the rates of the certificate are real ones, and admit everything that was traded."""

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import price_text, terms_text
from samarkand.core.finding import Finding


def check_admission(evidence: Evidence) -> list[Finding]:
    """Return the rates that are no ratio of a row of their pool, and the legs no rate admits."""
    return [*_made_up_rates(evidence), *_not_admitted(evidence)]


def _made_up_rates(evidence: Evidence) -> list[Finding]:
    """A pool's rate is where its own rows stop: terms and limit of one of its offers or bids."""
    ratio = ["pool_no", "rate_terms", "rate_limit"]
    rows = pl.concat(
        [
            evidence.offers.select("pool_no", rate_terms="terms", rate_limit="limit"),
            evidence.ways.select("pool_no", rate_terms="terms", rate_limit="net"),
        ]
    )
    made_up = evidence.pools.drop_nulls("rate_terms").join(rows, on=ratio, how="anti", maintain_order="left")
    return faults(
        "certificate_differs",
        made_up,
        lambda row: (
            f"pool {row['pool']}: no row of it has terms of {terms_text(row['rate_terms'])} "
            f"against a limit of {price_text(row['rate_limit'])}, its stated rate."
        ),
        file="potentials",
        column="rate_terms",
    )


def _not_admitted(evidence: Evidence) -> list[Finding]:
    """Return what was traded although the rate of its pool keeps it, or a row of its bundle, out."""
    ways = evidence.ways.filter("admitted").select("want_no", "market_no")
    wants = evidence.takings.join(ways, on=["want_no", "market_no"], how="anti")
    offers = evidence.offers.filter(~pl.col("admitted")).join(evidence.given, on="offer_no", how="semi")
    refused = pl.concat(
        [
            offers.sort("offer_no").select(name="offer"),
            wants.sort("want_no")
            .join(evidence.wants, on="want_no", maintain_order="left")
            .select(name="want"),
        ]
    )
    return faults(
        "certificate_differs",
        refused,
        lambda row: (
            f"{row['name']} trades, but the stated rate of its pool does not admit it, or its bundle."
        ),
        file="potentials",
        column="rate_terms",
    )
