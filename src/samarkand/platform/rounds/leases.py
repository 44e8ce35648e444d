"""The lease of a clearing: one worker at a time, and none that was taken for lost can still write.

A worker takes the lease with a token of its own and renews it while it works. A killed worker lets it
pass, and another takes over with another token. Every write of a worker names its token in the WHERE,
so that one who comes back late finds that the clearing is no longer its own (a fencing token).
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import F, Q

from samarkand.platform.rounds.models import Clearing, ClearingState

LEASE = timedelta(minutes=2)
BEAT = timedelta(seconds=20)
"""A lease is renewed this often: five beats may be missed, for a solver can hold the interpreter."""

_log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


class LeaseLostError(Exception):
    """Another worker has the clearing now, or it was dropped: nothing may be written any more."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's hold on a clearing."""

    clearing: int
    token: str


def passed(now: datetime) -> Q:
    """Return what tells leases that nobody holds any more.

    One that lasts longer than a lease can was written before the clock went back: it is taken as
    passed, else a clearing would stand still for as long as the clock had jumped.
    """
    return Q(lease_until=None) | Q(lease_until__lte=now) | Q(lease_until__gt=now + LEASE)


def take(clearing: int, now: datetime) -> Lease | None:
    """Return the lease of a clearing that waits or was left by its worker; None where it is not to be had."""
    lease = Lease(clearing, secrets.token_hex(16))
    waits = Q(state=ClearingState.QUEUED)
    left = Q(state=ClearingState.RUNNING) & passed(now)
    taken = Clearing.objects.filter(waits | left, pk=clearing).update(
        state=ClearingState.RUNNING,
        lease=lease.token,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
    )
    return lease if taken else None


def write(held: Lease, /, **columns: Any) -> None:  # noqa: ANN401 (any column's value)
    """Write columns of the clearing; raises LeaseLostError where the lease is another's now."""
    rows = Clearing.objects.filter(pk=held.clearing, lease=held.token, state=ClearingState.RUNNING)
    if not rows.update(**columns):
        raise LeaseLostError(f"clearing {held.clearing} is another's now")


@contextmanager
def kept_alive(lease: Lease, clock: Clock, beat: timedelta = BEAT) -> Iterator[None]:
    """Renew the lease in a thread of its own for as long as the block runs."""
    over = Event()
    thread = Thread(
        target=_beat, args=(lease, clock, beat, over), name=f"lease-{lease.clearing}", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(lease: Lease, clock: Clock, beat: timedelta, over: Event) -> None:
    try:
        while not over.wait(beat.total_seconds()):
            try:
                write(lease, lease_until=clock() + LEASE)
            except LeaseLostError:
                return  # the worker learns it at its next write
            except DatabaseError:
                _log.warning("the lease of clearing %s could not be renewed", lease.clearing, exc_info=True)
                connection.close()
    finally:
        connection.close()
