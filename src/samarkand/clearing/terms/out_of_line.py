"""Which row asks for another worth than all the others do: where terms cannot be counted, it is the cause.

Limits are worth of goods times money of the pool, so their logarithms are fitted by a number for each
market and one for each pool, by medians in turn (median polish: J. W. Tukey, Exploratory Data Analysis,
1977). Medians follow the many; the row that is furthest from the fit is out of line.
"""

from typing import Any

import polars as pl

from samarkand.clearing.economy.economy import Economy
from samarkand.core.scale import PRICE_DECIMALS, plain_text

_ROUNDS = 10
_EQUAL = 1e-6


def out_of_line(economy: Economy) -> str:
    """Return the row in words, with its party and its price; blank where there are no rows."""
    rows = _residuals(_rows(economy))
    if rows.is_empty():
        return ""
    # Two rows that contradict each other alone are equally far off: the lower price is the likelier slip.
    furthest = rows.filter(pl.col("off") >= pl.col("off").max() - _EQUAL)
    return _say(furthest.sort("limit", "row").row(0, named=True))


def _rows(economy: Economy) -> pl.DataFrame:
    offers = economy.offers.select(
        pl.lit("offer").alias("side"), pl.col("offer").alias("row"), "party", "pool", "market", "limit"
    )
    wants = economy.wants.select("want", "party").with_row_index("at")
    bids = economy.alternatives.join(
        wants.select(
            pl.col("at").cast(economy.alternatives.schema["want"]), pl.col("want").alias("row"), "party"
        ),
        left_on="want",
        right_on="at",
    ).select(pl.lit("want").alias("side"), "row", "party", "pool", "market", "limit")
    rows = pl.concat([offers, bids], how="vertical_relaxed")
    return rows.with_columns(left=pl.col("limit").clip(lower_bound=1).cast(pl.Float64).log())


def _residuals(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with ``off``: how far each is from the fit, as a ratio's logarithm."""
    for _ in range(_ROUNDS):
        for by in ("market", "pool"):
            rows = rows.with_columns(left=pl.col("left") - pl.col("left").median().over(by))
    return rows.with_columns(off=pl.col("left").abs())


def _say(row: dict[str, Any]) -> str:
    price = plain_text(row["limit"], PRICE_DECIMALS)
    return f"{row['side']} {row['row']} of {row['party']} at {price}"
