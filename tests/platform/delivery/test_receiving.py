"""A receipt: what it posts, what is owed after it, what it proves, and what it refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from samarkand.platform.accounts.models import Account, Entry, Hold, HoldState
from samarkand.platform.accounts.periods import close_period
from samarkand.platform.deals.models import Commitment, CommitmentState, Deal, DealState, Evidence
from samarkand.platform.delivery import declaring, receiving, shipping
from samarkand.platform.delivery.models import Direction, Driver, Receipt, ShipmentState
from samarkand.platform.delivery.visible import visible_receipts
from samarkand.platform.events.models import Event
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, REGULATOR, trader
from tests.platform.delivery.dealing import (
    GIVER,
    LEFT,
    TAKER,
    THERE,
    TONNES,
    announced,
    balance,
    chickpeas,
    held,
    owes,
    received,
    rice,
    shipped,
    told,
)
from tests.platform.findings import codes_of

pytestmark = pytest.mark.django_db

STRANGER = trader(cast.ALTYN_DAN)


def test_what_is_accepted_is_posted() -> None:
    receipt = received(rice())
    assert receipt.posted_value == 100_00
    assert (balance(cast.MESKAY), balance(cast.ASTARTA)) == (100_00, -100_00)


def test_the_taker_owes_what_it_accepted() -> None:
    received(rice())
    assert owes(cast.ASTARTA, cast.MESKAY) == 100_00


def test_what_is_rejected_is_not_posted() -> None:
    receiving.confirm(TAKER, shipped(rice()), told(96, 4), NOW)
    assert (balance(cast.MESKAY), owes(cast.ASTARTA, cast.MESKAY)) == (96_00, 96_00)


def test_the_hold_gives_up_what_is_posted() -> None:
    leg = rice()
    receiving.confirm(TAKER, shipped(leg), told(96, 4), NOW)
    assert held(cast.ASTARTA) == 4_00


def test_the_last_receipt_of_a_leg_frees_its_hold() -> None:
    leg = rice()
    received(leg, 96)
    received(leg, 4)
    assert held(cast.ASTARTA) == 0
    assert Hold.objects.get(subject=leg.code).state == HoldState.POSTED


def test_a_receipt_after_the_hold_has_ended_is_posted_all_the_same() -> None:
    leg = rice()
    Hold.objects.update(state=HoldState.LAPSED, open_amount=0)
    Account.objects.update(held_out=0, held_in=0)
    received(leg)
    assert balance(cast.MESKAY) == 100_00


def test_a_receipt_is_evidence_of_performance() -> None:
    receipt = received(rice(), 40)
    commitment = Commitment.objects.get(party__code="Meskay")
    assert (commitment.fulfilled, commitment.state) == (40_00, CommitmentState.RUNNING)
    assert Evidence.objects.get().subject == receipt.code


def test_the_deal_is_done_when_all_of_it_is_received() -> None:
    received(rice())
    assert Deal.objects.get().state == DealState.BOUND
    received(chickpeas())
    assert Deal.objects.get().state == DealState.DONE
    assert (balance(cast.MESKAY), balance(cast.ASTARTA)) == (0, 0)


def test_both_parties_are_told() -> None:
    receipt = received(rice())
    event = Event.objects.get(kind="receipt.confirmed")
    assert event.subject == receipt.code
    assert {party.code for party in event.parties.all()} == {"Meskay", "Astarta"}


def test_goods_all_rejected_change_no_account() -> None:
    receipt = receiving.confirm(TAKER, shipped(rice()), told(0, 100), NOW)
    assert (receipt.entry, receipt.posted_value, balance(cast.MESKAY)) == (None, 0, 0)


def test_goods_may_be_received_before_anybody_said_they_left() -> None:
    receipt = receiving.confirm(TAKER, announced(rice()), told(100), NOW)
    shipment = receipt.shipment
    shipment.refresh_from_db()
    assert (shipment.state, shipment.arrived_on) == (ShipmentState.RECEIVED, THERE)


def test_goods_given_up_for_lost_may_turn_up() -> None:
    shipment = shipping.give_up(TAKER, shipped(rice()), "sunk", NOW)
    receiving.confirm(TAKER, shipment, told(100), NOW)
    assert balance(cast.MESKAY) == 100_00


def test_goods_that_turn_up_after_they_were_replaced_are_over_delivered() -> None:
    leg = rice()
    lost = shipping.give_up(TAKER, shipped(leg), "sunk", NOW)
    received(leg)
    assert codes_of(lambda: receiving.confirm(TAKER, lost, told(100), NOW)) == {"over_delivered"}


def test_a_receipt_told_twice_is_one_receipt() -> None:
    shipment = shipped(rice())
    first, second = (receiving.confirm(TAKER, shipment, told(96, 4), NOW) for _ in range(2))
    assert first == second
    assert (Receipt.objects.count(), balance(cast.MESKAY)) == (1, 96_00)


def test_another_receipt_of_the_same_shipment_is_refused() -> None:
    shipment = shipped(rice())
    receiving.confirm(TAKER, shipment, told(96, 4), NOW)
    assert codes_of(lambda: receiving.confirm(TAKER, shipment, told(100), NOW)) == {"receipt_differs"}


def test_a_cancelled_shipment_is_not_received() -> None:
    shipment = shipping.cancel(GIVER, announced(rice()), NOW)
    assert codes_of(lambda: receiving.confirm(TAKER, shipment, told(100), NOW)) == {"state_wrong"}


def test_more_than_was_shipped_is_not_accepted() -> None:
    shipment = shipped(rice(), 60)
    assert codes_of(lambda: receiving.confirm(TAKER, shipment, told(61), NOW)) == {"over_delivered"}


def test_nothing_at_all_is_no_receipt() -> None:
    shipment = shipped(rice())
    assert codes_of(lambda: receiving.confirm(TAKER, shipment, told(0), NOW)) == {"quantity_not_positive"}


def test_all_that_is_wrong_with_a_receipt_is_said_at_once() -> None:
    shipment = shipped(rice(), 60)
    ahead = NOW.date() + timedelta(days=30)
    said = told(80, 1, reason="", received_on=ahead, driver=Driver.ASSESSED, declared=-1)
    assert codes_of(lambda: receiving.confirm(OPERATOR, shipment, said, NOW)) == {
        "over_delivered",
        "day_in_future",
        "explanation_missing",
        "value_missing",
        "value_negative",
    }


def test_goods_are_not_received_before_they_left() -> None:
    shipment = shipped(rice())
    early = told(100, received_on=LEFT - timedelta(days=1))
    assert codes_of(lambda: receiving.confirm(TAKER, shipment, early, NOW)) == {"days_out_of_turn"}


@pytest.mark.parametrize("actor", [GIVER, STRANGER, AUDITOR, REGULATOR], ids=lambda actor: actor.name)
def test_nobody_but_the_taker_confirms(actor: Actor) -> None:
    shipment = shipped(rice())
    with pytest.raises(NotPermittedError):
        receiving.confirm(actor, shipment, told(100), NOW)


def test_the_taker_does_not_choose_which_value_is_posted() -> None:
    shipment = shipped(rice())
    said = told(100, declared=1_00, driver=Driver.DECLARED)
    with pytest.raises(NotPermittedError):
        receiving.confirm(TAKER, shipment, said, NOW)


@pytest.mark.parametrize(
    ("driver", "posted"),
    [
        (Driver.CONTRACT, 100_00),
        (Driver.DECLARED, 90_00),
        (Driver.ASSESSED, 110_00),
        (Driver.SETTLEMENT, 95_00),
    ],
)
def test_any_of_the_four_values_may_drive_what_is_posted(driver: Driver, posted: int) -> None:
    said = told(100, declared=90_00, assessed=110_00, settlement=95_00, driver=driver)
    receiving.confirm(OPERATOR, shipped(rice()), said, NOW)
    assert (balance(cast.MESKAY), owes(cast.ASTARTA, cast.MESKAY), held(cast.ASTARTA)) == (posted, posted, 0)


def test_a_promise_is_measured_by_the_contract_whatever_is_posted() -> None:
    said = told(100, assessed=80_00, driver=Driver.ASSESSED)
    receiving.confirm(OPERATOR, shipped(rice()), said, NOW)
    assert Commitment.objects.get(party__code="Meskay").state == CommitmentState.FULFILLED


def test_the_declared_value_is_taken_from_the_declarations_on_record() -> None:
    shipment = shipped(rice())
    declared = declaring.Declared(Direction.IMPORT, "RU", "10101/1", LEFT, 80_00)
    declaring.declare(TAKER, shipment, declared, NOW)
    assert receiving.confirm(TAKER, shipment, told(50, 50), NOW).declared_value == 40_00


def test_a_receipt_counts_from_its_own_day() -> None:
    received(rice())
    assert Entry.objects.get().effective_on == THERE


def test_a_receipt_of_a_closed_period_counts_from_the_day_after() -> None:
    leg = rice()
    close_period(OPERATOR, "CLEARING", date(2026, 2, 28), NOW)
    received(leg)
    assert Entry.objects.get().effective_on == date(2026, 3, 1)


def test_a_receipt_that_a_credit_limit_refuses_leaves_nothing_behind() -> None:
    leg = rice()
    Hold.objects.update(state=HoldState.LAPSED, open_amount=0)
    Account.objects.update(held_out=0, held_in=0, credit_limit=99_99)
    shipment = shipped(leg)
    assert codes_of(lambda: receiving.confirm(TAKER, shipment, told(100), NOW)) == {"credit_limit"}
    shipment.refresh_from_db()
    assert shipment.state == ShipmentState.SHIPPED
    assert not Receipt.objects.exists()
    assert not Entry.objects.exists()


def test_a_receipt_is_never_changed() -> None:
    receipt = received(rice())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Receipt.objects.filter(pk=receipt.pk).update(accepted_quantity=1 * TONNES)


def test_a_receipt_is_seen_by_its_two_parties_and_those_who_watch() -> None:
    received(rice())
    seen = {actor.name: visible_receipts(actor).count() for actor in (GIVER, TAKER, STRANGER, AUDITOR)}
    assert seen == {GIVER.name: 1, TAKER.name: 1, STRANGER.name: 0, AUDITOR.name: 1}


def test_a_value_ten_times_the_contract_s_wants_a_reason() -> None:
    shipment = shipped(rice())
    absurd = told(100, assessed=9_999_999_999_999_999_99)
    assert codes_of(lambda: receiving.confirm(TAKER, shipment, absurd, NOW)) == {"value_far_off"}
    meant = told(100, assessed=9_999_999_00, reason="the price of rice has risen")
    assert receiving.confirm(TAKER, shipment, meant, NOW).assessed_value == 9_999_999_00
