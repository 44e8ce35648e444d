"""Whether the house can do its work: database, tables and worker are there, and the ledger is true."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from samarkand.core.finding import Finding
from samarkand.platform.accounts.models import LedgerProof
from samarkand.platform.house import environment
from samarkand.platform.house.full_disk import LEAST_FREE, free_bytes
from samarkand.platform.house.private_files import open_to_others, paths_told
from samarkand.platform.operation.catalogue import finding
from samarkand.platform.operation.heartbeat import is_silent, last_beat

_SEEN_UP_TO_DATE: list[bool] = []
"""Filled once it is so: a running process meets no older tables again, and the question is slow."""


def hindrances(now: datetime) -> list[Finding]:
    """Return everything that keeps the house from its work now; nothing: it is ready."""
    return [*_low_disks(), *_of_database(now)]


def _low_disks() -> Iterator[Finding]:
    for folder in sorted({environment.home(), *_database_folder()}):
        free = free_bytes(folder)
        if free < LEAST_FREE:
            yield finding(
                "disk_low", f"{free:,} bytes are free where {folder} lies, {LEAST_FREE:,} are wanted."
            )


def _database_folder() -> list[Path]:
    name = _database_file()
    return [Path(name).absolute().parent] if name else []


def _of_database(now: datetime) -> list[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return list(_hindrances(now))
    except DatabaseError as trouble:
        reason = str(trouble).strip().splitlines()[:1]
        return [finding("database_unreachable", f"the database does not answer: {' '.join(reason)}.")]


def _hindrances(now: datetime) -> Iterator[Finding]:
    if not _up_to_date():
        yield finding("migrations_missing", "the tables of the database are not those of this version.")
        return
    if is_silent(now):
        last = last_beat()
        since = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "yet"
        yield finding("worker_silent", f"no worker has been heard of {since}.")
    if told := ", ".join(paths_told(_open_to_others())):
        yield finding("files_open", f"others on this machine may read or change {told}.")
    proof = LedgerProof.objects.first()
    if proof is not None and proof.faults:
        yield finding(
            "ledger_false", f"the proof of {proof.proven_at:%Y-%m-%d %H:%M} UTC found {proof.faults} faults."
        )


def _open_to_others() -> list[Path]:
    return open_to_others(environment.home(), _database_file())


def _database_file() -> str:
    """Return where the embedded database lies; blank where it is none, or in memory."""
    name = str(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else ""
    return "" if name.startswith(("file:", ":")) else name


def _up_to_date() -> bool:
    if not _SEEN_UP_TO_DATE and not missing_migrations():
        _SEEN_UP_TO_DATE.append(True)
    return bool(_SEEN_UP_TO_DATE)


def missing_migrations() -> list[str]:
    """Return the migrations of this version that the database has not had, as ``app.name``."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
