"""Rows given to the database in one parameter, read there as a table: set-based work on both databases.

PostgreSQL unnests arrays, SQLite reads JSON; either way one statement takes any number of rows.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from django.db import connection

Cell = int | str | date | None
Kind = Literal["bigint", "text", "date"]


def with_rows(
    statement: str, columns: Mapping[str, Kind], rows: Iterable[Sequence[Cell]]
) -> list[tuple[Any, ...]]:
    """Run a statement that names ``{given}``, the table ``given`` of these rows; return what it answers."""
    table, parameters = _given(columns, list(rows))
    with connection.cursor() as cursor:
        cursor.execute(statement.format(given=table), parameters)
        return [] if cursor.description is None else cursor.fetchall()


def _given(columns: Mapping[str, Kind], rows: Sequence[Sequence[Cell]]) -> tuple[str, Sequence[Any]]:
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
        turned = [list(cells) for cells in zip(*rows, strict=True)] or [[] for _ in columns]
        return f"unnest({arrays}) AS given ({', '.join(columns)})", turned
    cells = ", ".join(f"json_extract(value, '$[{at}]') AS {name}" for at, name in enumerate(columns))
    text = json.dumps([list(row) for row in rows], default=date.isoformat, separators=(",", ":"))
    # A limit, though none: else SQLite reads the JSON anew for each row it joins it to.
    return f"(SELECT {cells} FROM json_each(%s) LIMIT -1) AS given", [text]  # noqa: S608 (our own words)
