"""What is not as agreed: late, short, rejected; found once, told, and resolved."""

from datetime import datetime, timedelta

import pytest

from samarkand.platform.delivery import discrepancies, receiving, shipping
from samarkand.platform.delivery.models import Discrepancy, DiscrepancyKind
from samarkand.platform.delivery.visible import visible_discrepancies
from samarkand.platform.events.models import Event
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.conftest import NOW, trader
from tests.platform.delivery.dealing import EXPECTED, GIVER, TAKER, received, rice, shipped, told
from tests.platform.findings import codes_of

pytestmark = pytest.mark.django_db

STRANGER = trader(cast.ALTYN_DAN)


def found() -> dict[str, int]:
    return dict(Discrepancy.objects.values_list("kind", "quantity"))


def rejected() -> Discrepancy:
    receiving.confirm(TAKER, shipped(rice()), told(96, 4), NOW)
    return Discrepancy.objects.get()


def test_a_delivery_as_agreed_has_none() -> None:
    received(rice())
    assert found() == {}


def test_short_late_and_rejected_are_found_with_the_receipt() -> None:
    late = told(90, 4, received_on=EXPECTED + timedelta(days=3))
    receiving.confirm(TAKER, shipped(rice()), late, NOW)
    assert found() == {"short": 6_000, "rejected": 4_000, "late": 0}


def test_both_parties_are_told() -> None:
    rejected()
    event = Event.objects.get(kind="discrepancy.found")
    assert {party.code for party in event.parties.all()} == {"Meskay", "Astarta"}


def test_goods_behind_their_day_are_found_late_once() -> None:
    shipped(rice())
    assert [discrepancies.note_late(NOW) for _ in range(2)] == [1, 0]
    assert found() == {"late": 0}


@pytest.mark.parametrize("now", [NOW.replace(month=2, day=19), NOW.replace(month=2, day=20)])
def test_goods_are_not_late_till_their_day_is_past(now: datetime) -> None:
    shipped(rice())
    assert discrepancies.note_late(now) == 0


def test_goods_that_are_there_are_not_found_late_afterwards() -> None:
    received(rice())
    assert discrepancies.note_late(NOW) == 0


def test_goods_given_up_for_lost_that_turn_up_are_lost_no_more() -> None:
    shipment = shipping.give_up(TAKER, shipped(rice()), "sunk", NOW)
    receiving.confirm(TAKER, shipment, told(100), NOW)
    assert Discrepancy.objects.get(kind=DiscrepancyKind.NEVER_ARRIVED).resolution.startswith("answered")


def test_the_taker_says_how_a_discrepancy_ended() -> None:
    ended = discrepancies.resolve(TAKER, rejected(), "sold as feed", NOW)
    assert (ended.resolution, ended.resolved_at) == ("sold as feed", NOW)


def test_an_end_told_twice_is_one() -> None:
    row = rejected()
    first, second = (discrepancies.resolve(TAKER, row, "sold as feed", NOW) for _ in range(2))
    assert first == second


def test_what_has_ended_does_not_end_otherwise() -> None:
    row = discrepancies.resolve(TAKER, rejected(), "sold as feed", NOW)
    assert codes_of(lambda: discrepancies.resolve(TAKER, row, "burnt", NOW)) == {"discrepancy_resolved"}


@pytest.mark.parametrize("actor", [GIVER, STRANGER], ids=["giver", "stranger"])
def test_nobody_else_ends_it(actor: Actor) -> None:
    row = rejected()
    with pytest.raises(NotPermittedError):
        discrepancies.resolve(actor, row, "all is well", NOW)


def test_a_stranger_sees_none() -> None:
    rejected()
    assert [visible_discrepancies(actor).count() for actor in (GIVER, TAKER, STRANGER)] == [1, 1, 0]
