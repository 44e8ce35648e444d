"""Brings a backup back: into an empty database, proven there, and only then in the house's place."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from samarkand.core.finding import Finding, Refusal, errors
from samarkand.platform.accounts.sql.lifting import lifted
from samarkand.platform.accounts.verifying import verify
from samarkand.platform.house.many_rows import insert_rows
from samarkand.platform.operation.backup_format import (
    Column,
    Kind,
    Manifest,
    TableFile,
    read_manifest,
    unreadable,
)
from samarkand.platform.operation.catalogue import finding
from samarkand.platform.operation.in_use import let_go, need_unused
from samarkand.platform.operation.resealing import seal_anew
from samarkand.platform.operation.staging import staging
from samarkand.platform.operation.starting import without_pool

_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, and where the former database is kept; blank: there was none.

    ``broken`` tells, in words, what was sealed with a key that is not known here.
    """

    manifest: Manifest
    former: str
    broken: tuple[str, ...] = ()


def restore(file: Path, now: datetime, *, only_check: bool = False) -> Restored:
    """Put the backup in the house's place once its ledger is proven; ``only_check`` stops before that.

    It may come from the other kind of database and from an older version. Raises Refusal, and nothing
    has changed: ``backup_unreadable``, ``backup_newer``, ``backup_not_proven``, ``house_in_use``.
    """
    without_pool()
    connection.close()
    with _opened(file) as archive:
        manifest = _manifest(archive)
        _need_whole(archive, manifest)
        if not only_check:
            need_unused()
        try:
            with staging(now) as put_in_place:
                _fill(archive, manifest)
                broken = seal_anew().broken
                _prove(file)
                former = "" if only_check else put_in_place()
        finally:
            let_go()
    return Restored(manifest, former, broken)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as trouble:
        why = getattr(trouble, "strerror", None) or str(trouble)
        raise Refusal(unreadable(None, why.lower(), str(file))) from trouble
    with archive:
        yield archive


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    manifest = read_manifest(archive)
    if isinstance(manifest, Finding):
        raise Refusal(manifest)
    known = {f"{app}.{name}" for app, name in MigrationExecutor(connection).loader.graph.nodes}
    if unknown := sorted(set(manifest.migrations) - known):
        message = f"it was made by version {manifest.version}, which has {unknown[0]}."
        raise Refusal(finding("backup_newer", message, file=str(archive.filename)))
    return manifest


def _need_whole(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Refuse a file that is not as it was written, before anything is made of it."""
    try:
        for table in manifest.tables:
            with archive.open(table.member) as member:
                digest = hashlib.file_digest(member, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads into
            if digest != table.digest:
                raise Refusal(unreadable(archive, f"its table {table.name} is not as it was written"))
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError) as trouble:
        raise Refusal(unreadable(archive, " ".join(str(trouble).split()))) from trouble


def _fill(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Make the tables as the backup had them, fill them, and bring them up to date."""
    state = _make_tables(manifest.migrations)
    try:
        with lifted():
            _wait_with_checks()
            for table in manifest.tables:
                _load(archive, table)
    except (DatabaseError, ValueError, RecursionError) as trouble:
        raise Refusal(unreadable(archive, " ".join(str(trouble).split()))) from trouble
    _count_on(state)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _make_tables(migrations: Iterable[str]) -> ProjectState:
    had = {(app, name) for app, name in (migration.split(".", 1) for migration in migrations)}
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    last = [node for node in sorted(had) if not _followed(node, had, graph.node_map[node].children)]
    state: ProjectState = executor.migrate(last)
    return state


def _followed(node: tuple[str, str], had: set[tuple[str, str]], children: Iterable[Any]) -> bool:
    """Tell whether a later migration of the same stage had been made too."""
    return any(child.key[0] == node[0] and child.key in had for child in children)


def _wait_with_checks() -> None:
    """Let PostgreSQL look at references between tables when all are filled."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _load(archive: zipfile.ZipFile, table: TableFile) -> None:
    names = [column.name for column in table.columns]
    with archive.open(table.member) as member:
        while lines := list(islice(member, _AT_ONCE)):
            insert_rows(table.name, names, [_row(line, table.columns) for line in lines])


def _row(line: bytes, columns: tuple[Column, ...]) -> tuple[object, ...]:
    cells = json.loads(line)
    return tuple(_cell(cell, column.kind) for cell, column in zip(cells, columns, strict=True))


def _cell(value: Any, kind: Kind) -> object:  # noqa: ANN401 (whatever JSON holds)
    """Return the value as the database at hand takes it."""
    if value is None or kind in {Kind.PLAIN, Kind.JSON}:
        return value
    if kind is Kind.BYTES:
        return bytes.fromhex(value)
    if kind is Kind.FLAG:
        return bool(value)
    # As Django writes moments on SQLite, where they are compared as text: no fraction where it is nothing.
    return value.removesuffix(".000000") if connection.vendor == "sqlite" else f"{value}+00"


def _count_on(state: ProjectState) -> None:
    """Let new rows be numbered after those brought back."""
    made = state.apps.get_models(include_auto_created=True)
    statements = connection.ops.sequence_reset_sql(no_style(), made)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _prove(file: Path) -> None:
    if found := errors(verify()):
        message = f"{len(found)} faults are in its ledger, the first of them {found[0].code}."
        raise Refusal(finding("backup_not_proven", message, file=str(file)), *found)
