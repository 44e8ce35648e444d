"""What of a delivery is not as agreed: found, told to both parties, and resolved."""

from datetime import datetime

from django.db import transaction

from samarkand.core.finding import Refusal
from samarkand.platform.delivery.catalogue import finding
from samarkand.platform.delivery.models import (
    Discrepancy,
    DiscrepancyKind,
    Receipt,
    Shipment,
    ShipmentState,
)
from samarkand.platform.delivery.valuing import differing_values, said_by
from samarkand.platform.events.recording import record
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require


def note_discrepancy(
    shipment: Shipment, kind: DiscrepancyKind, quantity: int, note: str, now: datetime
) -> Discrepancy:
    """Return the discrepancy of this kind, found now or before; one found anew is open again.

    ``quantity`` counts thousandths of the leg's unit, nothing where the kind is not about quantity.
    """
    row, new = Discrepancy.objects.get_or_create(
        shipment=shipment,
        kind=kind,
        defaults={"quantity": quantity, "note": note[:300], "found_at": now},
    )
    if new:
        _tell(row, now)
    elif row.quantity != quantity or row.note != note[:300]:
        row.quantity, row.note = quantity, note[:300]
        row.resolution, row.resolved_at, row.correction = "", None, None
        row.save()
    return row


def review(receipt: Receipt, now: datetime) -> None:
    """Note how the receipt differs from what was agreed; what it no longer differs in is resolved by it."""
    shipment = receipt.shipment
    missing = shipment.quantity - receipt.accepted_quantity - receipt.rejected_quantity
    values = differing_values(said_by(receipt), receipt.contract_value)
    arrived_on = shipment.arrived_on or receipt.received_on
    late = shipment.expected_on is not None and arrived_on > shipment.expected_on
    found = {
        DiscrepancyKind.LATE: (late, 0, f"expected on {shipment.expected_on}"),
        DiscrepancyKind.SHORT: (missing > 0, missing, receipt.reason),
        DiscrepancyKind.REJECTED: (receipt.rejected_quantity > 0, receipt.rejected_quantity, receipt.reason),
        DiscrepancyKind.NEVER_ARRIVED: (False, 0, ""),
        DiscrepancyKind.VALUE: (bool(values), 0, values),
    }
    for kind, (differs, quantity, note) in found.items():
        if differs:
            note_discrepancy(shipment, kind, quantity, note, now)
        else:
            _settle(kind, receipt, now)


def _settle(kind: DiscrepancyKind, receipt: Receipt, now: datetime) -> None:
    rows = Discrepancy.objects.filter(shipment=receipt.shipment, kind=kind, resolved_at=None)
    rows.update(resolution=f"answered by {receipt.code}", resolved_at=now, correction=receipt)


def resolve(actor: Actor, discrepancy: Discrepancy, resolution: str, now: datetime) -> Discrepancy:
    """Return the discrepancy as ended by agreement, told again or not; corrections end it by themselves.

    Raises NotPermittedError for any but the taker and the operator, and Refusal
    (``discrepancy_resolved``) where it ended otherwise before.
    """
    require(actor, "delivery.resolve", discrepancy.shipment)
    open_rows = Discrepancy.objects.filter(pk=discrepancy.pk, resolved_at=None)
    changed = open_rows.update(resolution=resolution[:300], resolved_at=now)
    discrepancy.refresh_from_db(fields=["resolution", "resolved_at", "correction"])
    if not changed and discrepancy.resolution != resolution[:300]:
        raise Refusal(
            finding(
                "discrepancy_resolved",
                f"{discrepancy} ended: {discrepancy.resolution}.",
                column="resolution",
                value=discrepancy.resolution,
            )
        )
    return discrepancy


def note_late(now: datetime) -> int:
    """Note every shipment that is behind its day and not there, once; return how many were found.

    The house does this itself, again and again.
    """
    rows = Shipment.objects.filter(
        state__in=(ShipmentState.ANNOUNCED, ShipmentState.SHIPPED), expected_on__lt=now.date()
    ).exclude(discrepancies__kind=DiscrepancyKind.LATE)
    late = list(rows.select_related("leg__giver", "leg__taker"))
    for shipment in late:
        with transaction.atomic():
            note_discrepancy(shipment, DiscrepancyKind.LATE, 0, f"expected on {shipment.expected_on}", now)
    return len(late)


def _tell(row: Discrepancy, now: datetime) -> None:
    leg = row.shipment.leg
    content = {"shipment": row.shipment.code, "leg": leg.code, "kind": row.kind, "note": row.note}
    record("discrepancy.found", f"{row.shipment.code} {row.kind}", content, [leg.giver, leg.taker], now)
