"""Every stored balance is the sum of postings: after each of them, on each account, and over each unit."""

from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.core.scale import amount_text
from samarkand.ledger.books import Books
from samarkand.ledger.proof.catalogue import faults

_BEFORE = "before"


def check_balances(books: Books) -> list[Finding]:
    """Return the postings that are out of place and the stored balances that are not the sums."""
    ordered = books.postings.sort("account", "place")
    is_first = pl.col("account") != pl.col("account").shift(1).fill_null(-1)
    ordered = ordered.with_columns(
        pl.when(is_first).then(0).otherwise(pl.col("balance").shift(1)).alias(_BEFORE),
        pl.when(is_first).then(0).otherwise(pl.col("place").shift(1)).alias("place_before"),
    )
    misplaced = ordered.filter(pl.col("place") != pl.col("place_before") + 1)
    wrong = ordered.filter(pl.col("balance") != pl.col(_BEFORE) + pl.col("amount"))
    return [
        *faults("posting_place_wrong", misplaced, _say_misplaced, file="postings", column="place"),
        *faults("posting_balance_wrong", wrong, _say_wrong, file="postings", column="balance"),
        *_check_accounts(books),
        *_check_units(books),
    ]


def _check_accounts(books: Books) -> list[Finding]:
    sums = books.postings.group_by("account").agg(
        pl.col("amount").cast(pl.Int128).sum().alias("sum"), pl.len().alias("postings")
    )
    accounts = (
        books.accounts.join(sums, on="account", how="left")
        .with_columns(pl.col("sum").fill_null(0), pl.col("postings").fill_null(0))
        .sort("account")
    )
    return [
        *faults(
            "account_balance_wrong",
            accounts.filter(pl.col("balance").cast(pl.Int128) != pl.col("sum")),
            _say_account,
            file="accounts",
            column="balance",
        ),
        *faults(
            "account_height_wrong",
            accounts.filter(pl.col("height") != pl.col("postings")),
            _say_height,
            file="accounts",
            column="height",
        ),
    ]


def _check_units(books: Books) -> list[Finding]:
    sums = books.accounts.group_by("unit").agg(pl.col("balance").cast(pl.Int128).sum().alias("sum"))
    uneven = sums.filter(pl.col("sum") != 0).join(books.units, on="unit", how="left").sort("unit")
    return faults("unit_sum_wrong", uneven, _say_unit, file="accounts", column="balance")


def _say_misplaced(row: dict[str, Any]) -> str:
    return (
        f"On account {row['account']} posting {row['place']} (of entry {row['entry']}) "
        f"follows posting {row['place_before']}."
    )


def _say_wrong(row: dict[str, Any]) -> str:
    true, stored = amount_text(row[_BEFORE] + row["amount"]), amount_text(row["balance"])
    return f"After posting {row['place']} account {row['account']} stands at {true}, not {stored}."


def _say_account(row: dict[str, Any]) -> str:
    true, stored = amount_text(row["sum"]), amount_text(row["balance"])
    return f"The postings of account {row['account']} sum to {true}, not {stored}."


def _say_height(row: dict[str, Any]) -> str:
    return f"Account {row['account']} has {row['postings']} postings, not {row['height']}."


def _say_unit(row: dict[str, Any]) -> str:
    return f"The balances in {row['code'] or row['unit']} sum to {amount_text(row['sum'])}."
