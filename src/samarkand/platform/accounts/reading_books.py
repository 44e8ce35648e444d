"""The ledger's tables read into the frames of `samarkand.ledger`, a million rows a second, at one moment.

Rows cross as text: PostgreSQL writes it by COPY, SQLite by joining rows inside the database, and Polars
reads it. An object for each row would take ten times as long.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection, transaction

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.books_catalogue import finding
from samarkand.platform.house.reasons import reason_of

if TYPE_CHECKING:
    import polars as pl

    from samarkand.ledger.books import Books

_TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "units": ("accounts_unitofaccount", ("id", "code", "closed_until")),
    "accounts": ("accounts_account", ("id", "unit_id", "balance", "height", "held_out", "held_in")),
    "entries": (
        "accounts_entry",
        ("id", "unit_id", "effective_on", "posted_at", "corrects_id", "key", "kind", "subject", "memo"),
    ),
    "postings": ("accounts_posting", ("entry_id", "account_id", "amount", "balance", "place")),
    "holds": ("accounts_hold", ("id", "debtor_id", "creditor_id", "amount", "open_amount", "state")),
    "obligations": (
        "accounts_obligation",
        ("id", "entry_id", "debtor_id", "creditor_id", "amount", "open_amount"),
    ),
    "changes": ("accounts_obligationchange", ("obligation_id", "entry_id", "amount")),
    "periods": (
        "accounts_period",
        ("unit_id", "number", "until", "first_entry", "last_entry", "entries", "digest", "previous"),
    ),
}
"""Where each table of the books lies, and its columns in the sequence of `samarkand.ledger.books.SCHEMAS`."""

_ROWS_AT_ONCE = 100_000


def read_books() -> "Books":
    """Return the whole ledger as it stands at one moment; nobody who posts has to wait for it."""
    with one_moment():
        return books_now()


def books_now() -> "Books":
    """Return the whole ledger, read inside `one_moment`."""
    from samarkand.ledger.books import Books

    return Books(**{table: read_table(table) for table in _TABLES})


def read_table(table: str, where: str = "") -> "pl.DataFrame":
    """Return a table of the books, or those of its rows for which ``where``, our own words, is true."""
    import polars as pl

    from samarkand.ledger.books import SCHEMAS

    schema = SCHEMAS[table]
    texts = [text for text in _texts(table, where) if text]
    if not texts:
        return pl.DataFrame(schema=schema)
    time = pl.Datetime("us")
    as_read = {name: pl.String() if kind == time else kind for name, kind in schema.items()}
    rows = pl.concat([pl.read_csv(text, has_header=False, schema=as_read) for text in texts])
    times = [name for name, kind in schema.items() if kind == time]
    words = [name for name, kind in schema.items() if kind == pl.String()]
    return rows.with_columns(
        pl.col(times).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us"), pl.col(words).fill_null("")
    )


@contextmanager
def trouble_told() -> Iterator[None]:
    """Refuse what is asked inside where the database does not answer it.

    Raises Refusal (``ledger_unreadable``).
    """
    try:
        yield
    except DatabaseError as trouble:
        message = f"The ledger cannot be read: {reason_of(trouble)}."
        raise Refusal(finding("ledger_unreadable", message)) from trouble


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything read inside be of one moment, without keeping anybody from writing."""
    if connection.in_atomic_block:  # as settled by who opened it
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _texts(table: str, where: str) -> Iterator[bytes]:
    """Yield the rows of a table as CSV without a header."""
    name, columns = _TABLES[table]
    condition = where or "1 = 1"
    if connection.vendor == "postgresql":
        yield _copied(name, columns, condition)
    else:
        yield from _joined(name, columns, condition)


def _copied(name: str, columns: Sequence[str], condition: str) -> bytes:
    cells = ", ".join(_POSTGRESQL.get(column, column) for column in columns)
    query = f"COPY (SELECT {cells} FROM {name} WHERE {condition}) TO STDOUT (FORMAT csv)"  # noqa: S608 (our own words)
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(query) as copy:
        return b"".join(bytes(part) for part in copy)


def _joined(name: str, columns: Sequence[str], condition: str) -> Iterator[bytes]:
    line = ",".join(_SQLITE.get(column, "%d") for column in columns)
    cells = ", ".join(f"ifnull({one}, '')" if _SQLITE.get(one) == "%s" else one for one in columns)
    query = (
        f"SELECT max(id), CAST(group_concat(printf(%s, {cells}), char(10)) AS BLOB) FROM"  # noqa: S608 (likewise)
        f" (SELECT * FROM {name} WHERE id > %s AND {condition} ORDER BY id LIMIT %s)"
    )
    after: int | None = 0
    with connection.cursor() as cursor:
        while after is not None:
            cursor.execute(query, [line, after, _ROWS_AT_ONCE])
            after, text = cursor.fetchone() or (None, None)
            yield text or b""


_POSTGRESQL = {"posted_at": "posted_at AT TIME ZONE 'UTC'"}
_SQLITE = dict.fromkeys(
    ("effective_on", "posted_at", "corrects_id", "closed_until", "until"), "%s"
) | dict.fromkeys(("code", "key", "kind", "subject", "memo", "state", "digest", "previous"), '"%w"')
"""How a column is written that is no whole number: as it stands, blank for nothing, or in quotes."""
