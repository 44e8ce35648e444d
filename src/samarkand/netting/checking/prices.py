"""Whether the prices of debts prove a bound on what rings of two and three can set off.

Weak duality: give every debt a price, in millionths, such that the prices of every ring of two or
three debts add up to its length at least. Whatever such rings set off is then at most the sum of
amounts times prices.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from samarkand.core.finding import Finding
from samarkand.netting.checking.evidence import Evidence
from samarkand.netting.checking.faults import faults
from samarkand.netting.checking.listing import check_listed, numbered
from samarkand.netting.checking.numbers import sums_by_unit, wide

_FILE = "prices"
_DEBT = ("debtor", "creditor", "unit", "group")
_ONE = 10**6
_THREE = 3
_AT_ONCE = 5_000_000


def check_prices(evidence: Evidence) -> list[Finding]:
    """Return the debts without a price, and the rings whose prices are below their length."""
    if evidence.outcome.prices is None:
        return []
    listing = check_listed(evidence.outcome.prices, _debts(evidence), _DEBT, file=_FILE)
    negative = evidence.outcome.prices.filter(pl.col("price") < 0)
    say = partial(_say_price, "is below zero")
    below = faults("price_broken", negative, say, file=_FILE, column="price")
    return [*listing, *below] or _rings(evidence)


def _debts(evidence: Evidence) -> pl.DataFrame:
    tail, head = evidence.debts["tail"], evidence.debts["head"]
    nodes = evidence.nodes
    return nodes.select(
        debtor=pl.col("party").gather(tail),
        creditor=pl.col("party").gather(head),
        unit=pl.col("unit").gather(tail),
        group=pl.col("group").gather(tail),
    )


def _say_price(what: str, row: dict[str, Any]) -> str:
    return f"the price of what {row['debtor']!r} owes {row['creditor']!r} {what}."


def priced_debts(evidence: Evidence) -> pl.DataFrame:
    """Return the debts with a price, each once: tail, head, unit_no, amount, price."""
    prices = evidence.outcome.prices
    if prices is None:
        return evidence.debts.select("tail", "head", "unit_no", "amount", price=pl.lit(0, pl.Int64)).clear()
    stated = numbered(evidence.numbers, prices, tail="debtor", head="creditor")
    stated = stated.select("tail", "head", "price").unique(["tail", "head"], keep="first")
    return evidence.debts.select("tail", "head", "unit_no", "amount").join(stated, on=["tail", "head"])


def ring_bounds(evidence: Evidence) -> dict[int, int]:
    """Return the bound that the prices set, by unit, in minor units rounded down."""
    sums = sums_by_unit(priced_debts(evidence), total=wide("amount") * wide("price"))
    return {unit: int(row["total"]) // _ONE for unit, row in sums.items()}


def _rings(evidence: Evidence) -> list[Finding]:
    debts = priced_debts(evidence).select("tail", "head", price=pl.col("price").clip(0, _THREE * _ONE))
    back = debts.select(tail="head", head="tail", back="price")
    twos = debts.join(back, on=["tail", "head"]).filter(
        pl.col("tail") < pl.col("head"), pl.col("price") + pl.col("back") < 2 * _ONE
    )
    parties = evidence.nodes["party"]
    told = faults("price_broken", twos, partial(_say_two, parties), file=_FILE, column="price")
    for threes in _cheap_threes(debts):
        if threes.height:
            return [*told, *faults("price_broken", threes, partial(_say_three, parties), file=_FILE)]
    return told


def _cheap_threes(debts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield the rings of three whose prices are below three, some at a time.

    Prices below three on a ring are below one on average, so that one of its debts can be named
    first such that its price is below one and the first two are below two: no others are followed.
    """
    first = debts.filter(pl.col("price") < _ONE)
    ways = debts.group_by("tail").agg(ways=pl.len().cast(pl.Int64))
    first = first.join(ways, left_on="head", right_on="tail").sort("tail", "head")
    part = (first["ways"].cum_sum() // _AT_ONCE).to_numpy()
    second = debts.select(head="tail", third="head", then="price")
    closing = debts.select(third="tail", tail="head", last="price")
    for number in np.unique(part):
        two = first.filter(pl.Series(part == number)).join(second, on="head")
        two = two.filter(pl.col("price") + pl.col("then") < 2 * _ONE, pl.col("tail") != pl.col("third"))
        three = two.join(closing, on=["third", "tail"])
        yield three.filter(pl.col("price") + pl.col("then") + pl.col("last") < _THREE * _ONE)


def _say_two(parties: pl.Series, row: dict[str, Any]) -> str:
    return f"the prices between {parties[row['tail']]!r} and {parties[row['head']]!r} are below two."


def _say_three(parties: pl.Series, row: dict[str, Any]) -> str:
    names = ", ".join(repr(parties[row[node]]) for node in ("tail", "head", "third"))
    return f"the prices of the ring of {names} are below three."
