"""What is left open of the book's rows, with the reasons and the limits the terms ask for."""

import polars as pl

from samarkand.book.book import Book
from samarkand.book.scaled import times_divided
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.units import round_units, with_units
from samarkand.clearing.outcome import SCHEMAS
from samarkand.clearing.results.long_side import longer_by, traded_rows
from samarkand.clearing.results.reasons import Reasons


def unmatched(book: Book, economy: Economy, judged: Reasons, legs: pl.DataFrame) -> pl.DataFrame:
    """Return the `Outcome.unmatched` table: every offer and want with an open quantity, and its reason.

    A row counts as fully traded when no more than the rounding of its legs is left, a thousandth
    of its unit for each.
    """
    units = round_units(book)
    given, taken = traded_rows(economy, legs)
    sides = [
        _open_rows(book.offers, "offer", _named(given, economy.offers["offer"]), units),
        _open_rows(book.wants, "want", _named(taken, economy.wants["want"]), units),
    ]
    own = pl.col("needed").cast(pl.Int128) * pl.col("numerator")
    needed = (
        pl.when(pl.col("side") == "offer")
        .then(own // pl.col("denominator"))
        .otherwise((own + pl.col("denominator") - 1) // pl.col("denominator"))
        .cast(pl.Int64)
    )
    longer = times_divided(pl.col("longer_by"), pl.col("denominator"), 1) // pl.col("numerator")
    return (
        pl.concat(sides)
        .join(judged.why, on="id", how="left", maintain_order="left")
        .join(longer_by(economy, judged.rows, given, taken), on="id", how="left", maintain_order="left")
        .with_columns(
            limit_to_trade=pl.when(pl.col("reason") == "limit_too_far").then(needed),
            longer_by=pl.when(pl.col("reason") == "rationed").then(longer),
            closed_by=pl.col("closed_by").fill_null(""),
        )
        .select(SCHEMAS["unmatched"].keys())
    )


def _named(traded: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    return traded.select("traded", "legs", id=names.gather(traded["row"]))


def _open_rows(rows: pl.DataFrame, side: str, traded: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the book with what is left of each, in its own unit."""
    own = times_divided(pl.col("traded"), pl.col("denominator"), 1)
    renamed = rows.rename({side: "id", "hs": "commodity", "price": "limit"})
    return (
        with_units(renamed.join(traded, on="id", how="left", maintain_order="left"), units, "commodity")
        .with_columns(pl.col("legs", "traded").fill_null(0))
        .with_columns(open_quantity=pl.col("quantity") - own // pl.col("numerator"))
        .filter(pl.col("open_quantity") > pl.col("legs"))
        .select(
            "id",
            pl.lit(side).alias("side"),
            "party",
            "commodity",
            "open_quantity",
            "unit",
            "limit",
            "numerator",
            "denominator",
        )
    )
