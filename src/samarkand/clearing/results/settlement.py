"""Balances of the pools, and who pays whom at home."""

from fractions import Fraction

import polars as pl

from samarkand.book.book import Book
from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.outcome import SCHEMAS
from samarkand.clearing.results.rates import DIGITS, executed, extreme_ratios, rates_table
from samarkand.clearing.terms_of_round import RoundTerms
from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import LARGEST

_POOL_ACCOUNT = ""


def balances(economy: Economy, found: RoundTerms, allocation: Allocation) -> pl.DataFrame:
    """Return the `Outcome.balances` table.

    The rate is the middle, in ratios, of what honours every executed limit; that of the pool whose
    currency is the unit of account is 1 (`rates_table`).
    """
    gave, took = _executed(economy, found, allocation)
    low, high = extreme_ratios(took, highest=True), extreme_ratios(gave, highest=False)
    pools = economy.pools.with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))
    rated = (
        pools.join(_sums(gave, "value_out"), on="number", how="left")
        .join(_sums(took, "value_in"), on="number", how="left")
        .join(rates_table(low, high, found.unit.pool), on="number", how="left")
        .with_columns(pl.col("value_out", "value_in").fill_null(0))
        .with_columns(balance=pl.col("value_out") - pl.col("value_in"))
    )
    return rated.sort("pool").select(SCHEMAS["balances"].keys())


def _sums(executed_rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return executed_rows.group_by(number="pool").agg(pl.col("value").sum().alias(name))


def middle_rate(economy: Economy, found: RoundTerms, allocation: Allocation) -> float | None:
    """Return the middle of the rates that honour what the pool of the unit of account executes.

    None where no pool's currency is the unit, or that pool trades nothing.
    """
    if found.unit.pool is None:
        return None
    gave, took = _executed(economy, found, allocation)
    own = pl.col("pool") == found.unit.pool
    low = extreme_ratios(took.filter(own), highest=True)
    rates = rates_table(low, extreme_ratios(gave.filter(own), highest=False), None)["rate"]
    return None if rates.is_empty() else float(rates.item())


def _executed(
    economy: Economy, found: RoundTerms, allocation: Allocation
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what offers and alternatives carry; see `executed`."""
    return (
        executed(economy.offers, found.terms, allocation.offer_value),
        executed(economy.alternatives, found.terms, allocation.alternative_value),
    )


def home_settlement(book: Book, legs: pl.DataFrame, pools: pl.DataFrame) -> pl.DataFrame:
    """Return the `Outcome.home_settlement` table: the fewest payments a plain rule finds.

    In a pool of several parties whoever took more than it gave pays whoever gave more than it
    took, in the pool's own money at the pool's rate. What a swing leaves open is between them and
    the pool's own account, named as the pool.
    """
    shared = book.parties.filter(pl.len().over("pool") > 1)
    if shared.is_empty():
        return pl.DataFrame(schema=SCHEMAS["home_settlement"])
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
        rate, currency = Fraction(f"{group['rate'][0]:.{DIGITS}g}"), group["currency"][0]
        owed = _in_own_money(dict(zip(group["party"], group["net"], strict=True)), rate)
        _refuse_uncountable(pool, owed)
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


def _refuse_uncountable(pool: str, owed: dict[str, int]) -> None:
    if sum(map(abs, owed.values())) <= LARGEST:
        return
    raise Refusal(
        Finding(
            code="money_uncountable",
            message=f"What the parties of pool {pool} owe at home is more of its money than can be counted.",
            remedy="Check the prices of its rows, or state them in thousands of that money.",
            file="offers, wants",
            column="price",
        )
    )


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
