"""Entries that are there already under the keys of drafts, to tell a repetition from another thing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from samarkand.platform.accounts.drafts import Draft, Line
from samarkand.platform.house.many_rows import with_rows


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """An entry that is written: its number, and what it says."""

    number: int
    key: str
    unit: int
    kind: str
    subject: str
    effective_on: date
    memo: str
    corrects: int | None
    lines: tuple[Line, ...]

    def says(self, draft: Draft) -> bool:
        """Tell whether the draft says the same; the order of its lines does not matter."""
        return (
            self.unit == draft.unit
            and self.kind == draft.kind
            and self.subject == draft.subject
            and self.effective_on == draft.effective_on
            and self.memo == draft.memo
            and self.corrects == draft.corrects
            and _sorted(self.lines) == _sorted(draft.lines)
        )


def known_entries(keys: Iterable[str]) -> dict[str, KnownEntry]:
    """Return the entries that have these keys, by key."""
    rows = with_rows(_ENTRIES, {"key": "text"}, [(key,) for key in keys])
    if not rows:
        return {}
    lines: dict[int, list[Line]] = defaultdict(list)
    for entry, account, amount in with_rows(_POSTINGS, {"entry": "bigint"}, [(row[0],) for row in rows]):
        lines[entry].append(Line(account, amount))
    return {
        key: KnownEntry(number, key, unit, kind, subject, _day(day), memo, corrects, tuple(lines[number]))
        for number, key, unit, kind, subject, day, memo, corrects in rows
    }


_ENTRIES = """
    SELECT entry.id, entry.key, entry.unit_id, entry.kind, entry.subject, entry.effective_on, entry.memo,
        entry.corrects_id
    FROM {given} JOIN accounts_entry AS entry ON entry.key = given.key
"""
_POSTINGS = """
    SELECT posting.entry_id, posting.account_id, posting.amount
    FROM {given} JOIN accounts_posting AS posting ON posting.entry_id = given.entry
"""


def _sorted(lines: Iterable[Line]) -> list[tuple[int, int]]:
    return sorted((line.account, line.amount) for line in lines)


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
