"""Balances of the pools, and who pays whom at home."""

from fractions import Fraction

import numpy as np
import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.outcome import SCHEMAS
from samarkand.clearing.terms_of_round import RoundTerms
from samarkand.core.scale import PRICE_DECIMALS, TERMS_DECIMALS

_RATE_DIGITS = 12
_POOL_ACCOUNT = ""

NEAR_ONE = 1e-7
"""How far from 1 the middle of a rate may be that is stated as 1: terms are whole numbers."""


def balances(economy: Economy, found: RoundTerms, allocation: Allocation) -> pl.DataFrame:
    """Return the `Outcome.balances` table.

    The rate is the middle, in ratios, of what honours every executed limit; the pool whose
    currency is the unit of account has the rate 1.
    """
    gave = _executed(economy.offers, found.terms, allocation.offer_value)
    took = _executed(economy.alternatives, found.terms, allocation.alternative_value)
    pools = economy.pools.with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))
    joined = (
        pools.join(
            gave.group_by("pool").agg(value_out=pl.col("value").sum(), rate_high=pl.col("ratio").min()),
            left_on="number",
            right_on="pool",
            how="left",
        )
        .join(
            took.group_by("pool").agg(value_in=pl.col("value").sum(), rate_low=pl.col("ratio").max()),
            left_on="number",
            right_on="pool",
            how="left",
        )
        .sort("number")
        .with_columns(pl.col("value_out", "value_in").fill_null(0))
    )
    middle = _middle()
    is_unit = pl.col("number") == (-1 if found.unit.pool is None else found.unit.pool)
    rate = pl.when(is_unit & ((middle - 1.0).abs() <= NEAR_ONE)).then(1.0).otherwise(middle)
    rated = joined.with_columns(balance=pl.col("value_out") - pl.col("value_in"), rate=rate).with_columns(
        pl.col("rate", "rate_low", "rate_high").round_sig_figs(_RATE_DIGITS)
    )
    return rated.sort("pool").select(SCHEMAS["balances"].keys())


def middle_rate(economy: Economy, found: RoundTerms, allocation: Allocation) -> float | None:
    """Return the middle of the rates that honour what the pool of the unit of account executes.

    None where no pool's currency is the unit, or that pool trades nothing.
    """
    if found.unit.pool is None:
        return None
    sides = (
        (economy.offers, allocation.offer_value, "rate_high", pl.col("ratio").min()),
        (economy.alternatives, allocation.alternative_value, "rate_low", pl.col("ratio").max()),
    )
    own = pl.col("pool") == found.unit.pool
    ends = {
        name: _executed(rows, found.terms, value).filter(own).select(end).item()
        for rows, value, name, end in sides
    }
    middle = pl.DataFrame(ends, schema=dict.fromkeys(ends, pl.Float64)).select(_middle()).item()
    return None if middle is None else float(middle)


def _middle() -> pl.Expr:
    """Return the middle, in ratios, of rate_low and rate_high, or the one of them that is there."""
    return (pl.coalesce("rate_low", "rate_high") * pl.coalesce("rate_high", "rate_low")).sqrt()


def _executed(rows: pl.DataFrame, terms: pl.Series, value: np.ndarray) -> pl.DataFrame:
    scale = 10.0 ** (PRICE_DECIMALS - TERMS_DECIMALS)
    ratio = pl.lit(terms).gather(pl.col("market")) / pl.col("limit") * scale
    return rows.select("pool", ratio.alias("ratio"), value=pl.Series(value)).filter(pl.col("value") > 0)


def home_settlement(book: Book, legs: pl.DataFrame, pools: pl.DataFrame) -> pl.DataFrame:
    """Return the `Outcome.home_settlement` table: the fewest payments a plain rule finds.

    In a pool of several parties whoever took more than it gave pays whoever gave more than it
    took, in the pool's own money at the pool's rate. What a swing leaves open is between them and
    the pool's own account, named as the pool.
    """
    shared = book.parties.filter(pl.len().over("pool") > 1)
    gave = (
        legs.group_by("from_party")
        .agg(pl.col("value").sum())
        .rename({"from_party": "party", "value": "gave"})
    )
    took = legs.group_by("to_party").agg(pl.col("value").sum()).rename({"to_party": "party", "value": "took"})
    net = (
        shared.select("party", "pool")
        .join(gave, on="party", how="left")
        .join(took, on="party", how="left")
        .select("pool", "party", net=pl.col("took").fill_null(0) - pl.col("gave").fill_null(0))
        .filter(pl.col("net") != 0)
        .join(pools.select("pool", "rate", "currency"), on="pool", how="left")
        .sort("pool", "party")
    )
    rows = []
    for (pool,), group in net.group_by(["pool"], maintain_order=True):
        rate, currency = Fraction(f"{group['rate'][0]:.{_RATE_DIGITS}g}"), group["currency"][0]
        owed = _in_own_money(dict(zip(group["party"], group["net"], strict=True)), rate)
        rows += [
            (pool, payer or pool, payee or pool, amount, currency) for payer, payee, amount in _payments(owed)
        ]
    return pl.DataFrame(rows, schema=SCHEMAS["home_settlement"], orient="row")


def _in_own_money(net: dict[str, int], rate: Fraction) -> dict[str, int]:
    """Return what each owes (or is owed, below zero) in hundredths of own money; they sum to zero.

    The pool's own account, named by the empty text here, stands against what does not cancel.
    """
    exact = {party: value / rate for party, value in net.items()}
    if sum(net.values()):
        exact[_POOL_ACCOUNT] = -sum(exact.values(), Fraction(0))
    owed = {party: int(amount // 1) for party, amount in exact.items()}
    short = -sum(owed.values())
    by_remainder = sorted(exact, key=lambda party: (owed[party] - exact[party], party))
    for party in by_remainder[:short]:
        owed[party] += 1
    return owed


def _payments(owed: dict[str, int]) -> list[tuple[str, str, int]]:
    """Match the largest debtor with the largest creditor until nobody owes anything."""
    payers = sorted((-amount, party) for party, amount in owed.items() if amount > 0)
    payees = sorted((amount, party) for party, amount in owed.items() if amount < 0)
    payments = []
    while payers and payees:
        (debt, payer), (credit, payee) = payers[0], payees[0]
        amount = min(-debt, -credit)
        payments.append((payer, payee, amount))
        payers[0], payees[0] = (debt + amount, payer), (credit + amount, payee)
        payers, payees = _settled(payers), _settled(payees)
    return payments


def _settled(side: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return side if side[0][0] else side[1:]
