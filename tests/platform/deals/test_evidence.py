"""Evidence accounts keep what was promised and done; their clock runs out, is moved, or stopped."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from samarkand.platform.accounts.models import Hold, HoldState
from samarkand.platform.deals.clocks import breach_overdue, extend, release
from samarkand.platform.deals.evidence import record
from samarkand.platform.deals.models import (
    Commitment,
    CommitmentState,
    Deal,
    DealState,
    Evidence,
    EvidenceKind,
)
from samarkand.platform.deals.permissions import visible_commitments
from samarkand.platform.events.models import Event
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.conftest import NOW, OPERATOR, trader
from tests.platform.deals.playing import bound_deal, promise_of
from tests.platform.findings import codes_of

pytestmark = pytest.mark.django_db

LATE = NOW + timedelta(days=121)
PERFORMANCE, CORRECTION = EvidenceKind.PERFORMANCE, EvidenceKind.CORRECTION


def perform(commitment: Commitment, value: int, receipt: str = "R1") -> Commitment:
    record(commitment, PERFORMANCE, value, receipt, NOW)
    commitment.refresh_from_db()
    return commitment


def test_performance_adds_up() -> None:
    promise = promise_of(cast.MESKAY, bound_deal())
    perform(promise, 10)
    assert perform(promise, 32, "R2").fulfilled == 42
    assert promise.state == CommitmentState.RUNNING


def test_a_receipt_told_twice_counts_once() -> None:
    promise = promise_of(cast.MESKAY, bound_deal())
    perform(promise, 10)
    assert perform(promise, 10).fulfilled == 10


def test_a_line_told_with_another_value_is_refused() -> None:
    promise = perform(promise_of(cast.MESKAY, bound_deal()), 10)
    assert codes_of(lambda: perform(promise, 11)) == {"evidence_differs"}


def test_the_deal_is_done_when_every_commitment_is_fulfilled() -> None:
    deal = bound_deal()
    for commitment in Commitment.objects.filter(deal=deal):
        assert Deal.objects.get().state == DealState.BOUND
        assert perform(commitment, commitment.value).state == CommitmentState.FULFILLED
    assert Deal.objects.get().state == DealState.DONE


def test_a_correction_that_takes_back_opens_the_deal_again() -> None:
    deal = bound_deal()
    for commitment in Commitment.objects.filter(deal=deal):
        perform(commitment, commitment.value)
    promise = promise_of(cast.MESKAY, deal)
    record(promise, CORRECTION, -1, "R1-1", NOW)
    promise.refresh_from_db()
    assert (promise.state, promise.fulfilled) == (CommitmentState.RUNNING, promise.value - 1)
    assert Deal.objects.get().state == DealState.BOUND


def test_a_commitment_is_breached_the_day_after_its_last() -> None:
    deal = bound_deal()
    assert breach_overdue(NOW + timedelta(days=120)) == 0
    assert breach_overdue(LATE) == 3
    assert breach_overdue(LATE) == 0
    assert promise_of(cast.MESKAY, deal).state == CommitmentState.BREACHED
    told = Event.objects.filter(kind="commitment.breached")
    assert {event.content["party"] for event in told} == {"Meskay", "Astarta", "AltynDan"}
    assert all(event.parties.count() == 3 for event in told)


def test_a_clock_that_goes_back_breaches_nothing() -> None:
    bound_deal()
    assert breach_overdue(NOW - timedelta(days=3650)) == 0


def test_a_delivery_after_the_day_is_evidence_all_the_same() -> None:
    promise = promise_of(cast.MESKAY, bound_deal())
    breach_overdue(LATE)
    assert perform(promise, 5).state == CommitmentState.BREACHED
    assert perform(promise, promise.value - 5, "R2").state == CommitmentState.FULFILLED


def test_the_operator_moves_the_clock_and_a_breach_is_healed() -> None:
    promise = promise_of(cast.MESKAY, bound_deal())
    breach_overdue(LATE)
    later = LATE.date() + timedelta(days=30)
    moved = extend(OPERATOR, promise, later, "storm in the Caspian", LATE)
    assert (moved.state, moved.due_on) == (CommitmentState.RUNNING, later)
    assert Evidence.objects.get(kind="extension").note == "storm in the Caspian"
    assert breach_overdue(LATE + timedelta(days=31)) == 1


def test_the_clock_is_not_moved_back_nor_without_a_reason() -> None:
    promise = promise_of(cast.MESKAY, bound_deal())
    assert codes_of(lambda: extend(OPERATOR, promise, promise.due_on, "storm", NOW)) == {"extension_unfit"}
    assert codes_of(lambda: extend(OPERATOR, promise, date(2030, 1, 1), " ", NOW)) == {"explanation_wanted"}
    assert codes_of(lambda: release(OPERATOR, promise, "", NOW)) == {"explanation_wanted"}


def test_who_is_released_owes_nothing_and_what_was_held_is_free() -> None:
    deal = bound_deal()
    promise = promise_of(cast.MESKAY, deal)
    assert release(OPERATOR, promise, "the ship was lost", NOW).state == CommitmentState.RELEASED
    mine, others = deal.legs.filter(giver=promise.party), deal.legs.exclude(giver=promise.party)
    held = Hold.objects.filter(state=HoldState.OPEN)
    assert set(held.values_list("subject", flat=True)) == set(others.values_list("code", flat=True))
    assert Hold.objects.filter(subject__in=mine.values("code")).get().state == HoldState.VOIDED


def test_the_deal_is_done_when_the_last_is_released() -> None:
    deal = bound_deal()
    for commitment in Commitment.objects.filter(deal=deal):
        release(OPERATOR, commitment, "war", NOW)
    assert Deal.objects.get().state == DealState.DONE


def test_an_ended_commitment_has_no_clock() -> None:
    promise = promise_of(cast.MESKAY, bound_deal())
    release(OPERATOR, promise, "war", NOW)
    assert codes_of(lambda: extend(OPERATOR, promise, date(2030, 1, 1), "peace", NOW)) == {"state_wrong"}


def test_a_trader_moves_no_clock() -> None:
    promise = promise_of(cast.MESKAY, bound_deal())
    with pytest.raises(NotPermittedError):
        extend(trader(cast.MESKAY), promise, date(2030, 1, 1), "please", NOW)
    with pytest.raises(NotPermittedError):
        release(trader(cast.MESKAY), promise, "please", NOW)


def test_a_line_of_evidence_cannot_be_changed_or_removed() -> None:
    promise = promise_of(cast.MESKAY, bound_deal())
    perform(promise, 10)
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.update(value=11)
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.all()._raw_delete("default")  # noqa: SLF001
    assert Evidence.objects.get().value == 10


def test_a_stranger_sees_no_commitment() -> None:
    bound_deal()
    assert visible_commitments(trader(cast.LUOYANG)).count() == 0
    assert visible_commitments(trader(cast.MESKAY)).count() == 3
