"""The house's triggers set aside for a moment: a restore into an empty database, a test that damages tables.

No service of the house imports this; what was written meanwhile is for `samarkand ledger verify` to judge.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def lifted() -> Iterator[None]:
    """Run what stands inside with no trigger of the house at work, in one transaction of the database."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            yield from _lifted_on_postgresql(connection)
        else:
            yield from _lifted_on_sqlite(connection)


def _lifted_on_postgresql(database: BaseDatabaseWrapper) -> Iterator[None]:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace ORDER BY 1"
        )
        tables = [table for (table,) in cursor.fetchall()]
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks that wait cannot be altered
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _lifted_on_sqlite(database: BaseDatabaseWrapper) -> Iterator[None]:
    with database.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, statement in triggers:
            cursor.execute(statement)
