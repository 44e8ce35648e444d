"""The rows every change of the ledger begins with, kept from others until the database transaction ends.

Units are shared, so that a period cannot be closed under an entry; accounts are taken in the order of
their numbers, so that nobody waits in a ring. SQLite has one writer at a time and locks nothing more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from samarkand.platform.house.many_rows import with_rows


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands while it is locked; amounts in the minor unit of its unit."""

    account: int
    unit: int
    credit_limit: int | None
    balance: int
    held_out: int
    held_in: int
    height: int
    closed: bool


def share_units(units: Iterable[int]) -> dict[int, date | None]:
    """Return the day each unit's books are closed to, by unit; no period closes until the end."""
    lock = " ORDER BY unit.id FOR SHARE" if connection.vendor == "postgresql" else ""
    rows = with_rows(_UNITS + lock, {"id": "bigint"}, [(unit,) for unit in set(units)])
    return {unit: _day(closed_until) for unit, closed_until in rows}


def lock_accounts(accounts: Iterable[int]) -> dict[int, Standing]:
    """Return how the accounts stand, by account; nobody else changes them until the end."""
    lock = " ORDER BY account.id FOR NO KEY UPDATE" if connection.vendor == "postgresql" else ""
    rows = with_rows(_ACCOUNTS + lock, {"id": "bigint"}, [(account,) for account in set(accounts)])
    return {row[0]: Standing(*row) for row in rows}


def lock_keys(keys: Iterable[str]) -> None:
    """Let one caller at a time act under each of these keys, where they are few.

    Two callers with one key and different accounts would meet at the unique index, too late for a finding.
    """
    few = sorted(set(keys))[: _FEW + 1]
    if connection.vendor == "postgresql" and len(few) <= _FEW:
        with connection.cursor() as cursor:
            cursor.execute(_KEYS, [few])


_FEW = 100
"""The database keeps every lock of a key in memory it shares out at start: thousands would not fit."""

_UNITS = """
    SELECT unit.id, unit.closed_until FROM accounts_unitofaccount AS unit
    WHERE unit.id IN (SELECT given.id FROM {given})
"""
_ACCOUNTS = """
    SELECT account.id, account.unit_id, account.credit_limit, account.balance, account.held_out,
        account.held_in, account.height, account.closed_at IS NOT NULL
    FROM accounts_account AS account WHERE account.id IN (SELECT given.id FROM {given})
"""
_KEYS = """
    SELECT pg_advisory_xact_lock(hash)
    FROM (SELECT hashtextextended(unnest(%s::text[]), 0) AS hash ORDER BY 1) AS hashes
"""


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
