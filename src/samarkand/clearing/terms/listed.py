"""Listed terms: the values of a price list, put on the markets they fit."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import TERMS_DECIMALS
from samarkand.core.unit import unit
from samarkand.solving.arrays import Floats


def listed_values(markets: pl.DataFrame, listed: pl.DataFrame | None) -> Floats:
    """Return the listed value of one unit of each market's goods, NaN where the list is silent.

    The longest HS prefix that fits counts, then the most exact place.
    """
    values = np.full(markets.height, np.nan)
    if listed is None or listed.is_empty():
        return values
    numbered = markets.with_row_index("market_number")
    found = [
        numbered.with_columns(hs=pl.col("commodity").str.slice(0, length)).join(
            listed, on="hs", suffix="_listed"
        )
        for length in sorted(listed["hs"].str.len_chars().unique().to_list())
    ]
    same_place = pl.col("place_listed") == pl.col("place")
    same_country = pl.col("place_listed") == pl.col("place").str.slice(0, 2)
    fits = pl.concat(found).filter((pl.col("place_listed") == "") | same_place | same_country)
    best = fits.sort(pl.col("hs").str.len_chars(), pl.col("place_listed").str.len_chars()).unique(
        "market_number", keep="last", maintain_order=True
    )
    for row in best.iter_rows(named=True):
        factor = _per_market_unit(row["unit_listed"], row["unit"])
        if factor is not None:
            values[row["market_number"]] = float(row["value"] * factor) / 10.0**TERMS_DECIMALS
    return values


def _per_market_unit(listed_unit: str, market_unit: str) -> Fraction | None:
    """Return how many listed units one market unit is, None where they measure different things."""
    mine, theirs = unit(market_unit), unit(listed_unit)
    if mine is None or theirs is None or mine.dimension != theirs.dimension:
        return None
    return Fraction(mine.factor) / Fraction(theirs.factor)


def only_listed(economy: Economy, values: Floats) -> tuple[Economy, Floats]:
    """Return the economy without the rows no listed value reaches, and the values left.

    Offers without a value, and wants none of whose alternatives has one, are left out with the
    reason ``no_listed_value``.
    """
    known = pl.Series(np.flatnonzero(~np.isnan(values)), dtype=pl.Int64)
    renumbered = (
        pl.DataFrame({"market": known}).with_row_index("new").with_columns(pl.col("new").cast(pl.Int64))
    )
    offers = _renumber(economy.offers.with_columns(pl.col("market").cast(pl.Int64)), renumbered)
    alternatives = economy.alternatives.with_row_index("alternative").with_columns(
        pl.col("alternative").cast(pl.Int64)
    )
    kept = _renumber(alternatives, renumbered)
    uses = (
        kept.select("alternative")
        .with_row_index("new")
        .join(economy.quota_uses, on="alternative", how="inner", maintain_order="left")
        .select("quota", pl.col("new").cast(pl.Int64).alias("alternative"))
    )
    silent = pl.concat(
        [
            economy.offers.join(offers, on="offer", how="anti").select(id="offer"),
            economy.wants.with_row_index("row")
            .filter(
                pl.col("row").is_in(alternatives["want"].unique().implode())
                & ~pl.col("row").is_in(kept["want"].unique().implode())
            )
            .select(id="want"),
        ]
    ).with_columns(reason=pl.lit("no_listed_value"), closed_by=pl.lit(""))
    trimmed = replace(
        economy,
        markets=economy.markets[known],
        offers=offers,
        alternatives=kept.drop("alternative"),
        quota_uses=uses,
        left_out=pl.concat([economy.left_out, silent.join(economy.left_out, on="id", how="anti")]),
    )
    return trimmed, values[known.to_numpy()]


def _renumber(rows: pl.DataFrame, renumbered: pl.DataFrame) -> pl.DataFrame:
    columns = rows.columns
    found = rows.join(renumbered, on="market", how="inner", maintain_order="left")
    return found.with_columns(market=pl.col("new")).select(columns)
