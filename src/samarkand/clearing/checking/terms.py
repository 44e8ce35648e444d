"""Whether the terms table has every market once, described as the book has it, with what its legs trade."""

import polars as pl

from samarkand.clearing.checking.balance import check_listed
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults, wrong_cells
from samarkand.clearing.checking.numbers import quantity_text, terms_text, value_text
from samarkand.clearing.checking.price_list import check_listed_terms, listed_labels
from samarkand.core.finding import Finding

_DESCRIBED = ("commodity", "grade", "place", "period", "unit")
_CELLS = {
    **dict.fromkeys(_DESCRIBED, repr),
    "traded_quantity": quantity_text,
    "traded_value": value_text,
}


def check_terms(evidence: Evidence) -> list[Finding]:
    """Return the markets that are missing, wrongly described, or whose traded sums are wrong."""
    stated = evidence.outcome.terms.with_row_index("line", offset=2)
    legs = evidence.legs.group_by("market_no").agg(
        true_traded_quantity=pl.col("quantity").sum(), true_traded_value=pl.col("value").sum()
    )
    true = evidence.markets.select(
        "market_no", *(pl.col(name).alias(f"true_{name}") for name in _DESCRIBED), market="label"
    )
    both = (
        stated.join(true, on="market", how="left", maintain_order="left")
        .join(legs, on="market_no", how="left", maintain_order="left")
        .with_columns(pl.col("true_traded_quantity", "true_traded_value").fill_null(0))
    )
    expected, allowed = _labels(evidence)
    listing = check_listed(stated, "market", expected, file="terms", also=allowed)
    cells = wrong_cells("terms_differ", both, _CELLS, lambda row: f"market {row['market']}", file="terms")
    return [*listing, *cells, *_positive(stated), *_of_the_list(evidence)]


def _of_the_list(evidence: Evidence) -> list[Finding]:
    return check_listed_terms(evidence) if _is_listed(evidence) else []


def _is_listed(evidence: Evidence) -> bool:
    return bool(evidence.outcome.summary["settings"].get("terms") == "listed")


def _labels(evidence: Evidence) -> tuple[pl.Series, pl.Series]:
    """Return the markets that must have terms, those some want reaches, and those that may have."""
    reached = evidence.markets.join(evidence.ways, on="market_no", how="semi")["label"]
    if not _is_listed(evidence):
        return reached, evidence.markets["label"]
    listed = listed_labels(evidence)
    return reached.filter(reached.is_in(listed.implode())), listed


def _positive(stated: pl.DataFrame) -> list[Finding]:
    return faults(
        "terms_differ",
        stated.filter(pl.col("value_per_unit") <= 0),
        lambda row: f"market {row['market']}: terms of {terms_text(row['value_per_unit'])} are no terms.",
        file="terms",
        column="value_per_unit",
    )
