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
    giving, taking = _sided(offers, "offer"), _sided(wants, "want")
    first = pl.concat([giving.select(_KEY), taking.select(_KEY)]).unique(maintain_order=True)
    declared = pl.concat([_declared(book.offers, "offer"), _declared(book.wants, "want")])
    bundles = (
        declared.join(first.with_row_index("place"), on=_KEY, how="left")
        .sort("place", "side", "party", "bundle", nulls_last=True)
        .select(*_KEY, "rows", "whole")
    )
    numbers = bundles.select(_KEY).with_row_index("number")
    return Bundled(_numbered(giving, numbers), _numbered(taking, numbers), bundles)


def _sided(rows: pl.DataFrame, side: str) -> pl.DataFrame:
    return rows.with_columns(side=pl.lit(side))


def _declared(rows: pl.DataFrame, side: str) -> pl.DataFrame:
    """Return the bundles of a side of the book: how many rows each has, and whether it is whole."""
    return (
        _sided(rows.filter(pl.col("bundle") != ""), side)
        .group_by(_KEY)
        .agg(rows=pl.len().cast(pl.Int64), whole=pl.col("all_or_nothing").any())
    )


def _numbered(rows: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    found = rows.join(numbers, on=_KEY, how="left", maintain_order="left")
    return found.with_columns(bundle=pl.col("number").cast(pl.Int64)).drop("number", "side")
