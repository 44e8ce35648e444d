"""Evidence accounts: what was promised, what was done, and the clock between them.

A line is only ever added. An evidence account is no claim and no ledger account: it says whether a
commitment stands fulfilled (UNCITRAL's legal guide to countertrade, 1992, on records of fulfilment).
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from samarkand.core.finding import Refusal
from samarkand.core.scale import amount_text
from samarkand.platform.deals.catalogue import finding
from samarkand.platform.deals.models import (
    Commitment,
    CommitmentState,
    Deal,
    DealState,
    Evidence,
    EvidenceKind,
)
from samarkand.platform.deals.way import STEPS, locked
from samarkand.platform.house.states import step

_COUNTED = (EvidenceKind.PERFORMANCE, EvidenceKind.CORRECTION)
_ENDED = (CommitmentState.FULFILLED, CommitmentState.RELEASED)


@transaction.atomic
def record(
    commitment: Commitment,
    kind: EvidenceKind,
    value: int,
    subject: str,
    at: datetime,
    *,
    by: str | None = None,
    note: str = "",
    due_on: date | None = None,
) -> Evidence:
    """Return a line of an evidence account: written once, however often it is told.

    ``subject`` names what it rests on, a receipt for performance; ``value`` counts minor units of account,
    below nothing where a correction takes back; ``by`` is who acts. The commitment and its deal follow.
    Raises Refusal (``evidence_differs``) where the line is there with another value.
    """
    row = Commitment.objects.select_for_update().get(pk=commitment.pk)
    told = Evidence.objects.filter(commitment=row, kind=kind, subject=subject).first()
    if told is not None:
        if told.value != value:
            kept, said = amount_text(told.value), amount_text(value)
            message = f"{kind} {subject} of {row} is on record with {kept}, not {said}."
            raise Refusal(finding("evidence_differs", message, column="value", value=said))
        return told
    line = Evidence.objects.create(
        commitment=row, kind=kind, value=value, subject=subject, at=at, note=note, due_on=due_on, by=by
    )
    _follow(row, line)
    _end_deal(row.deal, at)
    return line


def _follow(row: Commitment, line: Evidence) -> None:
    """Bring a commitment to where the new line leaves it."""
    if line.kind in _COUNTED:
        row.fulfilled += line.value
        if row.state != CommitmentState.RELEASED:
            row.state = _state_by_value(row)
    elif line.kind == EvidenceKind.EXTENSION and line.due_on is not None:
        row.due_on = line.due_on
        if row.state == CommitmentState.BREACHED:
            row.state = CommitmentState.RUNNING
    elif line.kind == EvidenceKind.RELEASE:
        row.state = CommitmentState.RELEASED
    elif line.kind == EvidenceKind.BREACH:
        row.state = CommitmentState.BREACHED
    row.save(update_fields=["fulfilled", "state", "due_on"])


def _state_by_value(row: Commitment) -> CommitmentState:
    if row.fulfilled >= row.value:
        return CommitmentState.FULFILLED
    # What a correction has opened again is on the clock again; the next look sees if it has run out.
    return CommitmentState.RUNNING if row.state == CommitmentState.FULFILLED else CommitmentState(row.state)


def _end_deal(deal: Deal, at: datetime) -> None:
    """End a bound deal when none of its commitments is open, and open it again when one is."""
    row = locked(deal)
    is_open = Commitment.objects.filter(deal=row).exclude(state__in=_ENDED).exists()
    if row.state == DealState.BOUND and not is_open:
        step(row, DealState.DONE, STEPS, ended_at=at, version=F("version") + 1)
    elif row.state == DealState.DONE and is_open:
        step(row, DealState.BOUND, STEPS, ended_at=None, version=F("version") + 1)
