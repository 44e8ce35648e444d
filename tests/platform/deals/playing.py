"""Deals of the cast, as far as a test needs them: proposed, accepted by everybody, bound."""

from datetime import datetime
from typing import Any

from samarkand.book.book import Book
from samarkand.clearing.outcome import Outcome
from samarkand.platform.deals.answering import accept
from samarkand.platform.deals.models import Commitment, Deal
from samarkand.platform.deals.publishing import publish
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.parties.models import Party
from samarkand.platform.rounds.models import Round
from samarkand.platform.rounds.outcomes import outcome_of
from tests import cast
from tests.platform.conftest import NOW, OPERATOR
from tests.platform.rounds.playing import cleared, frozen_round


def published_round(book: Book | None = None, code: str = "spring", **terms: Any) -> Round:  # noqa: ANN401
    """Return a round that is published, over the swap of rice and chickpeas unless told otherwise."""
    round_ = frozen_round(book, code, **terms)
    return publish(OPERATOR, round_, cleared(round_), NOW)


def outcome_published(round_: Round) -> Outcome:
    assert round_.published is not None
    return outcome_of(round_.published)


def proposed_deal(book: Book | None = None, **terms: Any) -> Deal:  # noqa: ANN401
    """Return the one deal of a round just published."""
    return Deal.objects.get(round=published_round(book, **terms))


def traders_of(deal: Deal) -> list[Actor]:
    """Return a trader of each party of a deal."""
    return [acting_for(party) for party in Party.objects.filter(acceptances__deal=deal).order_by("code")]


def acting_for(party: Party) -> Actor:
    return Actor(None, f"trader of {party}", Role.TRADER, party=party.code, country=party.country)


def accepted_by_all(deal: Deal, now: datetime = NOW) -> Deal:
    """Return the deal, accepted by each of its parties."""
    for actor in traders_of(deal):
        deal = accept(actor, deal, now)
    return deal


def bound_deal(book: Book | None = None, **terms: Any) -> Deal:  # noqa: ANN401
    """Return a deal that binds, the ring of three firms unless told otherwise."""
    return accepted_by_all(proposed_deal(book or cast.ring(), **terms))


def promise_of(firm: str, deal: Deal) -> Commitment:
    """Return what a firm of the cast has promised in a deal."""
    return Commitment.objects.get(deal=deal, party__code=firm.split(maxsplit=1)[0])
