"""The clock of a commitment: it runs out, the operator moves it, or lets the party off.

When it runs out the commitment is breached and everyone concerned is told; nothing is cancelled: late is
ordinary, and a delivery after the day is evidence all the same.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.holding import void_hold
from samarkand.platform.accounts.models import Hold, HoldState
from samarkand.platform.deals.catalogue import finding
from samarkand.platform.deals.evidence import record as record_evidence
from samarkand.platform.deals.models import Commitment, CommitmentState, EvidenceKind, Leg
from samarkand.platform.events.recording import record as record_event
from samarkand.platform.house.actor import HOUSE, Actor
from samarkand.platform.house.catalogue import finding as house_finding
from samarkand.platform.house.permissions import require
from samarkand.platform.parties.models import Party
from samarkand.platform.rounds.opening import MOST_DAYS

_OPEN = (CommitmentState.RUNNING, CommitmentState.BREACHED)


def breach_overdue(now: datetime) -> int:
    """Mark commitments breached whose last day is past; return how many. Called from time to time."""
    overdue = Commitment.objects.filter(state=CommitmentState.RUNNING, due_on__lt=now.date())
    return sum(_breach(commitment, now) for commitment in overdue.select_related("deal", "party"))


@transaction.atomic
def _breach(commitment: Commitment, now: datetime) -> bool:
    still = Commitment.objects.select_for_update().filter(
        pk=commitment.pk, state=CommitmentState.RUNNING, due_on__lt=now.date()
    )
    row = still.first()
    if row is None:
        return False  # delivered or extended meanwhile
    record_evidence(row, EvidenceKind.BREACH, 0, f"clock {row.due_on}", now, by=HOUSE.by)
    content = {
        "deal": commitment.deal.code,
        "party": commitment.party.code,
        "due_on": row.due_on.isoformat(),
        "value": row.value,
        "fulfilled": row.fulfilled,
    }
    subject = f"{commitment.deal.code} {commitment.party_id} {row.due_on}"
    record_event("commitment.breached", subject, content, parties_of(commitment), now)
    return True


def parties_of(commitment: Commitment) -> list[Party]:
    """Return the parties of the commitment's deal: who promised, and to whom."""
    return list(Party.objects.filter(acceptances__deal=commitment.deal_id))


def extend(actor: Actor, commitment: Commitment, due_on: date, reason: str, now: datetime) -> Commitment:
    """Return the commitment with a later last day; one that was breached runs again.

    Raises Refusal: ``state_wrong`` where it has ended, ``extension_unfit``, ``explanation_wanted``.
    """
    require(actor, "deals.operate", commitment)
    with transaction.atomic():
        row = Commitment.objects.select_for_update().get(pk=commitment.pk)
        _require_open(row)
        _require_reason(row, reason)
        if due_on > now.date() + timedelta(days=MOST_DAYS):
            message = f"{due_on} is more than {MOST_DAYS:,} days away."
            raise Refusal(finding("extension_unfit", message, column="due_on", value=due_on))
        if due_on <= row.due_on:
            message = f"{row} is due on {row.due_on}; {due_on} is no later."
            raise Refusal(finding("extension_unfit", message, column="due_on", value=due_on))
        kind, note = EvidenceKind.EXTENSION, reason.strip()
        record_evidence(row, kind, 0, f"to {due_on}", now, by=actor.by, note=note, due_on=due_on)
        row.refresh_from_db()
        return row


def release(actor: Actor, commitment: Commitment, reason: str, now: datetime) -> Commitment:
    """Return the commitment, released: nothing more is expected, and what was held for it is free.

    Raises Refusal: ``state_wrong`` where it has ended, ``explanation_wanted``.
    """
    require(actor, "deals.operate", commitment)
    with transaction.atomic():
        # Accounts are locked before commitments, by everyone: see `accounts.obligations`.
        legs = Leg.objects.filter(deal=commitment.deal_id, giver=commitment.party_id)
        holds = Hold.objects.filter(subject__in=legs.values("code"), state=HoldState.OPEN).order_by("id")
        for key in list(holds.values_list("key", flat=True)):
            void_hold(key, now)
        row = Commitment.objects.select_for_update().get(pk=commitment.pk)
        _require_open(row)
        _require_reason(row, reason)
        record_evidence(row, EvidenceKind.RELEASE, 0, "release", now, by=actor.by, note=reason.strip())
        row.refresh_from_db()
        return row


def _require_open(row: Commitment) -> None:
    if row.state not in _OPEN:
        message = f"commitment {row} is {row.state}: its clock has stopped."
        raise Refusal(house_finding("state_wrong", message, column="state", value=row.state))


def _require_reason(row: Commitment, reason: str) -> None:
    if not reason.strip():
        raise Refusal(finding("explanation_wanted", f"Say why, for {row}.", column="reason"))
