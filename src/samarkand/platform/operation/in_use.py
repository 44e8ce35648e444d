"""Whether programs of the house use its database: each says so for as long as it lives."""

import fcntl
from pathlib import Path
from typing import TextIO

from django.db import connection

from samarkand.core.finding import Refusal
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


def let_go() -> None:
    """Forget what this process said: it is done with the database."""
    while _HELD:
        _HELD.pop().close()


def _locked(how: int) -> TextIO:
    lock = Path(f"{connection.settings_dict['NAME']}.lock").open("a")  # noqa: SIM115 (kept open)
    try:
        fcntl.flock(lock, how)
    except BlockingIOError:
        lock.close()
        raise
    return lock


def _refusal(who: str) -> Refusal:
    return Refusal(finding("house_in_use", f"{who} of the house use the database."))
