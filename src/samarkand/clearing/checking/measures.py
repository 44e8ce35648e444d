"""The one unit in which each kind of goods is counted in a round, and what the book's rows come to in it."""

from fractions import Fraction

import polars as pl

from samarkand.book.book import Book
from samarkand.core.unit import unit

_TONNE = "TNE"


def measures(book: Book) -> pl.DataFrame:
    """Return a row per unit of the book: ``dimension``, ``counted_in`` and whole-number ratios.

    ``times`` / ``over`` turn a quantity of the unit into ``counted_in``, the finest unit of its
    dimension in the book; ``tonnes`` / ``per`` are the tonnes in one ``counted_in``, null where it
    does not weigh.
    """
    quota_units = book.quotas.filter(pl.col("quantity").is_not_null())["unit"]
    traded = set(book.offers["unit"].unique()) | set(book.wants["unit"].unique())
    rows = [_measure(code, traded) for code in sorted(traded | set(quota_units))]
    schema = {
        "unit": pl.String,
        "dimension": pl.String,
        "counted_in": pl.String,
        "times": pl.Int64,
        "over": pl.Int64,
        "tonnes": pl.Int64,
        "per": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _measure(code: str, traded: set[str]) -> tuple[str, str, str, int, int, int | None, int | None]:
    dimension, size = _size(code)
    fellows = [(_size(other)[1], other) for other in traded if _size(other)[0] == dimension]
    finest, counted_in = min(fellows, default=(size, code))
    weighs, tonne = _size(_TONNE)
    tonnes = finest / tonne if dimension == weighs else None
    ratio = size / finest
    return (
        code,
        dimension,
        counted_in,
        ratio.numerator,
        ratio.denominator,
        tonnes.numerator if tonnes else None,
        tonnes.denominator if tonnes else None,
    )


def _size(code: str) -> tuple[str, Fraction]:
    known = unit(code)
    if known is None:
        # A unit nobody knows is still the same as itself; it fits nothing else.
        return code, Fraction(1)
    return known.dimension, Fraction(known.factor)
