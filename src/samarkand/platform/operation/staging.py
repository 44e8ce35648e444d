"""An empty database beside the house's own, and how it takes its place: whole, in one step."""

import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

PutInPlace = Callable[[], str]
"""Makes it the house's own database, and returns where the former one is kept, if there was one."""

_LOGS = ("-wal", "-shm", "-journal")


@contextmanager
def staging(now: datetime) -> Iterator[PutInPlace]:
    """Run what stands inside with the house's connection on an empty database; gone if not put in place."""
    if connection.vendor == "postgresql":
        with _schema(now) as put_in_place:
            yield put_in_place
    else:
        with _file(Path(connection.settings_dict["NAME"]), now) as put_in_place:
            yield put_in_place


@contextmanager
def _file(kept: Path, now: datetime) -> Iterator[PutInPlace]:
    own = uuid.uuid4().hex[:8]
    made = kept.with_name(f"{kept.stem}-restoring-{own}.sqlite3")
    former = kept.with_name(f"{kept.stem}-before-{now:%Y%m%dT%H%M%S}-{own}.sqlite3")

    def put_in_place() -> str:
        connection.close()
        _whole(made)
        if not kept.exists():
            made.rename(kept)
            return ""
        _set_aside(kept, former)
        made.replace(kept)
        return str(former)

    try:
        with _connected_to(NAME=str(made)):
            yield put_in_place
    finally:
        for end in ("", *_LOGS):
            Path(f"{made}{end}").unlink(missing_ok=True)


def _set_aside(kept: Path, former: Path) -> None:
    """Keep the former database under another name too; until the new one takes its name it is still there."""
    with suppress(sqlite3.DatabaseError):  # a damaged one is set aside as it is
        _whole(kept)
    os.link(kept, former)
    for end in _LOGS:
        if (log := Path(f"{kept}{end}")).exists():
            log.rename(f"{former}{end}")


def _whole(file: Path) -> None:
    """Bring into the file what still lies in its log, and all of it to the disk."""
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("PRAGMA journal_mode=DELETE")
    database.close()
    with file.open("rb") as content:
        os.fsync(content.fileno())


@contextmanager
def _schema(now: datetime) -> Iterator[PutInPlace]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        ((kept,),) = cursor.fetchall()
    quote = connection.ops.quote_name
    own = uuid.uuid4().hex[:8]
    made, former = f"restoring_{own}", f"before_{now:%Y%m%dt%H%M%S}_{own}"

    def put_in_place() -> str:
        _run(
            f"BEGIN; ALTER SCHEMA {quote(kept)} RENAME TO {quote(former)};"
            f" ALTER SCHEMA {quote(made)} RENAME TO {quote(kept)}; COMMIT"
        )
        return f"schema {former}"

    _run(f"CREATE SCHEMA {quote(made)}")
    try:
        options = {**connection.settings_dict["OPTIONS"], "options": f"-c search_path={made}"}
        options.pop("pool", None)
        with _connected_to(OPTIONS=options):
            yield put_in_place
    finally:
        _run(f"DROP SCHEMA IF EXISTS {quote(made)} CASCADE")


def _run(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)


@contextmanager
def _connected_to(**changed: Any) -> Iterator[None]:  # noqa: ANN401 (any of Django's settings)
    """Point the house's connection elsewhere, and back."""
    settings = connection.settings_dict
    before = {name: settings[name] for name in changed}
    connection.close()
    settings.update(changed)
    try:
        yield
    finally:
        connection.close()
        settings.update(before)
