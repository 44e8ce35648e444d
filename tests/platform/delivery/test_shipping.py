"""A consignment on its way, and who may say so."""

from datetime import date, timedelta

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.delivery import shipping
from samarkand.platform.delivery.models import Discrepancy, DiscrepancyKind, Shipment, ShipmentState
from samarkand.platform.delivery.shipping import Consignment
from samarkand.platform.delivery.visible import visible_shipments
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.conftest import AUDITOR, NOW, OPERATOR, REGULATOR, trader
from tests.platform.delivery.dealing import (
    BOUND,
    EXPECTED,
    GIVER,
    LEFT,
    TAKER,
    THERE,
    TONNES,
    announced,
    proposed_deal,
    received,
    rice,
    shipped,
)
from tests.platform.findings import codes_of

pytestmark = pytest.mark.django_db

STRANGER = trader(cast.ALTYN_DAN)


def consignment(tonnes: int, place: str = "RU") -> Consignment:
    return Consignment(tonnes * TONNES, place)


def test_the_giver_announces() -> None:
    shipment = announced(rice(), 60)
    assert (shipment.code, shipment.state, shipment.consignor.code) == (
        "spring-1-1-S1",
        ShipmentState.ANNOUNCED,
        "Meskay",
    )


@pytest.mark.parametrize("actor", [TAKER, STRANGER, AUDITOR, REGULATOR], ids=lambda actor: actor.name)
def test_nobody_else_announces(actor: Actor) -> None:
    with pytest.raises(NotPermittedError):
        shipping.announce(actor, rice(), consignment(60))


def test_the_operator_announces_for_it() -> None:
    assert shipping.announce(OPERATOR, rice(), consignment(60)).consignor.code == "Meskay"


def test_no_goods_move_before_the_deal_is_bound() -> None:
    leg = proposed_deal("spring-9").legs.get(code="spring-9-1")
    assert codes_of(lambda: shipping.announce(GIVER, leg, consignment(60))) == {"deal_not_bound"}


def test_all_that_is_wrong_with_an_announcement_is_said_at_once() -> None:
    leg = proposed_deal("spring-9").legs.get(code="spring-9-1")
    found = codes_of(lambda: shipping.announce(GIVER, leg, consignment(0, "Karachi")))
    assert found == {"deal_not_bound", "quantity_not_positive", "place_malformed"}


def test_what_is_under_way_is_not_announced_again() -> None:
    leg = rice()
    announced(leg, 60)
    assert codes_of(lambda: announced(leg, 41)) == {"shipment_too_large"}
    assert announced(leg, 40).code == "spring-1-1-S2"


def test_what_was_cancelled_may_be_announced_again() -> None:
    leg = rice()
    shipping.cancel(GIVER, announced(leg), NOW)
    assert announced(leg).code == "spring-1-1-S2"


def test_what_left_is_not_cancelled() -> None:
    shipment = shipped(rice())
    assert codes_of(lambda: shipping.cancel(GIVER, shipment, NOW)) == {"state_wrong"}


def test_a_shipment_is_amended_before_it_leaves() -> None:
    shipment = announced(rice(), 60)
    changed = shipping.amend(GIVER, shipment, 1, consignment(100, "RUMOW"))
    assert (changed.quantity, changed.place, changed.version) == (100 * TONNES, "RUMOW", 2)


def test_a_change_made_for_an_older_version_is_refused() -> None:
    shipment = announced(rice(), 60)
    shipping.amend(GIVER, shipment, 1, consignment(50))
    assert codes_of(lambda: shipping.amend(GIVER, shipment, 1, consignment(40))) == {"version_stale"}


def test_a_shipment_that_left_is_amended_no_more() -> None:
    shipment = shipped(rice(), 60)
    version = shipment.version
    assert codes_of(lambda: shipping.amend(GIVER, shipment, version, consignment(40))) == {"state_wrong"}


def test_a_shipment_is_not_amended_beyond_what_is_needed() -> None:
    shipment = announced(rice(), 60)
    assert codes_of(lambda: shipping.amend(GIVER, shipment, 1, consignment(101))) == {"shipment_too_large"}


