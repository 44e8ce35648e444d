"""Whether programs of the house use its database: each says so for as long as it lives."""

import fcntl
from pathlib import Path
from typing import TextIO

from django.db import connection

from samarkand.core.finding import Refusal
from samarkand.platform.house import environment
from samarkand.platform.operation.catalogue import finding

_HELD: list[TextIO] = []
"""Open for as long as this process lives: the system lets go of the lock when it ends, however it ends."""


def say_in_use() -> None:
    """Say that this process uses the database, until it ends. PostgreSQL knows by itself."""
    if connection.vendor == "sqlite":
        _HELD.append(_locked(fcntl.LOCK_SH))


def need_unused() -> None:
    """Raise Refusal (``house_in_use``) where another process uses the database; else keep others out."""
    if connection.vendor == "sqlite":
        try:
            _HELD.append(_locked(fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError as busy:
            raise _refusal("a server or a worker") from busy
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        ((sessions,),) = cursor.fetchall()
    if sessions:
        raise _refusal(f"{sessions} other sessions")


def say_serving() -> None:
    """Say that this process runs the house, until it ends; raises Refusal (``house_served``) where one does.

    Two would look after one embedded database and one folder, each with a worker of its own. Where the
    database is a server and the house has no folder to write to, nobody can tell.
    """
    embedded = connection.vendor == "sqlite"
    place = Path(connection.settings_dict["NAME"]) if embedded else environment.home() / "house"
    try:
        _HELD.append(_locked(fcntl.LOCK_EX | fcntl.LOCK_NB, place, ".serving"))
    except BlockingIOError as busy:
        raise Refusal(finding("house_served", f"the house in {place.parent} is being served.")) from busy
    except OSError:
        if embedded:
            raise


def let_go() -> None:
    """Forget what this process said: it is done with the database."""
    while _HELD:
        _HELD.pop().close()


def _locked(how: int, place: Path | None = None, end: str = ".lock") -> TextIO:
    lock = Path(f"{place or connection.settings_dict['NAME']}{end}").open("a")  # noqa: SIM115 (kept open)
    try:
        fcntl.flock(lock, how)
    except BlockingIOError:
        lock.close()
        raise
    return lock


def _refusal(who: str) -> Refusal:
    return Refusal(finding("house_in_use", f"{who} of the house use the database."))
