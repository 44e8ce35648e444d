"""Whether payments at home are those that settle what goods earned and cost, and none crosses a border."""

from collections import deque
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import floor

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import value_text, wide
from samarkand.core.finding import Finding

_FILE = "home_settlement"
_RATE_DIGITS = 12
_SEVERAL = 2
_ACCOUNT = ""


def check_home_settlement(evidence: Evidence) -> list[Finding]:
    """Return the payments that are foreign, strange, or not what the legs and the pool's rate give."""
    payments = _payments(evidence)
    return [*_strange(payments), *_abroad(payments), *_wrong_money(payments), *_amounts(evidence, payments)]


def _payments(evidence: Evidence) -> pl.DataFrame:
    """Return the payments with the pool of either end; a pool's own name is its clearing account."""
    pools = evidence.pools.select("pool", "pool_no", "members", true_currency="currency")
    homes = _homes(evidence)
    rows = evidence.outcome.home_settlement.with_row_index("line", offset=2)
    rows = rows.join(pools, on="pool", how="left", maintain_order="left")
    for end in ("payer", "payee"):
        account = homes.rename({"name": end, "home": f"{end}_home"})
        rows = rows.join(account, on=end, how="left", maintain_order="left").with_columns(
            pl.when(pl.col(end) == pl.col("pool")).then("pool").otherwise(f"{end}_home").alias(f"{end}_home")
        )
    return rows


def _homes(evidence: Evidence) -> pl.DataFrame:
    return evidence.book.parties.select(name="party", home="pool")


def _strange(payments: pl.DataFrame) -> list[Finding]:
    alone = payments.filter(pl.col("pool_no").is_null() | (pl.col("members") < _SEVERAL))
    # A pool may be called as one of its parties, who then may pay the account of that name.
    to_itself = (pl.col("payer") == pl.col("payee")) & (pl.col("payer") != pl.col("pool"))
    odd = payments.filter((pl.col("amount") <= 0) | to_itself)
    repeated = payments.filter(payments.select("pool", "payer", "payee").is_duplicated())
    return [
        *faults(
            "unknown_name",
            alone,
            lambda row: f"line {row['line']}: {row['pool']!r} is no pool of several parties.",
            file=_FILE,
            column="pool",
        ),
        *faults(
            "settlement_differs",
            odd,
            lambda row: (
                f"line {row['line']}: {row['payer']} pays {value_text(row['amount'])} to {row['payee']}."
            ),
            file=_FILE,
            column="amount",
        ),
        *faults(
            "name_twice",
            repeated,
            lambda row: f"line {row['line']}: {row['payer']} pays {row['payee']} more than once.",
            file=_FILE,
        ),
    ]


def _abroad(payments: pl.DataFrame) -> list[Finding]:
    at_home = (pl.col("payer_home") == pl.col("pool")) & (pl.col("payee_home") == pl.col("pool"))
    return faults(
        "settlement_abroad",
        payments.filter(~at_home.fill_null(value=False)),
        lambda row: (
            f"line {row['line']}: {row['payer']} pays {row['payee']} in pool {row['pool']}, "
            "but both must be of that pool."
        ),
        file=_FILE,
        column="payee",
    )


def _wrong_money(payments: pl.DataFrame) -> list[Finding]:
    return faults(
        "settlement_differs",
        payments.filter(pl.col("currency") != pl.col("true_currency")),
        lambda row: (
            f"line {row['line']}: currency is stated as {row['currency']!r}, "
            f"pool {row['pool']} counts in {row['true_currency']!r}."
        ),
        file=_FILE,
        column="currency",
    )


