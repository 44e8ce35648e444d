"""How much of a leg is accepted, under way, and still to come; thousandths of the leg's unit."""

from django.db.models import Sum

from samarkand.platform.deals.models import Leg
from samarkand.platform.delivery.models import Receipt, Shipment, ShipmentState

UNDER_WAY = (ShipmentState.ANNOUNCED, ShipmentState.SHIPPED, ShipmentState.ARRIVED)


def locked_leg(leg: int) -> Leg:
    """Return the leg with its row locked, so that two who count on it wait for each other."""
    rows = Leg.objects.select_for_update(of=("self",))
    return rows.select_related("deal__round__unit", "giver", "taker").get(pk=leg)


def last_receipts(leg: Leg) -> list[Receipt]:
    """Return for each received shipment the receipt that stands: the one nobody has corrected."""
    return list(Receipt.objects.filter(shipment__leg=leg, corrected_by=None))


def accepted(leg: Leg) -> int:
    """Return what the taker has accepted of a leg so far."""
    return sum(receipt.accepted_quantity for receipt in last_receipts(leg))


def accepted_by_others(shipment: Shipment) -> int:
    """Return what the taker has accepted of the shipment's leg from all other consignments."""
    rows = last_receipts(shipment.leg)
    return sum(receipt.accepted_quantity for receipt in rows if receipt.shipment_id != shipment.pk)


def still_needed(leg: Leg) -> int:
    """Return what may still be announced: the leg less what is accepted and what is under way."""
    rows = Shipment.objects.filter(leg=leg, state__in=UNDER_WAY)
    under_way = rows.aggregate(all=Sum("quantity"))["all"] or 0
    return leg.quantity - accepted(leg) - under_way
