"""Every entry sums to nothing, has its lines, and stands on accounts of its own unit."""

from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.core.scale import amount_text
from samarkand.ledger.books import Books
from samarkand.ledger.proof.catalogue import faults


def check_entries(books: Books) -> list[Finding]:
    """Return the entries whose lines are too few or do not sum to nothing, and keys used twice."""
    lines = books.postings.group_by("entry").agg(
        pl.col("amount").cast(pl.Int128).sum().alias("sum"),  # wider, so that no sum comes round to nothing
        pl.len().alias("lines"),
    )
    summed = books.entries.select("entry", "key").join(lines, on="entry", how="left")
    short = summed.filter(pl.col("lines").fill_null(0) < 2)  # noqa: PLR2004 (giver and taker)
    uneven = summed.filter(pl.col("sum") != 0)
    twice = books.entries.filter(pl.col("key").is_duplicated()).unique("key")
    return [
        *faults("entry_lines_missing", short.sort("entry"), _say_short, file="entries"),
        *faults("entry_sum_wrong", uneven.sort("entry"), _say_uneven, file="entries"),
        *faults("entry_key_twice", twice.sort("entry"), _say_twice, file="entries", column="key"),
    ]


def check_postings(books: Books) -> list[Finding]:
    """Return the postings whose entry or account is not there, or whose account counts another unit."""
    placed = books.postings.join(
        books.entries.select("entry", "unit"), on="entry", how="left", maintain_order="left"
    ).join(
        books.accounts.select("account", pl.col("unit").alias("account_unit")),
        on="account",
        how="left",
        maintain_order="left",
    )
    known = pl.col("unit").is_not_null() & pl.col("account_unit").is_not_null()
    return [
        *faults("posting_astray", placed.filter(~known), _say_astray, file="postings"),
        *faults(
            "posting_unit_wrong",
            placed.filter(known & (pl.col("unit") != pl.col("account_unit"))),
            _say_unit,
            file="postings",
        ),
    ]


def _say_short(row: dict[str, Any]) -> str:
    return f"Entry {row['entry']} ({row['key']}) has {row['lines'] or 0} postings."


def _say_uneven(row: dict[str, Any]) -> str:
    return f"The postings of entry {row['entry']} ({row['key']}) sum to {amount_text(row['sum'])}."


def _say_twice(row: dict[str, Any]) -> str:
    return f"Entry {row['entry']} shares its key {row['key']!r} with another."


def _say_astray(row: dict[str, Any]) -> str:
    missing = "entry" if row["unit"] is None else "account"
    return f"A posting of {amount_text(row['amount'])} names {missing} {row[missing]}, which is not there."


def _say_unit(row: dict[str, Any]) -> str:
    return f"Entry {row['entry']} is posted on account {row['account']}, which counts another unit."
