"""Recording what happened, in the same database transaction as the thing itself, and once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from samarkand.platform.events.audience import Audience
from samarkand.platform.events.kinds import EventKind
from samarkand.platform.events.models import Event, Notice
from samarkand.platform.parties.models import Party

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: of this kind, to this subject, concerning these parties (none: everybody).

    ``content`` is what is told: JSON, and never a limit price.
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
    """Record many things and return how many of them are new; a handful of statements for every 500.

    Raises ValueError for a kind that is none.
    """
    once = {(EventKind(each.kind).value, each.subject): each for each in happenings}
    keys = list(once)
    if not keys:
        return 0
    new = 0
    with transaction.atomic():
        audience = Audience()
        for start in range(0, len(keys), _AT_ONCE):
            new += _record_some({key: once[key] for key in keys[start : start + _AT_ONCE]}, audience, at)
    return new


def _record_some(happenings: Mapping[tuple[str, str], Happening], audience: Audience, at: datetime) -> int:
    known = _ids(happenings)
    new = {key: happening for key, happening in happenings.items() if key not in known}
    # Another may record the same at this moment: its row stands, ours is left out.
    Event.objects.bulk_create(
        (
            Event(kind=kind, subject=subject, content=dict(happening.content), at=at)
            for (kind, subject), happening in new.items()
        ),
        ignore_conflicts=True,
    )
    ids = _ids(new)
    _link_parties(new, ids)
    Notice.objects.bulk_create(
        (
            Notice(webhook=webhook, event_id=ids[key], next_at=at)
            for key, happening in new.items()
            for webhook in audience.of(key[0], happening.parties)
        ),
        ignore_conflicts=True,
    )
    return len(new)


def _ids(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    wanted = set(keys)
    kinds, subjects = {kind for kind, _ in wanted}, {subject for _, subject in wanted}
    rows = Event.objects.filter(kind__in=kinds, subject__in=subjects).values_list("kind", "subject", "pk")
    return {(kind, subject): pk for kind, subject, pk in rows if (kind, subject) in wanted}


def _link_parties(
    happenings: Mapping[tuple[str, str], Happening], ids: Mapping[tuple[str, str], int]
) -> None:
    link = Event.parties.through
    link.objects.bulk_create(
        (
            link(event_id=ids[key], party_id=party.pk)
            for key, happening in happenings.items()
            for party in {party.pk: party for party in happening.parties}.values()
        ),
        ignore_conflicts=True,
    )
