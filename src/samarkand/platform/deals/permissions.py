"""Who may do what with deals, and who may see what: a deal is seen by its parties and by those who watch."""

import rules
from django.db.models import QuerySet

from samarkand.platform.deals.models import Acceptance, Commitment, Deal, HomePayment, Leg
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import declare, is_operator


def _is_asked(actor: Actor, deal: Deal) -> bool:
    if actor.role is not Role.TRADER:
        return False
    return Acceptance.objects.filter(deal=deal.pk, party__code=actor.party).exists()


def _is_paid(actor: Actor, payment: HomePayment) -> bool:
    payee = payment.payee
    return actor.role is Role.TRADER and payee is not None and payee.code == actor.party


declare("deals.operate", is_operator, "conduct deals and commitments")
declare("deals.answer", rules.predicate(_is_asked), "answer this deal")
declare("deals.confirm_payment", is_operator | rules.predicate(_is_paid), "confirm this payment")


def visible_deals(actor: Actor) -> QuerySet[Deal]:
    """Return the deals an actor may see.

    A trader those of its party, a country's regulator those with a party of that country.
    """
    deals = Deal.objects.select_related("round__unit")
    if actor.sees_all:
        return deals
    return deals.filter(pk__in=_asked(actor).values("deal"))


def _asked(actor: Actor) -> QuerySet[Acceptance]:
    if actor.role is Role.TRADER:
        return Acceptance.objects.filter(party__code=actor.party)
    return Acceptance.objects.filter(party__country=actor.country)


def visible_legs(actor: Actor) -> QuerySet[Leg]:
    """Return the legs of all deals that the actor may see."""
    legs = Leg.objects.select_related("deal__round", "offer", "want", "giver", "taker")
    return legs if actor.sees_all else legs.filter(deal__in=_asked(actor).values("deal"))


def visible_commitments(actor: Actor) -> QuerySet[Commitment]:
    """Return the commitments of all deals that the actor may see."""
    rows = Commitment.objects.select_related("deal", "party")
    return rows if actor.sees_all else rows.filter(deal__in=_asked(actor).values("deal"))


def visible_home_payments(actor: Actor) -> QuerySet[HomePayment]:
    """Return the payments at home that an actor may see: a trader those it makes or gets."""
    rows = HomePayment.objects.select_related("round__unit", "payer", "payee")
    if actor.sees_all:
        return rows
    if actor.role is Role.TRADER:
        return rows.filter(payer__code=actor.party) | rows.filter(payee__code=actor.party)
    return rows.filter(payer__country=actor.country) | rows.filter(payee__country=actor.country)