def test_goods_leave() -> None:
    shipment = shipped(rice())
    assert (shipment.state, shipment.shipped_on) == (ShipmentState.SHIPPED, LEFT)


def test_leaving_told_twice_is_leaving_once() -> None:
    shipment = shipped(rice())
    assert shipping.ship(GIVER, shipment, LEFT, NOW).version == shipment.version


def test_goods_do_not_leave_in_the_future() -> None:
    shipment = announced(rice())
    ahead = NOW.date() + timedelta(days=2)
    expected = ahead + timedelta(days=9)
    act = lambda: shipping.ship(GIVER, shipment, ahead, NOW, expected_on=expected)  # noqa: E731
    assert codes_of(act) == {"day_in_future"}


def test_goods_do_not_leave_before_their_deal_is_bound() -> None:
    """A day's difference may be the zone's."""
    shipment = announced(rice())
    bound_on = BOUND.date()
    early = bound_on - timedelta(days=2)
    assert codes_of(lambda: shipping.ship(GIVER, shipment, early, NOW)) == {"days_out_of_turn"}
    assert shipping.ship(GIVER, shipment, bound_on - timedelta(days=1), NOW).state == ShipmentState.SHIPPED


def test_goods_are_not_expected_before_they_leave() -> None:
    shipment = announced(rice())
    late = EXPECTED + timedelta(days=1)
    assert codes_of(lambda: shipping.ship(GIVER, shipment, late, NOW)) == {"days_out_of_turn"}


def test_goods_arrive_in_time() -> None:
    shipment = shipping.arrive(TAKER, shipped(rice()), THERE, NOW)
    assert (shipment.state, shipment.arrived_on) == (ShipmentState.ARRIVED, THERE)
    assert not Discrepancy.objects.exists()


def test_goods_that_arrive_behind_their_day_are_late() -> None:
    shipping.arrive(TAKER, shipped(rice()), EXPECTED + timedelta(days=1), NOW)
    assert Discrepancy.objects.get().kind == DiscrepancyKind.LATE


def test_goods_do_not_arrive_before_they_leave() -> None:
    shipment = shipped(rice())
    assert codes_of(lambda: shipping.arrive(TAKER, shipment, date(2026, 2, 1), NOW)) == {"days_out_of_turn"}


def test_goods_never_arrive() -> None:
    leg = rice()
    shipment = shipping.give_up(TAKER, shipped(leg), "sunk", NOW)
    assert shipment.state == ShipmentState.NEVER_ARRIVED
    assert Discrepancy.objects.get().kind == DiscrepancyKind.NEVER_ARRIVED
    assert announced(leg).quantity == 100 * TONNES


def test_the_giver_does_not_say_that_its_goods_never_arrived() -> None:
    shipment = shipped(rice())
    with pytest.raises(NotPermittedError):
        shipping.give_up(GIVER, shipment, "sunk", NOW)


def test_what_is_received_cannot_have_been_lost() -> None:
    shipment = received(rice()).shipment
    with pytest.raises(Refusal, match="state_wrong"):
        shipping.give_up(TAKER, shipment, "sunk", NOW)


@pytest.mark.parametrize(
    ("actor", "seen"),
    [(GIVER, 1), (TAKER, 1), (STRANGER, 0), (OPERATOR, 1), (AUDITOR, 1), (REGULATOR, 1)],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_shipment_is_seen_by_its_two_parties_and_those_who_watch(actor: Actor, seen: int) -> None:
    announced(rice())
    assert visible_shipments(actor).count() == seen


def test_a_country_s_regulator_sees_what_concerns_its_country() -> None:
    announced(rice())
    seen = {
        country: visible_shipments(Actor(None, "customs", REGULATOR.role, country=country)).count()
        for country in ("PK", "RU", "KZ")
    }
    assert seen == {"PK": 1, "RU": 1, "KZ": 0}


def test_every_shipment_has_a_code_of_its_own() -> None:
    leg = rice()
    for _ in range(3):
        announced(leg, 10)
    assert Shipment.objects.values("code").distinct().count() == 3
