"""The time, asked for in one place so that everything below is told it."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the time, with its zone."""
    return timezone.now()
