"""Whom an event concerns: those who may read it, and the webhooks that are told of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet

from samarkand.platform.events.models import Event, Webhook
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.parties.models import Party


def visible_events(actor: Actor) -> QuerySet[Event]:
    """Return the events the actor may read: those of its party or country, and those of everybody."""
    if actor.sees_all:
        return Event.objects.all()
    public = Q(parties=None)
    if actor.role is Role.REGULATOR:
        return Event.objects.filter(public | Q(parties__country=actor.country)).distinct()
    return Event.objects.filter(public | Q(parties__code=actor.party))


class Audience:
    """The webhooks there are, found by whom they listen for; loaded once for many events."""

    def __init__(self) -> None:
        """Load those that listen now: active, of a membership that lasts."""
        self._all: list[Webhook] = []
        self._seeing_all: list[Webhook] = []
        self._by_party: dict[int, list[Webhook]] = defaultdict(list)
        self._by_country: dict[str, list[Webhook]] = defaultdict(list)
        for webhook in listening():
            self._place(webhook)

    def _place(self, webhook: Webhook) -> None:
        membership = webhook.membership
        self._all.append(webhook)
        if membership.party_id is not None:
            self._by_party[membership.party_id].append(webhook)
        elif membership.role == Role.REGULATOR and membership.country:
            self._by_country[membership.country].append(webhook)
        else:
            self._seeing_all.append(webhook)

    def of(self, kind: str, parties: Iterable[Party]) -> Iterator[Webhook]:
        """Yield each webhook that is to be told of such an event, once."""
        concerned = {webhook.pk: webhook for webhook in self._concerned(list(parties))}
        yield from (webhook for webhook in concerned.values() if not webhook.kinds or kind in webhook.kinds)

    def _concerned(self, parties: list[Party]) -> Iterator[Webhook]:
        if not parties:
            yield from self._all
            return
        yield from self._seeing_all
        for party in parties:
            yield from self._by_party.get(party.pk, ())
            yield from self._by_country.get(party.country, ())


def listening() -> QuerySet[Webhook]:
    """Return the webhooks that are told anything now."""
    return Webhook.objects.select_related("membership").filter(
        active=True, membership__ended_at=None, membership__user__is_active=True
    )
