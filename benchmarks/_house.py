"""A house of its own for a benchmark: an empty database made and thrown away, on SQLite and PostgreSQL.

Django knows one database a process: each is measured in a process of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

SCRATCH = f"samarkand_benchmark_{os.getpid()}"


def on_each_database(
    module: str,
    parser: argparse.ArgumentParser,
    measure: Callable[[argparse.Namespace], None],
    heading: str = "",
) -> None:
    """Measure with what the command line says, on each database in a process of its own.

    Each process runs the module again; ``heading`` is printed once, before all.
    """
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.here:
        measure(chosen)
        return
    if heading:
        print(heading, flush=True)
    _each_database(module, sys.argv[1:])


def _each_database(module: str, arguments: Sequence[str]) -> None:
    """Run ``python -m MODULE ARGUMENTS`` on SQLite, and on PostgreSQL where ``DATABASE_URL`` names one."""
    url = os.environ.get("DATABASE_URL", "")
    for database in ("", url) if url.startswith("postgres") else ("",):
        with scratch_database(database) as scratch, tempfile.TemporaryDirectory() as home:
            house = {
                "DATABASE_URL": scratch or f"sqlite:///{home}/benchmark.sqlite3",
                "SAMARKAND_HOME": home,
                "DJANGO_SETTINGS_MODULE": "samarkand.platform.house.settings",
            }
            subprocess.run(
                [sys.executable, "-m", module, "--here", *arguments], check=True, env=os.environ | house
            )
    if not url.startswith("postgres"):
        print("PostgreSQL not measured: name a server, DATABASE_URL=postgres://user@host:port/postgres")


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """Yield the address of an empty database beside the one named; blank for a blank one."""
    if not url:
        yield ""
        return
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {SCRATCH}")
        try:
            yield urlsplit(url)._replace(path=f"/{SCRATCH}").geturl()
        finally:
            server.execute(f"DROP DATABASE {SCRATCH} WITH (FORCE)")


def start_house() -> str:
    """Set Django up, make the tables, and return what the database calls itself."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {str(cursor.fetchone()[0]).split()[0]}"
        cursor.execute("SELECT sqlite_version()")
        return f"SQLite {cursor.fetchone()[0]}"
