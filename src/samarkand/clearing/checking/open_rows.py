"""Whether every offer and want with something left open is listed once, rightly, with a possible reason."""

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import price_text, quantity_text, wide
from samarkand.clearing.checking.caps import traded_by
from samarkand.core.finding import Finding

_FILE = "unmatched"
_KEY = ["side", "id"]
_SHOWN = {"open_quantity": quantity_text, "limit": price_text}


def check_unmatched(evidence: Evidence) -> list[Finding]:
    """Return the open rows that are missing or wrong, and the reasons that cannot be."""
    true = open_rows(evidence)
    stated = evidence.outcome.unmatched.with_row_index("line", offset=2)
    both = stated.join(true, on=_KEY, how="left", maintain_order="left", suffix="_true")
    return [*_listing(stated, true), *_cells(both)]


def open_rows(evidence: Evidence) -> pl.DataFrame:
    """Return every row of the book with something left open, in its own unit: the columns of the table."""
    return pl.concat([_open(evidence, "offer"), _open(evidence, "want")])


def _open(evidence: Evidence, side: str) -> pl.DataFrame:
    table = getattr(evidence.book, f"{side}s").with_row_index(f"{side}_no")
    rows = table.join(traded_by(evidence, side), on=f"{side}_no", how="left", maintain_order="left").join(
        evidence.measures, on="unit", how="left", maintain_order="left"
    )
    cap = wide("quantity") * pl.col("times") // wide("over")
    left = cap - pl.col("traded").fill_null(0)
    own = pl.when(pl.col("traded").is_null()).then(pl.col("quantity")).otherwise(left * pl.col("over") // wide("times"))
    return rows.with_columns(left=left, open_quantity=own.cast(pl.Int64)).filter(pl.col("open_quantity") > 0).select(
        id=side,
        side=pl.lit(side),
        party="party",
        commodity="hs",
        open_quantity="open_quantity",
        unit="unit",
        limit="price",
        traded="traded",
    )


def _listing(stated: pl.DataFrame, true: pl.DataFrame) -> list[Finding]:
    missing = true.join(stated, on=_KEY, how="anti", maintain_order="left")
    strange = stated.join(true, on=_KEY, how="anti", maintain_order="left")
    twice = stated.filter(stated.select(_KEY).is_duplicated())
    return [
        *faults(
            "unmatched_missing",
            missing,
            lambda row: f"{row['side']} {row['id']} has {quantity_text(row['open_quantity'])} {row['unit']} open.",
            file=_FILE,
            column="id",
        ),
        *faults(
            "unmatched_differs",
            strange,
            lambda row: f"line {row['line']}: there is no {row['side']} {row['id']!r} with anything open.",
            file=_FILE,
            column="id",
        ),
        *faults(
            "name_twice", twice, lambda row: f"{row['side']} {row['id']} is listed twice.", file=_FILE, column="id"
        ),
    ]


def _cells(both: pl.DataFrame) -> list[Finding]:
    findings = []
    for column in ("party", "commodity", "open_quantity", "unit", "limit"):
        show = _SHOWN.get(column, repr)
        findings += faults(
            "unmatched_differs",
            both.filter(pl.col(column) != pl.col(f"{column}_true")),
            lambda row, column=column, show=show: (
                f"{row['side']} {row['id']}: {column} is stated as {show(row[column])}, "
                f"it is {show(row[f'{column}_true'])}."
            ),
            file=_FILE,
            column=column,
        )
    return findings
