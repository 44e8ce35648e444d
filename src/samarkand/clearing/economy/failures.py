"""How likely each offer's deliveries are to fail, as the book states it."""

import numpy as np
import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Integers


def leg_failures(book: Book, economy: Economy, otherwise: int) -> Integers:
    """Return millionths per offer of the economy; ``otherwise`` where no row of the book speaks of it.

    Of the rows that fit the giving party and the goods, one that names the party holds before one
    that does not, and among those the one with the longest code.
    """
    hs = economy.markets["commodity"].gather(economy.offers["market"])
    goods = economy.offers.select("party", hs=hs)
    found = pl.repeat(None, goods.height, dtype=pl.Int64, eager=True)
    for names_party in (True, False):
        rows = book.failures.filter((pl.col("party") != "") == names_party)
        for length in rows["hs"].str.len_chars().unique().sort(descending=True).to_list():
            # Rows earlier in this order are more specific: later ones fill what they leave open.
            found = found.fill_null(_stated(goods, rows, length, names_party=names_party))
    stated: Integers = found.fill_null(otherwise).to_numpy().astype(np.int64)
    return stated


def _stated(goods: pl.DataFrame, rows: pl.DataFrame, length: int, *, names_party: bool) -> pl.Series:
    """Return for each offer what a row with a code of this length states, null where none fits."""
    keys = ["party", "prefix"] if names_party else ["prefix"]
    stated = rows.filter(pl.col("hs").str.len_chars() == length).select(
        "party", pl.col("hs").alias("prefix"), "probability"
    )
    keyed = goods.with_columns(prefix=pl.col("hs").str.slice(0, length))
    found = keyed.join(stated.unique(keys, keep="first"), on=keys, how="left", maintain_order="left")
    return found["probability"]
