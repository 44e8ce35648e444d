"""Whether payments at home give every party what its goods earned or cost, and none crosses a border."""

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import value_text
from samarkand.core.finding import Finding

_FILE = "home_settlement"
_DIGITS = 1e-11
"""Rates have twelve digits, so an amount may be off by this share besides its rounding."""


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
    alone = payments.filter(pl.col("pool_no").is_null() | (pl.col("members") < 2))
    odd = payments.filter((pl.col("amount") <= 0) | (pl.col("payer") == pl.col("payee")))
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
    """Compare what every party receives, less what it pays, with its goods out less in at the pool's rate."""
    judged = _due(evidence).join(_received(payments), on=["pool", "party"], how="full", coalesce=True)
    judged = judged.with_columns(pl.col("due", "received").fill_null(0))
    allowed = 1.0 + pl.col("due").abs() * _DIGITS
    wrong = judged.filter((pl.col("received") - pl.col("due")).abs() >= allowed).sort("pool", "party")
    return faults(
        "settlement_differs",
        wrong,
        lambda row: (
            f"pool {row['pool']}: {row['party']} receives {value_text(row['received'])} on balance, "
            f"its goods at the pool's rate give {value_text(round(row['due']))}."
        ),
        file=_FILE,
        column="amount",
    )


def _received(payments: pl.DataFrame) -> pl.DataFrame:
    paid = payments.select("pool", party="payer", received=-pl.col("amount"))
    got = payments.select("pool", party="payee", received="amount")
    both = pl.concat([paid, got]).group_by("pool", "party").agg(pl.col("received").sum())
    # The clearing account takes what rounding and the swing leave: it is judged by the zero sum.
    return both.filter(pl.col("party") != pl.col("pool"))


def _due(evidence: Evidence) -> pl.DataFrame:
    """Return what each party of a pool of several is due, in hundredths of the pool's money, unrounded."""
    net = pl.col("value_out").sum() - pl.col("value_in").sum()
    nets = evidence.stakes.group_by("party_no").agg(net=net)
    rates = evidence.outcome.balances.select("pool", "rate").unique("pool", keep="first")
    parties = evidence.parties.join(nets, on="party_no").join(
        evidence.pools.filter(pl.col("members") > 1), on="pool_no"
    )
    due = parties.join(rates, on="pool", how="left")
    return due.select("pool", "party", due=pl.col("net").cast(pl.Float64) / pl.col("rate"))
