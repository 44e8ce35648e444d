"""What every program of the house does first: settings, and tables of this version."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from samarkand.core.finding import Refusal
from samarkand.platform.house import environment
from samarkand.platform.house.reasons import reason_of
from samarkand.platform.operation.catalogue import finding
from samarkand.platform.operation.home_folder import folder_findings

_PATIENCE = 30.0
_ADVISORY_LOCK = 7_264_273  # any number, the same in every program of the house


def set_up() -> None:
    """Make Django ready.

    Raises ValueError where a setting is wrong, and Refusal (``folder_unfit``) where the house's folder is.
    """
    environment.check()
    if found := list(folder_findings()):
        raise Refusal(*found)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samarkand.platform.house.settings")
    import django

    django.setup()


def database_trouble() -> type[Exception]:
    """Return what is raised where the database does not answer."""
    from django.db import OperationalError

    return OperationalError


def letters_leave() -> bool:
    """Tell whether letters of the house reach people: whether it has mail."""
    from django.conf import settings

    return bool(settings.LETTERS_LEAVE)


def bring_up_to_date() -> int:
    """Give the database the tables of this version, its secrets sealed with the present key.

    Returns how many steps the tables took. Raises Refusal (``database_unreachable``, ``seals_broken``).
    """
    steps = make_tables()
    from samarkand.platform.operation.resealing import need_sealed

    need_sealed()
    return steps


def make_tables() -> int:
    """Wait for the database, give it the tables of this version, and return how many steps that took.

    Programs that start at the same moment wait for each other. Raises Refusal (``database_unreachable``).
    """
    from django.core.management import call_command

    from samarkand.platform.operation.readiness import missing_migrations

    _wait_for_database()
    with _alone():
        missing = missing_migrations()
        if missing:
            call_command("migrate", interactive=False, verbosity=0)
    return len(missing)


def without_pool() -> None:
    """Let this process have single sessions with the database from now on, where others share a pool."""
    from django.db import connection

    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL alone has one
        del connection.settings_dict["OPTIONS"]["pool"]


def _wait_for_database() -> None:
    from django.db import DatabaseError, connection

    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.ensure_connection()
        except DatabaseError as trouble:
            if time.monotonic() > until:
                message = f"the database did not answer for {_PATIENCE:.0f} seconds: {reason_of(trouble)}."
                raise Refusal(finding("database_unreachable", message)) from trouble
            time.sleep(0.5)
        else:
            return


@contextmanager
def _alone() -> Iterator[None]:
    """Hold off the other programs of the house meanwhile, wherever they run."""
    from django.db import connection

    if connection.vendor != "postgresql":
        with (environment.home() / "tables.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_LOCK])
