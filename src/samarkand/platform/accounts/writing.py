"""Rows of the ledger written in one go: COPY on PostgreSQL, one prepared statement on SQLite."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from samarkand.platform.accounts.drafts import Draft
from samarkand.platform.accounts.given_rows import with_rows
from samarkand.platform.accounts.locking import Standing
from samarkand.platform.accounts.reckoning import PostingRow


def next_entries(count: int) -> list[int]:
    """Return numbers no entry has or will have but those now to be written."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('accounts_entry', 'id')) FROM generate_series(1, %s)",
                [count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT coalesce(max(id), 0) FROM accounts_entry")  # none is ever removed
        (last,) = cursor.fetchone() or (0,)
        return list(range(last + 1, last + 1 + count))


def write_postings(rows: Sequence[PostingRow]) -> None:
    """Write postings; their entries follow, in the same database transaction."""
    insert_rows("accounts_posting", ("entry_id", "account_id", "amount", "balance", "place"), rows)


def write_entries(drafts: Iterable[tuple[int, Draft]], now: datetime) -> None:
    """Write the rows of numbered drafts, which seal their postings."""
    posted_at = connection.ops.adapt_datetimefield_value(now)
    insert_rows(
        "accounts_entry",
        ("id", "key", "unit_id", "kind", "subject", "effective_on", "posted_at", "corrects_id", "memo"),
        (
            (
                number, draft.key, draft.unit, draft.kind, draft.subject, draft.effective_on.isoformat(),
                posted_at, draft.corrects, draft.memo,
            )
            for number, draft in drafts
        ),
    )  # fmt: skip


def move_balances(standings: Iterable[Standing]) -> None:
    """Write how locked accounts stand now, in one statement."""
    with_rows(
        _MOVE,
        {
            "account": "bigint",
            "balance": "bigint",
            "height": "bigint",
            "held_out": "bigint",
            "held_in": "bigint",
        },
        [(one.account, one.balance, one.height, one.held_out, one.held_in) for one in standings],
    )


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to a table; its name and columns are our own words, never what somebody typed."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Django names the errors of `execute` alone.
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        values = ", ".join("%s" for _ in columns)
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({values})", list(rows))  # noqa: S608


_MOVE = """
    UPDATE accounts_account
    SET balance = given.balance, height = given.height, held_out = given.held_out, held_in = given.held_in
    FROM {given} WHERE accounts_account.id = given.account
"""
