"""What each leg takes of its offer and its want, in the unit of each row.

Legs of a market count in the finest unit of the round, rows in their own: a tonne offered may go in
kilograms. What is taken of a row for its first legs together is rounded down, as in the outcome's
``unmatched``; each leg has the difference, so that the parts sum to the whole, and a leg that lapses
gives back what it took.
"""

from fractions import Fraction

import polars as pl

from samarkand.book.book import Book
from samarkand.book.scaled import times_divided
from samarkand.core.unit import unit


def with_taken(legs: pl.DataFrame, book: Book) -> pl.DataFrame:
    """Return the legs with ``offer_quantity`` and ``want_quantity``, thousandths of each row's own unit.

    A row of which no more is left than the rounding of its legs is taken whole: nobody could
    trade the rest.
    """
    offers, wants = book.offers.rename({"offer": "row"}), book.wants.rename({"want": "row"})
    return legs.with_columns(
        _taken(legs, "offer", offers).alias("offer_quantity"),
        _taken(legs, "want", wants).alias("want_quantity"),
    )


def _taken(legs: pl.DataFrame, side: str, rows: pl.DataFrame) -> pl.Series:
    joined = legs.select(pl.col(side).alias("row"), "quantity", leg_unit="unit").join(
        rows.select("row", "unit", whole="quantity"), on="row", how="left", maintain_order="left"
    )
    ratios = joined.select("leg_unit", "unit").unique()
    ratios = ratios.with_columns(_ratios(ratios))
    so_far = times_divided(
        pl.col("quantity").cum_sum().over("row"), pl.col("numerator"), pl.col("denominator")
    )
    summed = joined.join(ratios, on=["leg_unit", "unit"], how="left", maintain_order="left").with_columns(
        so_far=so_far, number=pl.int_range(1, pl.len() + 1).over("row"), legs=pl.len().over("row")
    )
    is_last = pl.col("number") == pl.col("legs")
    is_spent = pl.col("whole") - pl.col("so_far") <= pl.col("legs")
    after = pl.when(is_last & is_spent).then("whole").otherwise("so_far")
    return (
        summed.with_columns(after=after)
        .select(pl.col("after") - pl.col("after").shift(1, fill_value=0).over("row"))
        .to_series()
    )


def _ratios(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return for each pair of units how many of the row's are one of the leg's, as a ratio."""
    ratios = [_factor(leg) / _factor(own) for leg, own in pairs.select("leg_unit", "unit").iter_rows()]
    return pl.DataFrame(
        {
            "numerator": [ratio.numerator for ratio in ratios],
            "denominator": [ratio.denominator for ratio in ratios],
        },
        schema={"numerator": pl.Int64, "denominator": pl.Int64},
    )


def _factor(code: str) -> Fraction:
    known = unit(code)
    if known is None:
        raise ValueError(f"unit {code!r} passed the book's checks but is not known")
    return known.factor
