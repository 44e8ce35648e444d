"""Whether every pool and every deal gives as much as it takes, and the tables of both say so."""

import polars as pl

from samarkand.clearing.checking.evidence import Evidence
from samarkand.clearing.checking.faults import faults
from samarkand.clearing.checking.numbers import value_text
from samarkand.core.finding import Finding

_COLUMNS = ("value_out", "value_in", "balance", "swing", "currency")


def _sums(evidence: Evidence, *keys: str) -> pl.DataFrame:
    """Return value out and value in by ``keys``, and ``off``, their difference."""
    sums = evidence.stakes.group_by(*keys).agg(pl.col("value_out", "value_in").sum())
    return sums.with_columns(off=pl.col("value_out") - pl.col("value_in"))


def check_pools(evidence: Evidence) -> list[Finding]:
    """Return the pools whose value out and value in differ by more than their swing."""
    pools = _sums(evidence, "pool_no").join(evidence.pools, on="pool_no")
    broken = pools.filter(pl.col("off").abs() > pl.col("swing")).sort("pool")
    return faults("pool_unbalanced", broken, _say_unbalanced, file="legs", column="value")


def _say_unbalanced(row: dict[str, object]) -> str:
    swing = f"its swing is {_money(row['swing'])}" if row["swing"] else "no swing"
    return (
        f"pool {row['pool']} gives {_money(row['value_out'])} and takes {_money(row['value_in'])}: "
        f"off by {_money(row['off'])}, {swing}."
    )


def _money(value: object) -> str:
    return value_text(value) if isinstance(value, int) else str(value)


def check_balances(evidence: Evidence) -> list[Finding]:
    """Return the rows of the balances table that the legs and the book do not bear out."""
    true = (
        evidence.pools.join(_sums(evidence, "pool_no"), on="pool_no", how="left")
        .with_columns(pl.col("value_out", "value_in").fill_null(0))
        .with_columns(balance=pl.col("value_out") - pl.col("value_in"))
        .select("pool", *(pl.col(column).alias(f"true_{column}") for column in _COLUMNS))
    )
    stated = evidence.outcome.balances.with_row_index("line", offset=2)
    both = stated.join(true, on="pool", how="left", maintain_order="left")
    findings = check_listed(stated, "pool", evidence.pools["pool"], file="balances")
    for column in _COLUMNS:
        wrong = both.filter(pl.col(column) != pl.col(f"true_{column}"))
        findings += faults(
            "balance_differs",
            wrong,
            lambda row, column=column: (
                f"pool {row['pool']}: {column} is stated as {_money(row[column])}, "
                f"the legs and the book say {_money(row[f'true_{column}'])}."
            ),
            file="balances",
            column=column,
        )
    return findings


def check_listed(stated: pl.DataFrame, column: str, names: pl.Series, *, file: str) -> list[Finding]:
    """Return the names a table lacks, lists twice, or lists although they are not there."""
    twice = stated.filter(pl.col(column).is_duplicated() & ~pl.col(column).is_first_distinct())
    strange = stated.filter(~pl.col(column).is_in(names.implode()))
    absent = names.filter(~names.is_in(stated[column].implode())).unique().sort().to_frame(column)
    return [
        *faults("name_twice", twice, lambda row: f"{column} {row[column]} is listed twice.", file=file, column=column),
        *faults("unknown_name", strange, lambda row: f"there is no {column} {row[column]!r}.", file=file, column=column),
        *faults("unknown_name", absent, lambda row: f"{column} {row[column]} is not listed.", file=file, column=column),
    ]


def check_deals(evidence: Evidence) -> list[Finding]:
    """Return the deals that do not balance by themselves, and the rows of the deals table that are wrong."""
    return [*_deal_balances(evidence), *_deal_rows(evidence)]


def _deal_balances(evidence: Evidence) -> list[Finding]:
    """Judge each deal by itself; what a pool's deals leave open together must fit into its swing."""
    unbalanced = evidence.stakes.filter(pl.col("value_out") != pl.col("value_in"))
    sums = unbalanced.group_by("deal_no", "pool_no").agg(pl.col("value_out", "value_in").sum())
    off = sums.with_columns(off=pl.col("value_out") - pl.col("value_in")).filter(pl.col("off") != 0)
    together = pl.col("off").abs().sum().over("pool_no")
    named = off.with_columns(together=together).join(evidence.pools, on="pool_no")
    broken = named.filter(pl.col("together") > pl.col("swing")).join(_deal_names(evidence), on="deal_no")
    return faults(
        "deal_unbalanced",
        broken.sort("deal", "pool"),
        lambda row: f"in deal {row['deal']} {_say_unbalanced(row)}",
        file="legs",
        column="value",
    )


def _deal_names(evidence: Evidence) -> pl.DataFrame:
    return evidence.legs.select("deal_no", "deal").unique("deal_no")


def _deal_rows(evidence: Evidence) -> list[Finding]:
    parties = evidence.stakes.group_by("deal_no").agg(true_parties=pl.len().cast(pl.Int64))
    sums = evidence.legs.group_by("deal_no").agg(true_legs=pl.len().cast(pl.Int64), true_value=pl.col("value").sum())
    names = _deal_names(evidence)
    stated = evidence.outcome.deals.with_row_index("line", offset=2)
    both = stated.join(names, on="deal", how="left", maintain_order="left")
    for true in (parties, sums):
        both = both.join(true, on="deal_no", how="left", maintain_order="left")
    findings = check_listed(stated, "deal", names["deal"].drop_nulls(), file="deals")
    for column in ("parties", "legs", "value"):
        wrong = both.filter(pl.col(column) != pl.col(f"true_{column}"))
        findings += faults(
            "deal_differs",
            wrong,
            lambda row, column=column: (
                f"deal {row['deal']}: {column} is stated as {_shown(column, row[column])}, "
                f"its legs say {_shown(column, row[f'true_{column}'])}."
            ),
            file="deals",
            column=column,
        )
    return findings


def _shown(column: str, number: int) -> str:
    return value_text(number) if column == "value" else f"{number:,}"
