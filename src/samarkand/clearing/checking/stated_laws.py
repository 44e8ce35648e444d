"""Whether the restriction an outcome names closes the row it is named for."""

import polars as pl

from samarkand.clearing.checking.classes import Side
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.law import closing_texts
from samarkand.core.finding import Finding


def wrong_laws(evidence: Evidence, judged: pl.DataFrame, side: Side) -> list[Finding]:
    """Judge which restriction is named: one that closes a way of the row, or bars its party."""
    key = "goods_class" if side == "offer" else "want_class"
    texts = closing_texts(evidence.pairs, evidence.book.restrictions)
    known = texts.select(key, closed_by="text", named=pl.lit(value=True)).unique()
    named = judged.join(known, on=[key, "closed_by"], how="left", maintain_order="left")
    by_class = pl.col("named").fill_null(value=False)
    right = (
        pl.when(pl.col("due") != "closed_by_restriction")
        .then(pl.col("closed_by") == "")
        .when(pl.col("barred_by").is_not_null())
        .then(pl.col("closed_by") == pl.col("barred_by"))
        .otherwise(by_class)
    )
    return faults(
        "unmatched_differs",
        named.filter(~right),
        lambda row: f"{side} {row['id']}: it is not closed by {row['closed_by']!r}.",
        file="unmatched",
        column="closed_by",
    )
