"""Bundles: rows of one party and side that are traded in equal shares, numbered; rows traded whole."""

from dataclasses import dataclass

import polars as pl

from samarkand.book.book import Book

_KEY = ("bundle", "party", "side")


@dataclass(frozen=True, slots=True)
class Bundled:
    """Offers and wants with ``bundle`` as a position in ``bundles``, null outside any."""

    offers: pl.DataFrame
    wants: pl.DataFrame
    bundles: pl.DataFrame


def with_whole_minimum(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of which those that are traded whole or not at all have their quantity as minimum.

    A row of a bundle keeps its own: its bundle is traded whole, and that is another matter.
    """
    alone = pl.col("all_or_nothing") & (pl.col("bundle") == "")
    return rows.with_columns(min_quantity=pl.when(alone).then("quantity").otherwise("min_quantity"))


def number_bundles(book: Book, offers: pl.DataFrame, wants: pl.DataFrame) -> Bundled:
    """Return the economy's numbered offers and wants with the bundles of the book.

    Bundles are in the order of the first row each has, so that their names do not matter; those of
    which no row is left stand last.
    """
    declared = pl.concat([_declared(book.offers, "offer"), _declared(book.wants, "want")])
    first = pl.concat([_in_bundles(offers, "offer"), _in_bundles(wants, "want")]).unique(maintain_order=True)
    bundles = (
        declared.join(first.with_row_index("place"), on=_KEY, how="left")
        .sort("place", "side", "party", "bundle", nulls_last=True)
        .select(*_KEY, "rows", "whole")
    )
    numbers = bundles.select(_KEY).with_row_index("number")
    return Bundled(_numbered(offers, "offer", numbers), _numbered(wants, "want", numbers), bundles)


def _in_bundles(rows: pl.DataFrame, side: str) -> pl.DataFrame:
    return rows.filter(pl.col("bundle") != "").select("bundle", "party", side=pl.lit(side))


def _declared(rows: pl.DataFrame, side: str) -> pl.DataFrame:
    """Return the bundles of a side of the book: how many rows each has, and whether it is whole."""
    return (
        rows.filter(pl.col("bundle") != "")
        .group_by("bundle", "party", side=pl.lit(side))
        .agg(rows=pl.len().cast(pl.Int64), whole=pl.col("all_or_nothing").any())
    )


def _numbered(rows: pl.DataFrame, side: str, numbers: pl.DataFrame) -> pl.DataFrame:
    own = numbers.filter(pl.col("side") == side)
    if own.is_empty():  # most books have none, and may have a million rows
        return rows.with_columns(bundle=pl.lit(None, dtype=pl.Int64))
    found = rows.join(own, on=["bundle", "party"], how="left", maintain_order="left")
    return found.with_columns(bundle=pl.col("number").cast(pl.Int64)).drop("number", "side")
