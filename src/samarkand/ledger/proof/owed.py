"""What is open of every obligation is its amount and the changes made to it, by entries of its unit."""

from typing import Any

import polars as pl

from samarkand.core.finding import Finding
from samarkand.core.scale import amount_text
from samarkand.ledger.books import Books
from samarkand.ledger.proof.catalogue import faults

_TOLD_BY_OWED = ("receipt", "correction", "set_off", "settlement", "interest", "home_payment")
_TAKEN_BACK = "take back "
_REVALUED = "revaluation"


def check_owed(books: Books) -> list[Finding]:
    """Return obligations whose open amount is not what it should be, and those that rest on nothing."""
    sums = books.changes.group_by("obligation").agg(pl.col("amount").sum().alias("changed"))
    owed = (
        books.obligations.join(sums, on="obligation", how="left")
        .with_columns((pl.col("amount") + pl.col("changed").fill_null(0)).alias("true"))
        .sort("obligation")
    )
    wrong = owed.filter((pl.col("open_amount") != pl.col("true")) | (pl.col("open_amount") < 0))
    return [
        *faults("obligation_open_wrong", wrong, _say_open, file="obligations", column="open_amount"),
        *faults("obligation_unfounded", _unfounded(books), _say_unfounded, file="obligations"),
        *faults("entry_owed_wrong", _unanswered(books), _say_unanswered, file="entries"),
        *faults("obligation_astray", _astray_obligations(books), _say_astray, file="obligations"),
        *faults("obligation_astray", _astray_changes(books), _say_astray_change, file="obligation changes"),
    ]


def _astray_obligations(books: Books) -> pl.DataFrame:
    """Return obligations whose entry and two accounts are not there, or not of one unit."""
    unit_of_account = books.accounts.select("account", "unit")
    placed = (
        books.obligations.join(books.entries.select("entry", "unit"), on="entry", how="left")
        .join(unit_of_account, left_on="debtor", right_on="account", how="left", suffix="_of_debtor")
        .join(unit_of_account, left_on="creditor", right_on="account", how="left", suffix="_of_creditor")
    )
    unit = pl.col("unit")
    alike = unit.eq(pl.col("unit_of_debtor")) & unit.eq(pl.col("unit_of_creditor"))
    return placed.filter(~alike.fill_null(value=False)).sort("obligation")


def _unfounded(books: Books) -> pl.DataFrame:
    """Return obligations that their entry does not bear out.

    The entry moved the creditor up or the debtor down by as much at least. The house stands in one posting
    for all it owes and is owed, so that one end alone has to bear it out.
    """
    moved = books.postings.group_by("entry", "account").agg(pl.col("amount").sum().alias("moved"))
    owed = books.obligations
    for end in ("debtor", "creditor"):
        owed = owed.join(
            moved.rename({"account": end, "moved": f"{end}_moved"}), on=["entry", end], how="left"
        )
    up, down = pl.col("creditor_moved").fill_null(0), -pl.col("debtor_moved").fill_null(0)
    borne_out = (pl.col("amount") > 0) & (pl.max_horizontal(up, down) >= pl.col("amount"))
    return owed.filter(~borne_out).sort("obligation")


def _unanswered(books: Books) -> pl.DataFrame:
    """Return accounts that an entry moved otherwise than what is owed to them and by them.

    Asked of every entry of trade, and of any other that changed what is owed. A revaluation rounds balances
    and obligations each for itself; an entry taken back changes the ledger alone.
    """
    owed = books.obligations.select("entry", "debtor", "creditor", "amount")
    ends = books.obligations.select("obligation", "debtor", "creditor")
    changed = books.changes.join(ends, on="obligation").select("entry", "debtor", "creditor", "amount")
    both = pl.concat([owed, changed])
    up = both.select("entry", pl.col("creditor").alias("account"), pl.col("amount").alias("owed"))
    down = both.select("entry", pl.col("debtor").alias("account"), (-pl.col("amount")).alias("owed"))
    nothing = pl.lit(0, dtype=pl.Int64)
    asked = _asked(books, both["entry"])
    parts = [
        books.postings.select("entry", "account", pl.col("amount").alias("moved"), nothing.alias("owed")),
        *(one.select("entry", "account", nothing.alias("moved"), "owed") for one in (up, down)),
    ]
    sums = pl.concat(parts).join(asked, on="entry", how="semi").group_by("entry", "account")
    totals = sums.agg(pl.col("moved", "owed").cast(pl.Int128).sum())
    return totals.filter(pl.col("moved") != pl.col("owed")).sort("entry", "account")


def _asked(books: Books, owing: pl.Series) -> pl.DataFrame:
    """Return the entries that must answer for what is owed; ``owing`` are those that say they change it."""
    kind = pl.col("kind")
    of_trade = kind.is_in(_TOLD_BY_OWED) & ~pl.col("key").str.starts_with(_TAKEN_BACK)
    says_so = pl.col("entry").is_in(owing.unique().implode())
    return books.entries.filter((of_trade | says_so) & (kind != _REVALUED)).select("entry")


def _astray_changes(books: Books) -> pl.DataFrame:
    """Return changes of no obligation, and those by no entry or one of another unit."""
    unit_of_entry = books.entries.select("entry", "unit")
    made_by = books.obligations.select("obligation", pl.col("entry").alias("made_by")).join(
        unit_of_entry, left_on="made_by", right_on="entry", how="left"
    )
    placed = books.changes.join(made_by, on="obligation", how="left").join(
        unit_of_entry, on="entry", how="left", suffix="_of_entry"
    )
    alike = pl.col("unit").eq(pl.col("unit_of_entry"))
    return placed.filter(~alike.fill_null(value=False)).sort("obligation", "entry")


def _say_open(row: dict[str, Any]) -> str:
    true, stored = amount_text(row["true"]), amount_text(row["open_amount"])
    return f"Of obligation {row['obligation']} {true} is open, not {stored}."


def _say_unfounded(row: dict[str, Any]) -> str:
    names = ("amount", "creditor_moved", "debtor_moved")
    amount, creditor, debtor = (amount_text(row[name] or 0) for name in names)
    return (
        f"Obligation {row['obligation']} of {amount} does not follow from entry {row['entry']}, which "
        f"moved the creditor by {creditor} and the debtor by {debtor}."
    )


def _say_unanswered(row: dict[str, Any]) -> str:
    return (
        f"Entry {row['entry']} moved account {row['account']} by {amount_text(row['moved'])}, "
        f"and what is owed to it less what it owes by {amount_text(row['owed'])}."
    )


def _say_astray(row: dict[str, Any]) -> str:
    return (
        f"Obligation {row['obligation']} names entry {row['entry']} and accounts {row['debtor']} and "
        f"{row['creditor']}: one is not there, or they count different units."
    )


def _say_astray_change(row: dict[str, Any]) -> str:
    amount = amount_text(row["amount"])
    return (
        f"A change of {amount} names obligation {row['obligation']} and entry {row['entry']}: "
        "one is not there, or they count different units."
    )
