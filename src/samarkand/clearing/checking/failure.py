"""What failing legs do to a round: how likely each is to fail, and the value that is left on average.

A deal stands or falls as a whole: the value expected of it is its value times the chances of all its
legs to succeed, rounded down to the hundredth.
"""

from math import prod

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.core.scale import CERTAIN, SHARE_DECIMALS, to_scaled

"""The chance of what cannot fail."""


def leg_failure(evidence: Evidence) -> int | None:
    """Return how likely a leg is to fail of which the book says nothing, in millionths.

    None: failing legs are not the round's concern.
    """
    stated = evidence.outcome.summary["settings"].get("leg_failure")
    return None if stated is None else to_scaled(str(stated), SHARE_DECIMALS)


def chances(evidence: Evidence, otherwise: int) -> pl.DataFrame:
    """Return each offer's chance of delivery in millionths: offer_no, chance.

    The most specific row of the book's failures holds: first one that names the party, then the one
    with the longest code; ``otherwise`` is how likely a leg fails that no row speaks of.
    """
    offers = evidence.offers.select("offer_no", "party", "hs")
    stated = evidence.book.failures.with_columns(digits=pl.col("hs").str.len_chars())
    kinds = stated.select("digits", named=pl.col("party") != "").unique()
    fitting: list[pl.Expr] = []
    for digits, named in kinds.sort("named", "digits", descending=True).select("digits", "named").rows():
        rows = stated.filter((pl.col("digits") == digits) & ((pl.col("party") != "") == named))
        keys = ["party", "prefix"] if named else ["prefix"]
        column = f"fails_{digits}_{named}"
        told = rows.select("party", prefix="hs", **{column: "probability"}).unique(keys, keep="first")
        looked_up = offers.with_columns(prefix=pl.col("hs").str.slice(0, digits))
        offers = looked_up.join(told.select(*keys, column), on=keys, how="left", maintain_order="left")
        offers = offers.drop("prefix")
        fitting.append(pl.col(column))
    fails = pl.coalesce(*fitting, pl.lit(otherwise, dtype=pl.Int64))
    return offers.select("offer_no", chance=CERTAIN - fails)


def certified_value(evidence: Evidence) -> int:
    """Return what the certificate is about: the value of all legs, or what is expected of them."""
    otherwise = leg_failure(evidence)
    return int(evidence.legs["value"].sum()) if otherwise is None else _expected(evidence, otherwise)


def _expected(evidence: Evidence, otherwise: int) -> int:
    known = chances(evidence, otherwise)
    legs = evidence.legs.select("deal_no", "offer_no", "value").drop_nulls()
    deals = (
        legs.join(known, on="offer_no", how="left", maintain_order="left")
        .group_by("deal_no")
        .agg(pl.col("value").sum(), pl.col("chance"))
    )
    return sum(
        value * prod(succeeds) // CERTAIN ** len(succeeds)
        for value, succeeds in deals.select("value", "chance").iter_rows()
    )
