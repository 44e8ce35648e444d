"""Whether payments at home give every party what its goods earned or cost, and none crosses a border."""

from fractions import Fraction

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import value_text, wide
from samarkand.core.finding import Finding

_FILE = "home_settlement"
_RATE_DIGITS = 12
_SEVERAL = 2


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
    wrong = judged.filter(pl.col("received") != pl.col("due")).sort("pool", "party")
    return faults(
        "settlement_differs",
        wrong,
        lambda row: (
            f"pool {row['pool']}: {row['party']} receives {value_text(row['received'])} on balance, "
            f"its goods at the pool's rate give {value_text(row['due'])}."
        ),
        file=_FILE,
        column="amount",
    )


def _received(payments: pl.DataFrame) -> pl.DataFrame:
    paid = payments.select("pool", party="payer", received=-pl.col("amount"))
    got = payments.select("pool", party="payee", received="amount")
    return pl.concat([paid, got]).group_by("pool", "party").agg(pl.col("received").sum())


def _due(evidence: Evidence) -> pl.DataFrame:
    """Return what each party, and each pool's clearing account, is due: pool, party, ``due`` in hundredths.

    The account takes what the members leave open. Everybody's share is rounded so that less is owed
    (a debtor down, a creditor up); the hundredths missing then fall on the largest remainders.
    """
    exact = pl.col("owed") * pl.col("times")
    parts = _owed(evidence).with_columns(whole=exact // pl.col("over"), rest=exact % pl.col("over"))
    ordered = parts.sort(["pool", "rest", "party"], descending=[False, True, False])
    whole_sum = pl.col("whole").sum().over("pool")
    rounded_up = pl.int_range(pl.len()).over("pool").cast(pl.Int128) + whole_sum < 0
    owed = pl.col("whole").cast(pl.Int64) + rounded_up.cast(pl.Int64)
    return ordered.select("pool", "party", due=-owed)


def _owed(evidence: Evidence) -> pl.DataFrame:
    """Return what each owes in value, 128 bits wide, and the ratio that makes it the pool's own money."""
    shared = evidence.pools.filter(pl.col("members") >= _SEVERAL).select("pool", "pool_no")
    stakes = evidence.stakes.join(shared, on="pool_no")
    sums = stakes.group_by("pool", "party_no").agg(owed=pl.col("value_in").sum() - pl.col("value_out").sum())
    members = sums.join(_names(evidence), on="party_no")
    members = members.select("pool", "party", wide("owed").alias("owed"))
    account = members.group_by("pool").agg(party=pl.col("pool").first(), owed=0 - pl.col("owed").sum())
    both = pl.concat([members, account.select(members.columns)]).filter(pl.col("owed") != 0)
    return both.join(_ratios(evidence.outcome.balances.join(shared, on="pool", how="semi")), on="pool")


def _names(evidence: Evidence) -> pl.DataFrame:
    return evidence.parties.select("party_no", "party")


def _ratios(balances: pl.DataFrame) -> pl.DataFrame:
    """Return each rate, as stated to twelve digits, upside down: own money is value * times / over."""
    stated = balances.filter(pl.col("rate") > 0).unique("pool", keep="first")
    fractions = [Fraction(f"{rate:.{_RATE_DIGITS}g}") for rate in stated["rate"]]
    wide_integer = pl.Int128()
    return pl.DataFrame(
        {
            "pool": stated["pool"],
            "times": pl.Series([each.denominator for each in fractions], dtype=wide_integer),
            "over": pl.Series([each.numerator for each in fractions], dtype=wide_integer),
        }
    )
