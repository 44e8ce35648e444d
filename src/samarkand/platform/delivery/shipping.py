"""A consignment on its way: announced, shipped, arrived; or cancelled, or never arrived."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min

from samarkand.book import catalogue
from samarkand.core.finding import Finding, Refusal
from samarkand.core.place import is_place
from samarkand.core.scale import QUANTITY_DECIMALS, to_text
from samarkand.platform.deals.models import Contract, DealState, Leg
from samarkand.platform.delivery.catalogue import finding
from samarkand.platform.delivery.discrepancies import note_discrepancy
from samarkand.platform.delivery.models import DiscrepancyKind, Shipment, ShipmentState
from samarkand.platform.delivery.quantities import locked_leg, still_needed
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.catalogue import finding as house_finding
from samarkand.platform.house.permissions import require
from samarkand.platform.house.states import Steps, step

STEPS: Steps = {
    ShipmentState.ANNOUNCED: frozenset(
        {ShipmentState.SHIPPED, ShipmentState.ARRIVED, ShipmentState.RECEIVED, ShipmentState.CANCELLED}
    ),
    ShipmentState.SHIPPED: frozenset(
        {ShipmentState.ARRIVED, ShipmentState.RECEIVED, ShipmentState.NEVER_ARRIVED}
    ),
    ShipmentState.ARRIVED: frozenset({ShipmentState.RECEIVED}),
    # Goods given up for lost may turn up.
    ShipmentState.NEVER_ARRIVED: frozenset({ShipmentState.RECEIVED}),
}
"""Goods may arrive before the paper that says they left."""


@dataclass(frozen=True, slots=True)
class Consignment:
    """What is announced: quantity in thousandths of the leg's unit, and how it will travel."""

    quantity: int
    place: str
    carrier: str = ""
    authorisation: str = ""
    expected_on: date | None = None


def announce(actor: Actor, leg: Leg, consignment: Consignment) -> Shipment:
    """Return a new shipment of the leg.

    Raises NotPermittedError for any but the giver and the operator, and Refusal (``deal_not_bound``,
    ``quantity_not_positive``, ``shipment_too_large``).
    """
    require(actor, "delivery.announce", leg)
    with transaction.atomic():
        leg = locked_leg(leg.pk)
        if found := list(_announcement_findings(leg, consignment)):
            raise Refusal(*found)
        return Shipment.objects.create(
            leg=leg,
            code=f"{leg.code}-S{leg.shipments.count() + 1}",
            consignor=leg.giver,
            carrier=consignment.carrier,
            place=consignment.place,
            quantity=consignment.quantity,
            authorisation=consignment.authorisation,
            expected_on=consignment.expected_on,
        )


def amend(actor: Actor, shipment: Shipment, version: int, consignment: Consignment) -> Shipment:
    """Return the shipment as it is announced anew; ``version`` is the one the caller has read.

    Raises Refusal (``version_stale``, ``state_wrong`` once it has left, and those of `announce`).
    """
    require(actor, "delivery.ship", shipment)
    with transaction.atomic():
        leg = locked_leg(shipment.leg_id)
        shipment = _as_stored(shipment)
        if shipment.version != version:
            raise Refusal(_stale(shipment))
        if shipment.state != ShipmentState.ANNOUNCED:
            raise Refusal(_gone(shipment))
        if found := list(_announcement_findings(leg, consignment, besides=shipment.quantity)):
            raise Refusal(*found)
        shipment.quantity = consignment.quantity
        shipment.place = consignment.place
        shipment.carrier = consignment.carrier
        shipment.authorisation = consignment.authorisation
        shipment.expected_on = consignment.expected_on
        shipment.version += 1
        shipment.save()
    return shipment


def ship(
    actor: Actor, shipment: Shipment, shipped_on: date, now: datetime, *, expected_on: date | None = None
) -> Shipment:
    """Return the shipment as it left on a day, told again or not; ``expected_on`` is when it should arrive.

    Raises Refusal (``day_in_future``, ``days_out_of_turn``, ``state_wrong``).
    """
    require(actor, "delivery.ship", shipment)
    with transaction.atomic():
        locked_leg(shipment.leg_id)
        shipment = _as_stored(shipment)
        if shipment.state == ShipmentState.SHIPPED and shipment.shipped_on == shipped_on:
            return shipment
        expected_on = expected_on or shipment.expected_on
        found = [*future_findings("shipped_on", shipped_on, now), *_too_early(shipment.leg, shipped_on)]
        if expected_on is not None and expected_on < shipped_on:
            found.append(_out_of_turn("expected_on", expected_on, shipped_on))
        if found:
            raise Refusal(*found)
        _step(shipment, ShipmentState.SHIPPED, shipped_on=shipped_on, expected_on=expected_on)
    return shipment


