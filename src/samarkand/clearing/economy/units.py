"""One unit for each physical dimension of a round, so that every market counts in one unit."""

from fractions import Fraction

import polars as pl

from samarkand.book.book import Book
from samarkand.book.scaled import times_divided
from samarkand.core.unit import Unit, unit

_TONNE = "TNE"


def round_units(book: Book) -> pl.DataFrame:
    """Return a row per unit the book uses, with the unit its dimension is counted in this round.

    Columns: unit, dimension, market_unit (the finest of the dimension in the book), numerator and
    denominator (market units in one unit), tonnes_numerator and tonnes_denominator (tonnes in one
    market unit; null where the dimension is not mass).
    """
    used = pl.concat([book.offers["unit"], book.wants["unit"]]).unique().sort().to_list()
    rows = [_row(code, used) for code in used]
    integers = ("numerator", "denominator", "tonnes_numerator", "tonnes_denominator")
    schema = {"unit": pl.String, "dimension": pl.String, "market_unit": pl.String}
    return pl.DataFrame(rows, schema=schema | dict.fromkeys(integers, pl.Int64), orient="row")


def in_market_units(rows: pl.DataFrame, units: pl.DataFrame, *, price_up: bool) -> pl.DataFrame:
    """Return offers or wants with quantities and prices per market unit.

    Quantities round down. Prices round up for offers (``price_up``) and down for wants, so a
    rounded limit is never easier to meet than the one given.
    """
    numerator, denominator = pl.col("numerator"), pl.col("denominator")
    price = _price(up=price_up)
    quantities = [name for name in ("quantity", "lot", "min_quantity") if name in rows.columns]
    joined = rows.join(units, on="unit", how="left", maintain_order="left")
    return joined.with_columns(
        *(
            pl.when(numerator == denominator)
            .then(pl.col(name))
            .otherwise(times_divided(pl.col(name), numerator, denominator))
            .alias(name)
            for name in quantities
        ),
        pl.when(numerator == denominator).then(pl.col("price")).otherwise(price).alias("limit"),
    ).drop("price")


def _price(*, up: bool) -> pl.Expr:
    price, numerator, denominator = pl.col("price"), pl.col("numerator"), pl.col("denominator")
    if up:
        return -times_divided(-price, denominator, numerator)
    return times_divided(price, denominator, numerator)


def _row(code: str, used: list[str]) -> tuple[str, str, str, int, int, int | None, int | None]:
    own = _known(code)
    fellows = [other for other in used if _known(other).dimension == own.dimension]
    market_unit = min(fellows, key=lambda other: (_known(other).factor, other))
    ratio = Fraction(own.factor) / Fraction(_known(market_unit).factor)
    tonnes = Fraction(_known(market_unit).factor) / Fraction(_known(_TONNE).factor)
    is_mass = own.dimension == _known(_TONNE).dimension
    return (
        code,
        own.dimension,
        market_unit,
        ratio.numerator,
        ratio.denominator,
        tonnes.numerator if is_mass else None,
        tonnes.denominator if is_mass else None,
    )


def _known(code: str) -> Unit:
    found = unit(code)
    if found is None:
        raise ValueError(f"unit {code!r} passed the book's checks but is not known")
    return found
