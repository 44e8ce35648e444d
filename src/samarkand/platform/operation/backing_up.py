"""Writes a backup: every table as it stood at one moment, while the house goes on working."""

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import metadata
from pathlib import Path

from django.apps import apps
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from samarkand.core.finding import Refusal
from samarkand.platform.operation.backup_format import (
    MANIFEST,
    Column,
    Kind,
    Manifest,
    TableFile,
    manifest_text,
    member_of,
)
from samarkand.platform.operation.catalogue import finding
from samarkand.platform.operation.readiness import missing_migrations

LEFT_OUT = frozenset({"django_session", "operation_heartbeat", "web_throttle"})
"""Tables of the moment: who is signed in, which process is alive, how often sign-in was tried."""

_KINDS = {
    "BinaryField": Kind.BYTES,
    "BooleanField": Kind.FLAG,
    "DateTimeField": Kind.MOMENT,
    "JSONField": Kind.JSON,
}
_AT_ONCE = 2000

_READ = {
    "sqlite": {
        Kind.BYTES: "CASE WHEN {0} IS NULL THEN NULL ELSE hex({0}) END",
        Kind.MOMENT: "{0}",
        Kind.FLAG: "{0}",
        Kind.JSON: "{0}",
    },
    "postgresql": {
        Kind.BYTES: "encode({0}, 'hex')",
        Kind.MOMENT: "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
        Kind.FLAG: "{0}::int",
        Kind.JSON: "{0}::text",
    },
}
_ARRAY = {"sqlite": "json_array", "postgresql": "json_build_array"}


def back_up(file: Path, now: datetime) -> Manifest:
    """Write a backup to ``file``, readable by this user alone, and return what is in it.

    The file is there whole, or not at all. Raises Refusal: ``file_exists``, ``file_unwritable``,
    ``migrations_missing``.
    """
    if file.exists():
        raise Refusal(finding("file_exists", "there is a file of that name.", file=str(file)))
    if missing := missing_migrations():
        message = f"the database lacks {len(missing)} steps of this version."
        raise Refusal(finding("migrations_missing", message))
    unfinished = file.with_name(f".{file.name}.unfinished-{os.getpid()}")
    try:
        manifest = _write(unfinished, now)
        unfinished.rename(file)
    except OSError as trouble:
        message = f"the backup cannot be written: {(trouble.strerror or 'it failed').lower()}."
        raise Refusal(finding("file_unwritable", message, file=str(file))) from trouble
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _write(unfinished: Path, now: datetime) -> Manifest:
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            manifest = _write_tables(archive, now)
            archive.writestr(MANIFEST, manifest_text(manifest))
        stream.flush()
        os.fsync(stream.fileno())
    return manifest


def _write_tables(archive: zipfile.ZipFile, now: datetime) -> Manifest:
    with steady_connection() as steady:
        recorded = sorted(f"{app}.{name}" for app, name in MigrationRecorder(steady).applied_migrations())
        tables = tuple(_write_table(archive, steady, *table) for table in sorted(_tables().items()))
    return Manifest(
        version=metadata.version("samarkand"),
        database=connection.vendor,
        made_at=now.isoformat(timespec="seconds"),
        migrations=tuple(recorded),
        tables=tables,
    )


@contextmanager
def steady_connection() -> Iterator[BaseDatabaseWrapper]:
    """Yield a connection that sees the database as it stands now, whatever is written meanwhile."""
    steady = connection.copy()
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if _is_postgresql() else "BEGIN DEFERRED"
    try:
        with steady.cursor() as cursor:
            cursor.execute(begin)
        yield steady
        with steady.cursor() as cursor:
            cursor.execute("ROLLBACK")
    finally:
        steady.close()


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _tables() -> dict[str, tuple[Column, ...]]:
    """Return the tables of every stage with their columns."""
    made = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]  # noqa: SLF001
    named = {model._meta.db_table: model for model in made if not model._meta.proxy}  # noqa: SLF001
    return {table: _columns(model) for table, model in named.items() if table not in LEFT_OUT}


def _columns(model: type[models.Model]) -> tuple[Column, ...]:
    fields = model._meta.concrete_fields  # noqa: SLF001 (Django's documented name)
    return tuple(Column(field.column, _kind(field)) for field in fields if field.column)


def _kind(field: "models.Field[object, object]") -> Kind:
    return _KINDS.get(field.get_internal_type(), Kind.PLAIN)


def _write_table(
    archive: zipfile.ZipFile, steady: BaseDatabaseWrapper, table: str, columns: tuple[Column, ...]
) -> TableFile:
    digest, rows = hashlib.sha256(), 0
    with archive.open(member_of(table), "w", force_zip64=True) as member:
        for lines in _lines(steady, table, columns):
            content = "".join(f"{line}\n" for line in lines).encode()
            digest.update(content)
            member.write(content)
            rows += len(lines)
    return TableFile(table, columns, rows, digest.hexdigest())


def _lines(steady: BaseDatabaseWrapper, table: str, columns: tuple[Column, ...]) -> Iterator[list[str]]:
    quote = steady.ops.quote_name
    forms = _READ[steady.vendor]
    cells = ", ".join(forms.get(column.kind, "{0}").format(quote(column.name)) for column in columns)
    line = f"CAST({_ARRAY[steady.vendor]}({cells}) AS text)"
    select = f"SELECT {line} FROM {quote(table)} ORDER BY {quote(columns[0].name)}"  # noqa: S608 (our names)
    with steady.chunked_cursor() as cursor:
        cursor.execute(select)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield [written for (written,) in rows]
