"""The books of a ledger as frames: what the proof and the digests are worked out from.

Amounts count the minor unit of their unit of account. Identifiers are whole numbers and stay what they
are for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    "units": {"unit": pl.Int64(), "code": pl.String(), "closed_until": pl.Date()},
    "accounts": {
        "account": pl.Int64(),
        "unit": pl.Int64(),
        "balance": pl.Int64(),
        "height": pl.Int64(),
        "held_out": pl.Int64(),
        "held_in": pl.Int64(),
    },
    "entries": {
        "entry": pl.Int64(),
        "unit": pl.Int64(),
        "effective_on": pl.Date(),
        "posted_at": pl.Datetime("us"),
        "corrects": pl.Int64(),
        "key": pl.String(),
        "kind": pl.String(),
        "subject": pl.String(),
        "memo": pl.String(),
    },
    "postings": {
        "entry": pl.Int64(),
        "account": pl.Int64(),
        "amount": pl.Int64(),
        "balance": pl.Int64(),
        "place": pl.Int64(),
    },
    "holds": {
        "hold": pl.Int64(),
        "debtor": pl.Int64(),
        "creditor": pl.Int64(),
        "amount": pl.Int64(),
        "open_amount": pl.Int64(),
        "state": pl.String(),
    },
    "obligations": {
        "obligation": pl.Int64(),
        "entry": pl.Int64(),
        "debtor": pl.Int64(),
        "creditor": pl.Int64(),
        "amount": pl.Int64(),
        "open_amount": pl.Int64(),
    },
    "changes": {"obligation": pl.Int64(), "entry": pl.Int64(), "amount": pl.Int64()},
    "periods": {
        "unit": pl.Int64(),
        "number": pl.Int64(),
        "until": pl.Date(),
        "first_entry": pl.Int64(),
        "last_entry": pl.Int64(),
        "entries": pl.Int64(),
        "digest": pl.String(),
        "previous": pl.String(),
    },
}
"""The columns of each table, in the sequence they are read."""


@dataclass(frozen=True, slots=True)
class Books:
    """A ledger at one moment, a frame for each table of ``SCHEMAS``; times are in UTC."""

    units: pl.DataFrame
    accounts: pl.DataFrame
    entries: pl.DataFrame
    postings: pl.DataFrame
    holds: pl.DataFrame
    obligations: pl.DataFrame
    changes: pl.DataFrame
    periods: pl.DataFrame

    def tables(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield name and frame of each table."""
        for name in SCHEMAS:
            yield name, getattr(self, name)


def empty(table: str) -> pl.DataFrame:
    """Return a table of the books without rows."""
    return pl.DataFrame(schema=SCHEMAS[table])
