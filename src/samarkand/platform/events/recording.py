"""Recording what happened, in the same database transaction as the thing itself, and once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from samarkand.platform.events.audience import Audience
from samarkand.platform.events.kinds import EventKind
from samarkand.platform.house.decimals import in_decimals
from samarkand.platform.house.many_rows import Kind, insert_rows, kept_moment, with_rows
from samarkand.platform.parties.models import Party

_AT_ONCE = 20_000
_NEW = """
    INSERT INTO events_event (kind, subject, content, at)
    SELECT given.kind, given.subject, given.content, given.at FROM {given} WHERE true ORDER BY given.place
    ON CONFLICT DO NOTHING RETURNING id, kind, subject
"""
_NEW_COLUMNS: dict[str, Kind] = {
    "place": "bigint",
    "kind": "text",
    "subject": "text",
    "content": "jsonb",
    "at": "timestamptz",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: of this kind, to this subject, concerning these parties (none: everybody).

    ``content`` is what is told: JSON, and never a limit price. Whole numbers at a scale are told as decimals.
    """

    kind: str
    subject: str
    content: Mapping[str, Any] = field(default_factory=dict)
    parties: Sequence[Party] = ()


def record(
    kind: str, subject: str, content: Mapping[str, Any], parties: Iterable[Party], at: datetime
) -> None:
    """Record that something happened; the same kind and subject again changes nothing.

    Raises ValueError for a kind that is none.
    """
    record_all([Happening(kind, subject, content, tuple(parties))], at)


def record_all(happenings: Iterable[Happening], at: datetime) -> int:
    """Record many things and return how many of them are new; a few statements for every 20,000.

    What another records at this moment is the other's. Raises ValueError for a kind that is none.
    """
    once = {(EventKind(each.kind).value, each.subject): each for each in happenings}
    keys = list(once)
    if not keys:
        return 0
    with transaction.atomic():
        audience = Audience()
        batches = (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
        return sum(_record({key: once[key] for key in batch}, audience, at) for batch in batches)


def _record(happenings: Mapping[tuple[str, str], Happening], audience: Audience, at: datetime) -> int:
    rows = (
        (place, kind, subject, json.dumps(in_decimals(happening.content)), at)
        for place, ((kind, subject), happening) in enumerate(happenings.items())
    )
    written = with_rows(_NEW, _NEW_COLUMNS, rows)
    new = {number: happenings[kind, subject] for number, kind, subject in written}
    concerned = (
        (number, party) for number, each in new.items() for party in {one.pk for one in each.parties}
    )
    insert_rows("events_event_parties", ("event_id", "party_id"), concerned)
    notices = (
        (number, webhook.pk, kept_moment(at), 0, "")
        for number, each in new.items()
        for webhook in audience.of(each.kind, each.parties)
    )
    insert_rows("events_notice", ("event_id", "webhook_id", "next_at", "attempts", "last_answer"), notices)
    return len(new)
