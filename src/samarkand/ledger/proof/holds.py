"""What is held on an account is what its open holds would take from it and bring to it."""

from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.core.scale import amount_text
from samarkand.ledger.books import Books
from samarkand.ledger.proof.catalogue import faults


def check_holds(books: Books) -> list[Finding]:
    """Return the holds that contradict themselves, and accounts on which something else is held."""
    is_open = pl.col("state") == "open"
    amount = pl.col("open_amount")
    wrong = books.holds.filter(
        (amount < 0) | (amount > pl.col("amount")) | (is_open & (amount == 0)) | (~is_open & (amount != 0))
    )
    held = books.holds.filter(is_open)
    accounts = books.accounts
    for column, end in (("held_out", "debtor"), ("held_in", "creditor")):
        sums = held.group_by(pl.col(end).alias("account")).agg(amount.sum().alias(f"true_{column}"))
        accounts = accounts.join(sums, on="account", how="left")
    unlike = accounts.with_columns(pl.col("true_held_out", "true_held_in").fill_null(0)).filter(
        (pl.col("held_out") != pl.col("true_held_out")) | (pl.col("held_in") != pl.col("true_held_in"))
    )
    return [
        *faults("hold_wrong", wrong.sort("hold"), _say_hold, file="holds", column="open_amount"),
        *faults("account_held_wrong", unlike.sort("account"), _say_held, file="accounts"),
    ]


def _say_hold(row: dict[str, Any]) -> str:
    amount, left = amount_text(row["amount"]), amount_text(row["open_amount"])
    return f"Hold {row['hold']} of {amount} is {row['state']} and open for {left}."


def _say_held(row: dict[str, Any]) -> str:
    names = ("true_held_out", "true_held_in", "held_out", "held_in")
    take, bring, out, in_ = (amount_text(row[name]) for name in names)
    return f"On account {row['account']} the open holds take {take} and bring {bring}, not {out} and {in_}."
