"""Whether every pool and every deal gives as much as it takes, and the tables of both say so."""

from collections.abc import Callable
from functools import partial
from typing import Any

import polars as pl

from samarkand.clearing.checking.evidence import Evidence, deal_names
from samarkand.clearing.checking.faults import faults, wrong_cells
from samarkand.clearing.checking.numbers import value_text
from samarkand.core.finding import Finding

_CELLS = {
    "value_out": value_text,
    "value_in": value_text,
    "balance": value_text,
    "swing": value_text,
    "currency": repr,
}
_DEAL_CELLS: dict[str, Callable[[Any], str]] = {"parties": str, "legs": str, "value": value_text}


def _sums(evidence: Evidence, *keys: str) -> pl.DataFrame:
    """Return value out and value in by ``keys``, and ``off``, their difference."""
    sums = evidence.stakes.group_by(*keys).agg(pl.col("value_out", "value_in").sum())
    return sums.with_columns(off=pl.col("value_out") - pl.col("value_in"))


def check_pools(evidence: Evidence) -> list[Finding]:
    """Return the pools whose value out and value in differ by more than their swing."""
    pools = _sums(evidence, "pool_no").join(evidence.pools, on="pool_no")
    broken = pools.filter(pl.col("off").abs() > pl.col("swing")).sort("pool")
    return faults("pool_unbalanced", broken, _say_unbalanced, file="legs", column="value")


def _say_unbalanced(row: dict[str, Any]) -> str:
    swing = f"its swing is {value_text(row['swing'])}" if row["swing"] else "no swing"
    return (
        f"pool {row['pool']} gives {value_text(row['value_out'])} and takes {value_text(row['value_in'])}: "
        f"off by {value_text(row['off'])}, {swing}."
    )


def check_balances(evidence: Evidence) -> list[Finding]:
    """Return the rows of the balances table that the legs and the book do not bear out."""
    true = (
        evidence.pools.join(_sums(evidence, "pool_no"), on="pool_no", how="left")
        .with_columns(pl.col("value_out", "value_in").fill_null(0))
        .with_columns(balance=pl.col("value_out") - pl.col("value_in"))
        .select("pool", *(pl.col(column).alias(f"true_{column}") for column in _CELLS))
    )
    stated = evidence.outcome.balances.with_row_index("line", offset=2)
    both = stated.join(true, on="pool", how="left", maintain_order="left")
    findings = check_listed(stated, "pool", evidence.pools["pool"], file="balances")
    return findings + wrong_cells(
        "balance_differs", both, _CELLS, lambda row: f"pool {row['pool']}", file="balances"
    )


def check_listed(
    stated: pl.DataFrame, column: str, names: pl.Series, *, file: str, also: pl.Series | None = None
) -> list[Finding]:
    """Return the names a table lacks, lists twice, or lists although they are not there.

    Names in ``also`` may be listed or not.
    """
    known = names if also is None else pl.concat([names, also])
    twice = stated.filter(pl.col(column).is_duplicated() & ~pl.col(column).is_first_distinct())
    strange = stated.filter(~pl.col(column).is_in(known.implode()))
    absent = names.filter(~names.is_in(stated[column].implode())).unique().sort().to_frame(column)
    told: tuple[tuple[str, pl.DataFrame, str], ...] = (
        ("name_twice", twice, "is listed twice"),
        ("unknown_name", strange, "is not there"),
        ("unknown_name", absent, "is not listed"),
    )
    return [
        finding
        for code, rows, what in told
        for finding in faults(code, rows, partial(_say_listed, column, what), file=file, column=column)
    ]


def _say_listed(column: str, what: str, row: dict[str, Any]) -> str:
    return f"{column} {row[column]!r} {what}."


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
    broken = named.filter(pl.col("together") > pl.col("swing")).join(
        deal_names(evidence.outcome), on="deal_no"
    )
    return faults(
        "deal_unbalanced",
        broken.sort("deal", "pool"),
        lambda row: f"in deal {row['deal']} {_say_unbalanced(row)}",
        file="legs",
        column="value",
    )


def _deal_rows(evidence: Evidence) -> list[Finding]:
    stated = evidence.outcome.deals
    twice = stated.filter(~stated["deal"].is_first_distinct())
    numbered = stated if twice.is_empty() else stated.unique("deal", keep="first", maintain_order=True)
    true = evidence.deals.select("deal_no", *(pl.col(cell).alias(f"true_{cell}") for cell in _DEAL_CELLS))
    both = numbered.with_row_index("deal_no").join(true, on="deal_no", how="left", maintain_order="left")
    empty = both.filter(pl.col("true_legs").is_null())
    return [
        *faults("name_twice", twice, partial(_say_listed, "deal", "is listed twice"), file="deals"),
        *faults("unknown_name", empty, partial(_say_listed, "deal", "has no legs"), file="deals"),
        *wrong_cells("deal_differs", both, _DEAL_CELLS, lambda row: f"deal {row['deal']}", file="deals"),
    ]
