"""References of goods declarations: made where goods leave and where they arrive, told by either party."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from samarkand.book import catalogue
from samarkand.book.countries import country_codes
from samarkand.core.finding import Refusal
from samarkand.core.scale import VALUE_DECIMALS, to_text
from samarkand.platform.delivery.catalogue import finding
from samarkand.platform.delivery.models import Direction, GoodsDeclaration, Shipment
from samarkand.platform.delivery.quantities import locked_leg
from samarkand.platform.delivery.shipping import future_findings
from samarkand.platform.delivery.valuing import Told
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require


@dataclass(frozen=True, slots=True)
class Declared:
    """What was declared to customs; ``value`` in minor units of account, for the whole shipment."""

    direction: str
    country: str
    reference: str
    declared_on: date
    value: int | None = None


def declare(actor: Actor, shipment: Shipment, declared: Declared, now: datetime) -> GoodsDeclaration:
    """Return the declaration on record, new or told before.

    Raises NotPermittedError for any but the two parties and the operator, and Refusal
    (``country_unknown``, ``day_in_future``, ``value_negative``, ``declaration_differs``).
    """
    require(actor, "delivery.declare", shipment)
    _refuse(declared, now)
    content = {
        "direction": Direction(declared.direction),
        "declared_on": declared.declared_on,
        "value": declared.value,
    }
    with transaction.atomic():
        locked_leg(shipment.leg_id)
        row, new = GoodsDeclaration.objects.get_or_create(
            shipment=shipment, country=declared.country, reference=declared.reference, defaults=content
        )
    if not new and any(getattr(row, name) != value for name, value in content.items()):
        message = f"declaration {row} of {shipment} is on record with other content."
        raise Refusal(finding("declaration_differs", message, column="reference", value=row.reference))
    return row


def with_declared_value(shipment: Shipment, told: Told) -> Told:
    """Return what is told of a receipt, with the declared value from the import declarations if left unsaid.

    Of what was declared for the shipment it is the accepted part, rounded down.
    """
    rows = GoodsDeclaration.objects.filter(shipment=shipment, direction=Direction.IMPORT)
    value: int | None = rows.aggregate(all=Sum("value"))["all"]
    if told.declared is not None or value is None:
        return told
    return replace(told, declared=value * told.accepted // shipment.quantity)


def _refuse(declared: Declared, now: datetime) -> None:
    found = list(future_findings("declared_on", declared.declared_on, now))
    if declared.country not in country_codes():
        message = f"{declared.country!r} is no country of ISO 3166."
        found.append(catalogue.finding("country_unknown", message, column="country", value=declared.country))
    if declared.value is not None and declared.value < 0:
        text = to_text(declared.value, VALUE_DECIMALS)
        found.append(finding("value_negative", "value is below nothing.", column="value", value=text))
    if found:
        raise Refusal(*found)
