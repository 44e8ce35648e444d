"""The statement of an account: its balance before a period, every posting in it, and its balance after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Posted:
    """An amount posted on an account, and what it was for; ``entry`` numbers entries as they were posted."""

    entry: int
    effective_on: date
    amount: int
    kind: str = ""
    subject: str = ""
    memo: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One posting of a statement and the balance after it, by the days entries have effect on."""

    posted: Posted
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What an account stood at before ``since``, what was posted, and what it stood at after ``until``.

    ``given`` sums what raised the balance, ``taken`` what lowered it (a number not below nothing).
    """

    since: date
    until: date
    opening: int
    lines: tuple[StatementLine, ...]
    given: int
    taken: int
    closing: int


def statement_of(opening: int, posted: Iterable[Posted], since: date, until: date) -> Statement:
    """Return the statement of the days from ``since`` to ``until``, both included.

    ``opening`` is the balance before ``since``; of ``posted`` only what has effect in these days counts,
    in the sequence of days and, on one day, of posting.
    """
    within = [one for one in posted if since <= one.effective_on <= until]
    balance, lines = opening, []
    for one in sorted(within, key=lambda one: (one.effective_on, one.entry)):
        balance += one.amount
        lines.append(StatementLine(one, balance))
    given = sum(one.amount for one in within if one.amount > 0)
    taken = -sum(one.amount for one in within if one.amount < 0)
    return Statement(since, until, opening, tuple(lines), given, taken, balance)
