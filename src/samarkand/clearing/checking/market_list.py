"""The markets a book has, with the labels an outcome must use, worked out anew from its offers."""

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.checking.classes import OPEN_FROM, OPEN_UNTIL
from samarkand.clearing.checking.law import legal_standing

_VISIBLE = ("commodity", "grade", "place", "period")


def market_of_classes(goods: pl.DataFrame, book: Book) -> pl.DataFrame:
    """Return a row per class of goods: ``goods_class``, ``label`` and what the terms table says of it.

    A market is goods alike in commodity, grade, place, period, unit and legal standing. Its label
    joins the first four with '|'; markets alike in these are numbered #2, #3... by unit and standing.
    """
    described = goods.join(legal_standing(goods, book), on="goods_class").select(
        "goods_class",
        "standing",
        "grade",
        "place",
        commodity=pl.col("hs"),
        period=_period(),
        unit=pl.col("counted_in"),
    )
    keys = [*_VISIBLE, "unit", "standing"]
    markets = described.select(keys).unique().sort(keys)
    text = pl.concat_str(*_VISIBLE, separator="|").str.strip_chars_end("|")
    twin = pl.int_range(1, pl.len() + 1).over("label")
    numbered = markets.with_columns(label=text).with_columns(
        label=pl.when(twin > 1).then(pl.col("label") + "#" + twin.cast(pl.String)).otherwise("label")
    )
    return described.join(numbered, on=keys)


def _period() -> pl.Expr:
    first = _day("first_day", OPEN_FROM)
    last = _day("last_day", OPEN_UNTIL)
    return pl.when((first == "") & (last == "")).then(pl.lit("")).otherwise(first + ".." + last)


def _day(column: str, blank: int) -> pl.Expr:
    day = pl.when(pl.col(column) != blank).then(pl.col(column))
    return day.cast(pl.Int32).cast(pl.Date).cast(pl.String).fill_null("")
