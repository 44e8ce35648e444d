"""Statements written in files, one folder a database, and the migration steps that run them."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

_FOLDER = Path(__file__).parent

Script = Callable[[str], str]
"""From the database's vendor, ``postgresql`` or ``sqlite``, to the statements it shall run."""


def file(name: str) -> Script:
    """Return the script kept as ``VENDOR/NAME.sql``; blank for a database that has no such file."""

    def script(vendor: str) -> str:
        path = _FOLDER / vendor / f"{name}.sql"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    return script


def after(first: Script, then: Script) -> Script:
    """Return the script that runs the one, then the other."""
    return lambda vendor: f"{first(vendor)}\n{then(vendor)}"


def step(forwards: Script, backwards: Script) -> Operation:
    """Return a migration step that runs the one script, and the other when it is undone."""
    return migrations.RunPython(_running(forwards), _running(backwards))


def _running(script: Script) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    def run(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        connection = editor.connection
        with connection.cursor() as cursor:
            for statement in _apart(script(connection.vendor), connection.vendor):
                cursor.execute(statement)

    return run


def _apart(text: str, vendor: str) -> Iterator[str]:
    """Yield what the driver takes at once: SQLite's takes one statement, psycopg a whole script."""
    if vendor != "sqlite":
        if text.strip():
            yield text
        return
    gathered = ""
    for line in text.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""
