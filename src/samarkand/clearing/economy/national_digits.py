"""Goods whose first six digits are asked for, while the national digits after them differ or are missing."""

import polars as pl

_COMMON = 6
"""Digits of the Harmonized System; those after them each country sets for itself."""


def alike_in_six_digits(classes: pl.DataFrame, goods: pl.DataFrame) -> pl.DataFrame:
    """Return want_class and market of what shares six digits but cannot meet: the want says more.

    ``classes``: want_class, hs, grade, dimension of wants; ``goods``: market, hs, grade, dimension.
    """
    asking = classes.filter(pl.col("hs").str.len_chars() > _COMMON).select(
        "want_class", "hs", "grade", "dimension", six=pl.col("hs").str.slice(0, _COMMON)
    )
    given = goods.select("market", "hs", "grade", "dimension", six=pl.col("hs").str.slice(0, _COMMON))
    pairs = asking.join(given, on=["six", "dimension"], suffix="_given")
    same_grade = (pl.col("grade") == "") | (pl.col("grade") == pl.col("grade_given"))
    differs = pl.col("hs_given").str.slice(0, pl.col("hs").str.len_chars()) != pl.col("hs")
    return pairs.filter(same_grade & differs).select("want_class", "market")


def with_national_digits(left_out: pl.DataFrame, alike: pl.Series) -> pl.DataFrame:
    """Return the rows that meet nobody, told so of those in ``alike``, names, that meet in six digits."""
    nobody = (pl.col("reason") == "no_counterpart") & pl.col("id").is_in(alike.implode())
    reason = pl.when(nobody).then(pl.lit("national_digits")).otherwise("reason")
    return left_out.with_columns(reason=reason)