def _amounts(evidence: Evidence, payments: pl.DataFrame) -> list[Finding]:
    """Compare the payments with those the rule makes of what every party's goods earned and cost."""
    keys = ["pool", "payer", "payee"]
    true = pl.DataFrame(
        list(true_payments(evidence)),
        schema={**dict.fromkeys(keys, pl.String), "true_amount": pl.Int128},
        orient="row",
    )
    stated = payments.group_by(keys, maintain_order=True).agg(wide("amount").sum())
    both = stated.join(true, on=keys, how="full", coalesce=True).fill_null(0)
    wrong = both.filter(pl.col("amount") != pl.col("true_amount")).sort(keys)
    return faults(
        "settlement_differs",
        wrong,
        lambda row: (
            f"pool {row['pool']}: {row['payer']} pays {row['payee']} {value_text(row['amount'])}, by what "
            f"goods earned and cost at the pool's rate it pays {value_text(row['true_amount'])}."
        ),
        file=_FILE,
        column="amount",
    )


def true_payments(evidence: Evidence) -> Iterator[tuple[str, str, str, int]]:
    """Yield pool, payer, payee and amount of the payments that settle each pool of several parties.

    Whoever owes the most pays whoever is owed the most until one of them is even, then the next: each
    party pays or is paid, never both, and there are fewer payments than parties.
    """
    rates = _rates(evidence)
    for pool, net in _net_values(evidence).items():
        if pool in rates:
            owed = _in_own_money(net, rates[pool])
            for payer, payee, amount in _settled(owed):
                yield pool, payer or pool, payee or pool, amount


def _net_values(evidence: Evidence) -> dict[str, dict[str, int]]:
    """Return by pool of several parties what each took more than it gave, in value; none that is even."""
    shared = evidence.pools.filter(pl.col("members") >= _SEVERAL).select("pool", "pool_no")
    stakes = evidence.stakes.join(shared, on="pool_no")
    off = (wide("value_in") - wide("value_out")).sum()
    sums = stakes.group_by("pool", "party_no").agg(net=off).filter(pl.col("net") != 0)
    named = sums.join(evidence.parties.select("party_no", "party"), on="party_no").sort("pool", "party")
    found: dict[str, dict[str, int]] = {}
    for pool, party, net in named.select("pool", "party", "net").iter_rows():
        found.setdefault(pool, {})[party] = net
    return found


def _in_own_money(net: dict[str, int], rate: Fraction) -> dict[str, int]:
    """Return what each owes in hundredths of the pool's own money, below zero what it is owed.

    The pool's account, without a name here, takes what its members leave open. Everybody's share is
    rounded so that less is owed (a debtor down, a creditor up); the hundredths missing then fall on the
    largest remainders, among equals on the account, then by name.
    """
    rest = sum(net.values())
    exact = {
        party: Fraction(value) / rate for party, value in (net | ({_ACCOUNT: -rest} if rest else {})).items()
    }
    owed = {party: floor(amount) for party, amount in exact.items()}
    missing = -sum(owed.values())
    by_remainder = sorted(exact, key=lambda party: (owed[party] - exact[party], party))
    for party in by_remainder[:missing]:
        owed[party] += 1
    return owed


def _settled(owed: Mapping[str, int]) -> Iterator[tuple[str, str, int]]:
    payers = sorted((-amount, party) for party, amount in owed.items() if amount > 0)
    payees = sorted((amount, party) for party, amount in owed.items() if amount < 0)
    left, right = deque(payers), deque(payees)
    while left and right:
        (debt, payer), (credit, payee) = left.popleft(), right.popleft()
        amount = min(-debt, -credit)
        yield payer, payee, amount
        if debt + amount:
            left.appendleft((debt + amount, payer))
        if credit + amount:
            right.appendleft((credit + amount, payee))


def _rates(evidence: Evidence) -> dict[str, Fraction]:
    """Return the rate of each pool as it is stated, to twelve digits."""
    stated = evidence.outcome.balances.filter(pl.col("rate") > 0, pl.col("rate").is_finite())
    rows = stated.unique("pool", keep="first", maintain_order=True).select("pool", "rate")
    return {pool: Fraction(f"{rate:.{_RATE_DIGITS}g}") for pool, rate in rows.iter_rows()}
