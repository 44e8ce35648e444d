"""A party answers a deal: it accepts or declines, once, before the deadline."""

from datetime import datetime

from django.db import transaction

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.deals.binding import bind
from samarkand.platform.deals.catalogue import finding
from samarkand.platform.deals.lapsing import lapse
from samarkand.platform.deals.models import Acceptance, Answer, Deal, DealState
from samarkand.platform.deals.way import locked
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.catalogue import finding as house_finding
from samarkand.platform.house.permissions import require
from samarkand.platform.parties.models import PartyState

_ACCEPTED = (DealState.PROPOSED, DealState.BOUND, DealState.DONE)


def accept(actor: Actor, deal: Deal, now: datetime) -> Deal:
    """Return the deal, accepted by the actor's party; with the last acceptance it is bound.

    Told again, nothing changes. Raises NotPermittedError for all who are no party of the deal, and
    Refusal: ``state_wrong``, ``deadline_passed``, ``party_not_verified``, ``deal_beyond_credit`` where the
    last acceptance would bind what a credit limit does not allow; nothing is written then.
    """
    require(actor, "deals.answer", deal)
    with transaction.atomic():
        row = locked(deal)
        answer = _own_answer(actor, row)
        if answer.answer == Answer.ACCEPTED and row.state in _ACCEPTED:
            return row
        _require(*_closed(row, now), *_unverified(answer))
        _write(answer, Answer.ACCEPTED, actor, now)
        if not Acceptance.objects.filter(deal=row, answer=Answer.AWAITED).exists():
            bind(row, now)
        return row


def decline(actor: Actor, deal: Deal, reason: str, now: datetime) -> Deal:
    """Return the deal, lapsed because the actor's party declined it; its quantities are in the book again.

    Told again, nothing changes. Raises NotPermittedError for all who are no party of the deal, and
    Refusal: ``state_wrong``, ``deadline_passed``, ``already_accepted``.
    """
    require(actor, "deals.answer", deal)
    with transaction.atomic():
        row = locked(deal)
        answer = _own_answer(actor, row)
        if answer.answer == Answer.DECLINED:
            return row
        _require(*_closed(row, now), *_accepted(answer))
        _write(answer, Answer.DECLINED, actor, now, reason.strip())
        lapse({row.pk: f"declined by {answer.party}"}, now)
        row.refresh_from_db()
        return row


def _own_answer(actor: Actor, deal: Deal) -> Acceptance:
    return Acceptance.objects.select_related("party").get(deal=deal, party__code=actor.party)


def _write(answer: Acceptance, said: Answer, actor: Actor, now: datetime, reason: str = "") -> None:
    answer.answer, answer.reason = said, reason
    answer.answered_by_id, answer.answered_at = actor.user, now
    answer.save(update_fields=["answer", "reason", "answered_by", "answered_at"])


def _require(*findings: Finding) -> None:
    if findings:
        raise Refusal(*findings)


def _closed(deal: Deal, now: datetime) -> list[Finding]:
    if deal.state != DealState.PROPOSED:
        message = f"deal {deal} is {deal.state}: it waits for no answer."
        return [house_finding("state_wrong", message, column="state", value=deal.state)]
    if now >= deal.accept_until:
        message = f"deal {deal} could be answered until {deal.accept_until:%Y-%m-%d %H:%M} UTC."
        return [finding("deadline_passed", message, column="accept_until", value=deal.accept_until)]
    return []


def _unverified(answer: Acceptance) -> list[Finding]:
    if answer.party.state == PartyState.VERIFIED:
        return []
    message = f"{answer.party} is {answer.party.state}."
    return [finding("party_not_verified", message, column="party", value=answer.party)]


def _accepted(answer: Acceptance) -> list[Finding]:
    if answer.answer != Answer.ACCEPTED:
        return []
    message = f"{answer.party} has accepted deal {answer.deal}."
    return [finding("already_accepted", message, column="answer", value=answer.answer)]
