"""Whether every offer and want with something left open is listed once, rightly, with a possible reason."""

import polars as pl

from samarkand.clearing.checking.caps import traded_by
from samarkand.clearing.checking.classes import Side
from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults, wrong_cells
from samarkand.clearing.checking.numbers import price_text, quantity_text, wide
from samarkand.clearing.checking.reasons import check_reasons
from samarkand.core.finding import Finding

_FILE = "unmatched"
_SIDES: tuple[Side, Side] = ("offer", "want")
_CELLS = {
    "party": repr,
    "commodity": repr,
    "open_quantity": quantity_text,
    "unit": repr,
    "limit": price_text,
}


def check_unmatched(evidence: Evidence) -> list[Finding]:
    """Return the open rows that are missing or wrong, and the reasons that cannot be."""
    stated = evidence.outcome.unmatched.with_row_index("line", offset=2)
    sideless = stated.filter(~pl.col("side").is_in(["offer", "want"]))
    strange = faults(
        "unmatched_differs",
        sideless,
        lambda row: f"line {row['line']}: {row['side']!r} is neither offer nor want.",
        file=_FILE,
        column="side",
    )
    return strange + [finding for side in _SIDES for finding in _check_side(evidence, stated, side)]


def _check_side(evidence: Evidence, stated: pl.DataFrame, side: Side) -> list[Finding]:
    true = open_rows(evidence, side)
    names = true.select("number", id=side)
    numbers = stated.filter(pl.col("side") == side)
    numbered = numbers.with_columns(
        numbers.select("id").join(names, on="id", how="left", maintain_order="left")["number"]
    )
    known = numbered.drop_nulls("number")
    cells = true.select("number", *(pl.col(cell).alias(f"true_{cell}") for cell in _CELLS))
    both = known.join(cells, on="number", how="left", maintain_order="left")
    return [
        *_listing(numbered, true, side),
        *wrong_cells("unmatched_differs", both, _CELLS, lambda row: f"{side} {row['id']}", file=_FILE),
        *check_reasons(evidence, known, side),
    ]


def open_rows(evidence: Evidence, side: str) -> pl.DataFrame:
    """Return the rows of the book with something left open, in their own unit: ``number`` and cells.

    A thousandth for each leg is what rounding takes; no more than that left counts as fully traded.
    """
    table = evidence.book.offers if side == "offer" else evidence.book.wants
    lean = table.select(side, "party", "unit", "quantity", commodity="hs", limit="price").with_row_index(
        "number"
    )
    traded = traded_by(evidence, side).select("legs", "traded", number=f"{side}_no")
    rows = lean.join(traded, on="number", how="left", maintain_order="left")
    sizes = evidence.measures.select("unit", "times", "over", commodity="hs")
    rows = rows.join(sizes, on=["commodity", "unit"], how="left", maintain_order="left")
    gone = pl.col("traded").fill_null(0) * pl.col("over") // wide("times")
    opened = rows.with_columns(open_quantity=(pl.col("quantity") - gone).cast(pl.Int64))
    return opened.filter(pl.col("open_quantity") > pl.col("legs").fill_null(0))


def _listing(numbered: pl.DataFrame, true: pl.DataFrame, side: str) -> list[Finding]:
    missing = true.join(numbered, on="number", how="anti", maintain_order="left")
    strange = numbered.filter(pl.col("number").is_null())
    twice = numbered.filter(pl.col("number").is_duplicated() & pl.col("number").is_not_null())
    return [
        *faults(
            "unmatched_missing",
            missing,
            lambda row: f"{side} {row[side]} has {quantity_text(row['open_quantity'])} {row['unit']} open.",
            file=_FILE,
            column="id",
        ),
        *faults(
            "unmatched_differs",
            strange,
            lambda row: f"line {row['line']}: there is no {side} {row['id']!r} with anything open.",
            file=_FILE,
            column="id",
        ),
        *faults(
            "name_twice", twice, lambda row: f"{side} {row['id']} is listed twice.", file=_FILE, column="id"
        ),
    ]
