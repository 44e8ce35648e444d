"""The pulse of what works in the background: written every few seconds, read by whoever asks."""

import os
import socket
from datetime import datetime, timedelta

from samarkand.platform.operation.models import Heartbeat

EVERY = timedelta(seconds=10)
"""How often a worker says that it is alive."""

SILENT_AFTER = timedelta(seconds=60)
"""After this long without a word a worker counts as gone."""

_FORGOTTEN_AFTER = timedelta(days=1)


def process_name() -> str:
    """Return the name of this process among all that may work for the house."""
    return f"{socket.gethostname()}:{os.getpid()}"


def beat(process: str, now: datetime) -> None:
    """Write down that the process is alive, and forget those long gone."""
    Heartbeat.objects.update_or_create(process=process, defaults={"at": now})
    Heartbeat.objects.filter(at__lt=now - _FORGOTTEN_AFTER).delete()


def stop_beating(process: str) -> None:
    """Forget a process that ends as it should."""
    Heartbeat.objects.filter(process=process).delete()


def last_beat() -> datetime | None:
    """Return when any worker was last known to be alive; None where none has ever been."""
    return Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()


def is_silent(now: datetime) -> bool:
    """Tell whether nothing works in the background."""
    last = last_beat()
    return last is None or now - last > SILENT_AFTER
