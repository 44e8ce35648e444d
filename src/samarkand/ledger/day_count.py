"""Ways to count the days of a year for interest, each by the name contracts use."""

from datetime import date
from enum import StrEnum


class DayCount(StrEnum):
    """How days are counted, and of how many a year has: ISDA 2006 Definitions, section 4.16."""

    ACTUAL_360 = "actual/360"
    ACTUAL_365 = "actual/365"
    THIRTY_360 = "30E/360"


def days_between(first: date, end: date, day_count: DayCount) -> int:
    """Return the days from ``first`` up to, and without, ``end``.

    Days of adjoining stretches add up to those of the whole, whichever way they are counted.
    """
    if day_count is DayCount.THIRTY_360:
        return _thirty_360(end) - _thirty_360(first)
    return (end - first).days


def days_of_year(day_count: DayCount) -> int:
    """Return how many days a year has."""
    return 365 if day_count is DayCount.ACTUAL_365 else 360


def _thirty_360(day: date) -> int:
    return 360 * day.year + 30 * day.month + min(day.day, 30)