def arrive(actor: Actor, shipment: Shipment, arrived_on: date, now: datetime) -> Shipment:
    """Return the shipment as it reached its place, told again or not; goods behind their day are noted late.

    Raises Refusal (``day_in_future``, ``days_out_of_turn``, ``state_wrong``).
    """
    require(actor, "delivery.arrive", shipment)
    with transaction.atomic():
        locked_leg(shipment.leg_id)
        shipment = _as_stored(shipment)
        if shipment.state == ShipmentState.ARRIVED and shipment.arrived_on == arrived_on:
            return shipment
        if found := list(arrival_findings(shipment, "arrived_on", arrived_on, now)):
            raise Refusal(*found)
        _step(shipment, ShipmentState.ARRIVED, arrived_on=arrived_on)
        if shipment.expected_on is not None and arrived_on > shipment.expected_on:
            note_discrepancy(shipment, DiscrepancyKind.LATE, 0, f"expected on {shipment.expected_on}", now)
    return shipment


def cancel(actor: Actor, shipment: Shipment, now: datetime) -> Shipment:
    """Return the shipment that will not leave, told again or not; its quantity is to be shipped again.

    Raises Refusal (``state_wrong``) once it has left.
    """
    require(actor, "delivery.ship", shipment)
    return _end(shipment, ShipmentState.CANCELLED, now.date())


def give_up(actor: Actor, shipment: Shipment, note: str, now: datetime) -> Shipment:
    """Return the shipment that never arrived, told again or not; its quantity is to be shipped again.

    The taker or the operator says so. Nothing was posted for it, and nothing is. Raises Refusal
    (``state_wrong``) where it never left or is there.
    """
    require(actor, "delivery.give_up", shipment)
    with transaction.atomic():
        shipment = _end(shipment, ShipmentState.NEVER_ARRIVED, now.date())
        note_discrepancy(shipment, DiscrepancyKind.NEVER_ARRIVED, shipment.quantity, note, now)
    return shipment


def receive(shipment: Shipment, received_on: date) -> None:
    """Step the shipment to received; it arrived that day where nobody said so before."""
    arrived_on = shipment.arrived_on or received_on
    _step(shipment, ShipmentState.RECEIVED, arrived_on=arrived_on, ended_on=received_on)


def future_findings(column: str, day: date, now: datetime) -> Iterator[Finding]:
    """Yield a finding where a day has not come yet, anywhere on earth: clocks are up to 14 hours ahead."""
    ahead = (day - now.date()).days
    if ahead > 1:
        yield finding("day_in_future", f"{column} {day} has not come yet.", column=column, value=day)


def _too_early(leg: Leg, day: date) -> Iterator[Finding]:
    """Yield a finding where goods are said to have left before their deal was bound, anywhere on earth."""
    days = Contract.objects.filter(deal=leg.deal_id).aggregate(first=Min("concluded_on"))
    bound_on: date | None = days["first"]
    if bound_on is not None and (bound_on - day).days > 1:
        message = f"shipped_on {day} is before {bound_on}, when deal {leg.deal} was bound."
        yield finding("days_out_of_turn", message, column="shipped_on", value=day)


def arrival_findings(shipment: Shipment, column: str, day: date, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with a day of arrival or receipt."""
    yield from future_findings(column, day, now)
    if shipment.shipped_on is not None and day < shipment.shipped_on:
        yield _out_of_turn(column, day, shipment.shipped_on)


def _end(shipment: Shipment, state: ShipmentState, day: date) -> Shipment:
    with transaction.atomic():
        locked_leg(shipment.leg_id)
        shipment = _as_stored(shipment)
        if shipment.state != state:
            _step(shipment, state, ended_on=day)
    return shipment


def _step(shipment: Shipment, state: ShipmentState, **also: date | None) -> None:
    step(shipment, state, STEPS, version=shipment.version + 1, **also)


def _as_stored(shipment: Shipment) -> Shipment:
    rows = Shipment.objects.select_related("leg__deal__round", "leg__giver", "leg__taker", "consignor")
    return rows.get(pk=shipment.pk)


def _announcement_findings(leg: Leg, consignment: Consignment, *, besides: int = 0) -> Iterator[Finding]:
    quantity = consignment.quantity
    if leg.deal.state != DealState.BOUND:
        state = leg.deal.state
        yield finding("deal_not_bound", f"deal {leg.deal} is {state}.", column="leg", value=leg.code)
    if quantity <= 0:
        yield finding(
            "quantity_not_positive",
            f"a shipment of {leg} of nothing.",
            column="quantity",
            value=to_text(quantity, QUANTITY_DECIMALS),
        )
    if not is_place(consignment.place):
        message = f"{consignment.place!r} is neither a UN/LOCODE nor a country."
        yield catalogue.finding("place_malformed", message, column="place", value=consignment.place)
    needed = still_needed(leg) + besides
    if quantity > needed:
        text = to_text(quantity, QUANTITY_DECIMALS)
        yield finding(
            "shipment_too_large",
            f"leg {leg} still needs {to_text(needed, QUANTITY_DECIMALS)} {leg.unit}, not {text}.",
            column="quantity",
            value=text,
        )


def _out_of_turn(column: str, day: date, after: date) -> Finding:
    return finding("days_out_of_turn", f"{column} {day} is before {after}.", column=column, value=day)


def _stale(shipment: Shipment) -> Finding:
    message = f"shipment {shipment} is at version {shipment.version}."
    return house_finding("version_stale", message, column="version", value=shipment.version)


def _gone(shipment: Shipment) -> Finding:
    message = f"shipment {shipment} is {shipment.state}: it is announced no more."
    return house_finding("state_wrong", message, column="state", value=shipment.state)
