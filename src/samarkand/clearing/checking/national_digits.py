"""Rows whose goods others trade by the first six digits of the code, while the national digits differ."""

import polars as pl

from samarkand.clearing.checking.classes import Side
from samarkand.clearing.checking.evidence import Evidence

_SIX = 6
"""Digits that all countries have in common; those after them each country sets for itself."""


def rows_of_six_digits(evidence: Evidence, side: Side) -> pl.DataFrame:
    """Return the rows of a side that a row of the other meets in six digits, not in all: number, six_digits.

    Only a want with national digits can miss an offer so.
    """
    offers, wants = _coded(evidence, "offer"), _coded(evidence, "want")
    asking = wants.filter(pl.col("hs").str.len_chars() > _SIX)
    alike = offers.join(asking, on=["six", "dimension"], suffix="_want").filter(
        ((pl.col("grade_want") == "") | (pl.col("grade_want") == pl.col("grade")))
        & (pl.col("hs").str.slice(0, pl.col("hs_want").str.len_chars()) != pl.col("hs_want"))
    )
    met = alike.select(
        hs="hs" if side == "offer" else "hs_want",
        grade="grade" if side == "offer" else "grade_want",
        dimension="dimension",
    )
    rows = offers if side == "offer" else wants
    known = met.unique().with_columns(six_digits=pl.lit(value=True))
    classes = rows.select("hs", "grade", "dimension", "number").explode("number")
    return classes.join(known, on=["hs", "grade", "dimension"]).select("number", "six_digits")


def _coded(evidence: Evidence, side: Side) -> pl.DataFrame:
    """Return the kinds of live rows of at least six digits: hs, grade, dimension, six, number (a list)."""
    live = evidence.offers if side == "offer" else evidence.wants
    table = evidence.book.offers if side == "offer" else evidence.book.wants
    rows = table.with_row_index("number").join(
        live.select(number=f"{side}_no"), on="number", how="semi", maintain_order="left"
    )
    sized = rows.filter(pl.col("hs").str.len_chars() >= _SIX)
    measured = sized.join(evidence.measures.select("unit", "dimension"), on="unit", how="left")
    kinds = measured.group_by("hs", "grade", "dimension").agg("number")
    return kinds.with_columns(six=pl.col("hs").str.slice(0, _SIX))
