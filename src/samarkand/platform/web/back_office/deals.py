"""Deals in the back office: who has answered, what was contracted, how far it is performed."""

from datetime import datetime

from django.contrib import admin

from samarkand.platform.deals import clocks, home_payments
from samarkand.platform.deals.models import (
    Acceptance,
    Commitment,
    Contract,
    Deal,
    Evidence,
    HomePayment,
    Leg,
)
from samarkand.platform.house.actor import Actor
from samarkand.platform.web.back_office.acts import Act
from samarkand.platform.web.back_office.rows import Lines, Rows
from samarkand.platform.web.back_office.site import back_office


def _release(actor: Actor, commitment: Commitment, reason: str, now: datetime) -> None:
    clocks.release(actor, commitment, reason, now)


def _confirm_paid(actor: Actor, payment: HomePayment, said: str, now: datetime) -> None:
    del said
    home_payments.confirm_paid(actor, payment, now)


class LegLines(Lines):
    """What goes from whom to whom."""

    model = Leg


class AcceptanceLines(Lines):
    """Who has answered what."""

    model = Acceptance


class ContractLines(Lines):
    """What the deal is written in."""

    model = Contract


class EvidenceLines(Lines):
    """The lines of an evidence account."""

    model = Evidence


@admin.register(Deal, site=back_office)
class DealRows(Rows):
    """Deals."""

    list_display = ("code", "round", "state", "value", "accept_until", "ended_at")
    list_filter = ("state",)
    search_fields = ("code", "legs__giver__code", "legs__taker__code")
    inlines = (AcceptanceLines, LegLines, ContractLines)


@admin.register(Commitment, site=back_office)
class CommitmentRows(Rows):
    """Commitments and their evidence accounts."""

    list_display = ("deal", "party", "state", "value", "fulfilled", "starts_on", "due_on")
    list_filter = ("state",)
    search_fields = ("deal__code", "party__code")
    inlines = (EvidenceLines,)
    acts = (Act("release", "Release the party from what is not performed", _release, "Why"),)


@admin.register(HomePayment, site=back_office)
class HomePaymentRows(Rows):
    """Payments inside pools."""

    list_display = ("round", "pool", "payer", "payee", "amount", "currency", "state", "paid_at")
    list_filter = ("state",)
    search_fields = ("pool", "payer__code", "payee__code")
    acts = (Act("confirm_paid", "Confirm that it is paid", _confirm_paid),)
