"""Rows by the thousand, set-based on both databases: given to a statement, or written in one go.

Given rows travel in one parameter and are read there as a table: PostgreSQL unnests arrays, SQLite reads
JSON. Written rows go by COPY on PostgreSQL and by one prepared statement on SQLite.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Literal

import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

Cell = int | str | date | datetime | None
Kind = Literal["bigint", "text", "date", "timestamptz", "jsonb"]
"""As PostgreSQL calls them. A cell of ``jsonb`` is given as text."""


_MANY = 10_000
"""With more new rows than this PostgreSQL counts a table again at once."""


def with_rows(
    statement: str, columns: Mapping[str, Kind], rows: Iterable[Sequence[Cell]]
) -> list[tuple[Any, ...]]:
    """Run a statement that names ``{given}``, the table ``given`` of these rows; return what it answers."""
    table, parameters = _given(columns, list(rows))
    with connection.cursor() as cursor:
        cursor.execute(statement.format(given=table), parameters)
        return [] if cursor.description is None else cursor.fetchall()


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to a table; its name and columns are our own words, never what somebody typed.

    Moments among them are to be told as `kept_moment` tells them.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with _copying(cursor, table, columns) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        values = ", ".join("%s" for _ in columns)
        target = f"{_names([table])} ({_names(columns)})"
        cursor.executemany(f"INSERT INTO {target} VALUES ({values})", list(rows))  # noqa: S608


def insert_frame(table: str, frame: pl.DataFrame) -> None:
    """Add a frame to a table; the frame's columns are the table's. See `insert_rows`."""
    if connection.vendor != "postgresql":
        dated = frame.with_columns(pl.col(pl.Date).cast(pl.String))
        insert_rows(table, frame.columns, dated.rows())
        return
    with connection.cursor() as cursor:
        # Polars writes an empty text as a pair of quotation marks, a null as nothing: as COPY reads them.
        with _copying(cursor, table, frame.columns, "(FORMAT csv)") as copy:
            copy.write(frame.write_csv(include_header=False))
        if frame.height > _MANY:
            cursor.execute(f"ANALYZE {_names([table])}")  # else plans are made for the table as it was


def next_numbers(table: str, count: int) -> list[int]:
    """Return numbers that no row of a table has or will have but those now to be written.

    Only for tables of which no row is ever removed.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 (our own words)
        (last,) = cursor.fetchone() or (0,)
        return list(range(last + 1, last + 1 + count))


def kept_moment(moment: datetime | None) -> Any:  # noqa: ANN401 (each database has its own type)
    """Return a moment as the database keeps it: as it is, or as text without its zone."""
    return connection.ops.adapt_datetimefield_value(moment)


@contextmanager
def _copying(cursor: CursorWrapper, table: str, columns: Iterable[str], form: str = "") -> Iterator[Any]:
    """Yield a COPY into a table; Django names the errors of its own statements alone, here of this too."""
    statement = f"COPY {_names([table])} ({_names(columns)}) FROM STDIN {form}"
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        yield copy


def _names(columns: Iterable[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))


def _given(columns: Mapping[str, Kind], rows: Sequence[Sequence[Cell]]) -> tuple[str, Sequence[Any]]:
    if connection.vendor == "postgresql":
        arrays = ", ".join(_array(kind) for kind in columns.values())
        turned = [list(cells) for cells in zip(*rows, strict=True)] or [[] for _ in columns]
        return f"unnest({arrays}) AS given ({', '.join(columns)})", turned
    cells = ", ".join(f"json_extract(value, '$[{at}]') AS {name}" for at, name in enumerate(columns))
    text = json.dumps([list(row) for row in rows], default=_kept_time, separators=(",", ":"))
    # A limit, though none: else SQLite reads the JSON anew for each row it joins it to.
    return f"(SELECT {cells} FROM json_each(%s) LIMIT -1) AS given", [text]  # noqa: S608 (our own words)


def _array(kind: Kind) -> str:
    return "%s::text[]::jsonb[]" if kind == "jsonb" else f"%s::{kind}[]"


def _kept_time(value: object) -> str:
    """Return a day or a moment as SQLite keeps it. Raises TypeError for anything else, as JSON does."""
    if isinstance(value, datetime):
        return str(kept_moment(value))
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is none of a row's kinds")
