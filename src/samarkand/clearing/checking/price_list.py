"""What a price list says of each market, for rounds whose terms are listed."""

from fractions import Fraction
from typing import Any

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import terms_text
from samarkand.core.finding import Finding
from samarkand.core.scale import LARGEST
from samarkand.core.unit import unit

_SLACK = 2.0**-50
"""Terms of a list in another unit pass through a float on their way; this is its step."""


def listed_labels(evidence: Evidence) -> pl.Series:
    """Return the labels of the markets the list has a value for."""
    return listed_terms(evidence)["label"]


def check_listed_terms(evidence: Evidence) -> list[Finding]:
    """Return the markets whose terms are not those of the list."""
    stated = evidence.outcome.terms.select("value_per_unit", label="market")
    both = stated.join(listed_terms(evidence), on="label", maintain_order="left")
    off = (pl.col("value_per_unit") - pl.col("listed")).abs()
    return faults(
        "terms_differ",
        both.filter(off > pl.col("listed") * _SLACK),
        lambda row: (
            f"market {row['label']}: terms are stated as {terms_text(row['value_per_unit'])}, "
            f"the list says {terms_text(row['listed'])}."
        ),
        file="terms",
        column="value_per_unit",
    )


def listed_terms(evidence: Evidence) -> pl.DataFrame:
    """Return ``label`` and ``listed``: the row of the longest HS prefix that fits, then the closest place."""
    rows = [] if evidence.book.listed is None else list(evidence.book.listed.iter_rows(named=True))
    rows.sort(key=lambda row: (len(row["hs"]), len(row["place"])))
    found = {}
    for market in evidence.markets.iter_rows(named=True):
        fitting = [row for row in rows if _fits(row, market)]
        value = _per_unit(fitting[-1], market["unit"]) if fitting else None
        if value is not None:
            found[market["label"]] = value
    schema = {"label": pl.String, "listed": pl.Int64}
    return pl.DataFrame({"label": list(found), "listed": list(found.values())}, schema=schema)


def _fits(row: dict[str, Any], market: dict[str, Any]) -> bool:
    place = market["place"]
    return market["commodity"].startswith(row["hs"]) and row["place"] in {"", place[:2], place}


def _per_unit(row: dict[str, Any], market_unit: str) -> int | None:
    """Return the listed value of one unit of the market; None where the list measures otherwise."""
    theirs, ours = unit(row["unit"]), unit(market_unit)
    if theirs is None or ours is None or theirs.dimension != ours.dimension:
        return None
    value: int = max(round(row["value"] * Fraction(ours.factor) / Fraction(theirs.factor)), 1)
    return min(value, LARGEST)
