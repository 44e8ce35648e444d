"""The limit price that a row would have needed, as far as its party may be told it.

What the engine reckons rests on the rate of the row's pool, and that is the ratio of one row's terms and
limit: a pool-mate's, it may be. A trader is told what follows from its own limits and the terms it is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from samarkand.core.unit import unit
from samarkand.platform.rounds.told_terms import EXACT, step_of


@dataclass(frozen=True, slots=True)
class OwnRate:
    """A rate that a party's own row decided: its terms and its limit, whole numbers at their scales."""

    terms: int
    limit: int


def own_rate(
    parties: pl.DataFrame, potentials: pl.DataFrame, told: pl.DataFrame, party: str
) -> OwnRate | None:
    """Return the rate of a party's pool where nothing of others is in it but terms that it is told exactly.

    None where the party shares its pool, or trades nothing. ``told`` is what `told_terms` returns.
    """
    pool = parties.filter(pl.col("party") == party)["pool"]
    if pool.is_empty() or parties.filter(pl.col("pool") == pool.item()).height > 1:
        return None
    rates = potentials.filter(kind="pool", name=pool.item(), case=1).drop_nulls("rate_terms")
    exact = told.filter(told=EXACT)["value_per_unit"].to_list()
    for terms, limit in rates.select("rate_terms", "rate_limit").iter_rows():
        if terms in exact:
            return OwnRate(terms, limit)
    return None


def told_limit(
    row: Mapping[str, Any], rate: OwnRate | None, terms: pl.DataFrame, told: pl.DataFrame, *, lanes: bool
) -> int | None:
    """Return the limit, in millionths, at which a row of ``unmatched`` is sure to be good; None if untold.

    ``terms`` is the outcome's table, ``told`` what of it the party is told. Untold is the limit of a row that
    several markets may serve, and that of a want where ``lanes`` bring freight into it.
    """
    is_offer = row["side"] == "offer"
    if row["limit_to_trade"] is None or rate is None or (lanes and not is_offer):
        return None
    markets = [
        market
        for market, goods in terms.select("market", "commodity").iter_rows()
        if goods.startswith(row["commodity"]) or row["commodity"].startswith(goods)
    ]
    at = told.filter(pl.col("market").is_in(markets)).rows(named=True)
    if len(markets) > 1 or not at:
        return None
    # Of rounded terms the end that is worse for the row: the limit is good whatever was rounded away.
    value = at[0]["value_per_unit"]
    half = 0 if at[0]["told"] == EXACT else step_of(value) // 2 + 1
    worth = Fraction((value - half if is_offer else value + half) * rate.limit, rate.terms)
    needed = worth * _size(row["unit"]) / _size(at[0]["unit"])
    return needed.__floor__() if is_offer else needed.__ceil__()


def _size(code: str) -> Fraction:
    known = unit(code)
    if known is None:
        raise ValueError(f"unit {code!r} passed the book's checks but is not known")
    return known.factor


def with_told_limits(
    tables: Mapping[str, pl.DataFrame], parties: pl.DataFrame, told: pl.DataFrame, party: str, *, lanes: bool
) -> pl.DataFrame:
    """Return the party's rows of ``unmatched`` with what it may be told of limits, and nothing of sides.

    ``tables`` are those of an outcome: its ``unmatched``, ``potentials`` and ``terms``; ``parties``, and
    whether there are ``lanes``, are the frozen book's; ``told`` is what `told_terms` returns. By how
    much a side is longer is left out: less its own rest, that is what one other has open.
    """
    rows = tables["unmatched"].filter(pl.col("party") == party)
    rate = own_rate(parties, tables["potentials"], told, party)
    terms = tables["terms"]
    limits = [told_limit(row, rate, terms, told, lanes=lanes) for row in rows.iter_rows(named=True)]
    return rows.with_columns(
        limit_to_trade=pl.Series(limits, dtype=pl.Int64), longer_by=pl.lit(None, dtype=pl.Int64)
    )
