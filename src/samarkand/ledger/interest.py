"""Interest over a chosen part of a balance: the sum of daily balances times the rate over the year.

``I = sum of B_d * r / 360``, the formula of the Asian Clearing Union and of bank accounts at large; the
days of the year and of the month are a parameter (`day_count`). A rate of nothing is usual in clearing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from samarkand.core.scale import CERTAIN
from samarkand.ledger.day_count import DayCount, days_between, days_of_year


class Part(StrEnum):
    """The part of a balance that bears interest.

    ``ABOVE_SWING`` is what lies further from nothing than the swing, on either side; an account without
    a swing has no such part.
    """

    WHOLE = "whole"
    DEBIT = "debit"
    ABOVE_SWING = "above_swing"


@dataclass(frozen=True, slots=True)
class InterestTerms:
    """``rate`` counts millionths of one in a year: 40_000 is four per cent."""

    rate: int
    part: Part = Part.WHOLE
    day_count: DayCount = DayCount.ACTUAL_360


@dataclass(frozen=True, slots=True)
class Stretch:
    """A balance that stood from ``first`` up to, and without, ``end``."""

    balance: int
    first: date
    end: date


def stretches(
    opening: int, movements: Iterable[tuple[date, int]], since: date, until: date
) -> Iterator[Stretch]:
    """Yield the balances of the days from ``since`` to ``until``, both included, at the end of each day.

    ``opening`` is the balance before ``since``; ``movements`` are days and amounts, in any sequence.
    """
    balance, first = opening, since
    for day, amount in sorted(movements):
        if not since <= day <= until:
            continue
        if day > first:
            yield Stretch(balance, first, day)
            first = day
        balance += amount
    yield Stretch(balance, first, until + timedelta(days=1))


def interest(balances: Iterable[Stretch], terms: InterestTerms, swing: int | None = None) -> int:
    """Return the interest of these balances: above nothing is due to the holder, below it is owed.

    Worked out in whole numbers and rounded once, at the end, to the nearest minor unit; halves away
    from nothing, so that who owes and who is owed are treated alike.
    """
    products = sum(
        _bearing(one.balance, terms.part, swing) * days_between(one.first, one.end, terms.day_count)
        for one in balances
    )
    return _rounded(products * terms.rate, CERTAIN * days_of_year(terms.day_count))


def _bearing(balance: int, part: Part, swing: int | None) -> int:
    if part is Part.DEBIT:
        return min(balance, 0)
    if part is Part.ABOVE_SWING:
        beyond = 0 if swing is None else max(abs(balance) - swing, 0)
        return beyond if balance > 0 else -beyond
    return balance


def _rounded(numerator: int, denominator: int) -> int:
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size
