"""What is to be posted, before it is: an entry's draft and its lines."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Line:
    """An amount on an account, in the minor unit of its unit: above nothing raises the balance."""

    account: int
    amount: int


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be posted: two or more lines in one unit that sum to nothing.

    ``key`` makes it happen once; ``effective_on`` is the day from which it counts; ``corrects`` is the
    entry it sets right. ``by`` is who posts it (`Actor.by`); the same draft by another is the same entry.
    """

    key: str
    unit: int
    kind: str
    subject: str
    effective_on: date
    lines: tuple[Line, ...]
    memo: str = ""
    corrects: int | None = None
    by: str | None = None
