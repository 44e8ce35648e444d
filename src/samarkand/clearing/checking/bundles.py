"""Bundles: rows of one party and side that trade together, and which of them could trade at all."""

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.checking.numbers import value_of

_KEY = ["party", "code", "side"]


def numbered_bundles(book: Book) -> pl.DataFrame:
    """Return the bundles of the book: bundle_no, party, code, side, rows, whole."""
    sides = [_declared(book.offers, "offer"), _declared(book.wants, "want")]
    return pl.concat(sides).sort(_KEY).with_row_index("bundle_no")


def _declared(table: pl.DataFrame, side: str) -> pl.DataFrame:
    rows = table.filter(pl.col("bundle") != "").select(
        "party", "all_or_nothing", code="bundle", side=pl.lit(side)
    )
    return rows.group_by(_KEY).agg(rows=pl.len(), whole=pl.col("all_or_nothing").any())


def with_bundle(rows: pl.DataFrame, side: str, bundles: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a side with ``bundle_no``, null outside any."""
    own = bundles.filter(side=side).select("bundle_no", "party", bundle="code")
    return rows.join(own, on=["party", "bundle"], how="left", maintain_order="left")


def with_completeness(
    bundles: pl.DataFrame, offers: pl.DataFrame, wants: pl.DataFrame, ways: pl.DataFrame
) -> pl.DataFrame:
    """Return the bundles with ``complete``: every row of the book may trade for a value at the rates."""
    is_open = pl.col("admitted") & (value_of("cap", "terms") > 0)
    open_wants = ways.filter(is_open).select("want_no").unique()
    may_trade = pl.concat(
        [
            offers.filter(is_open).select("bundle_no"),
            wants.join(open_wants, on="want_no", how="semi").select("bundle_no"),
        ]
    )
    found = may_trade.drop_nulls().group_by("bundle_no").agg(found=pl.len())
    counted = bundles.join(found, on="bundle_no", how="left", maintain_order="left")
    return counted.with_columns(complete=pl.col("found").fill_null(0) == pl.col("rows")).drop("found")


def without_incomplete(rows: pl.DataFrame, bundles: pl.DataFrame) -> pl.DataFrame:
    """Return offers or ways with ``good``: the rate admits them; ``admitted``: it does all the bundle too."""
    known = bundles.select("bundle_no", "complete")
    judged = rows.join(known, on="bundle_no", how="left", maintain_order="left")
    return judged.with_columns(
        good="admitted", admitted=pl.col("admitted") & pl.col("complete").fill_null(value=True)
    ).drop("complete")
