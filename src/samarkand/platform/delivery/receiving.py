"""Receipt of a consignment: what was accepted, what rejected, and what that is worth.

A receipt, its posting, the obligation, the evidence and what is told of it are written together or not at
all. A receipt told twice is one receipt.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import QUANTITY_DECIMALS, to_text
from samarkand.platform.delivery.catalogue import finding
from samarkand.platform.delivery.declaring import with_declared_value
from samarkand.platform.delivery.models import Driver, Receipt, Shipment
from samarkand.platform.delivery.quantities import accepted_by_others, locked_leg
from samarkand.platform.delivery.shipping import arrival_findings, receive
from samarkand.platform.delivery.valuing import Told, far_values, tells_the_same, value_findings
from samarkand.platform.delivery.writing import write
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require


def confirm(actor: Actor, shipment: Shipment, told: Told, now: datetime) -> Receipt:
    """Return the receipt of a shipment, new or told before.

    What is accepted is posted: the giver up, the taker down. What is rejected or missing is a discrepancy
    and may be shipped again. Only the operator lets another value than the contract's drive the posting.
    Raises NotPermittedError for any but the taker and the operator, and Refusal: ``receipt_differs``,
    ``state_wrong``, those of `receipt_findings`, and those of the ledger (``credit_limit``).
    """
    require(actor, "delivery.receive", shipment)
    if told.driver != Driver.CONTRACT:
        require(actor, "delivery.choose_value", shipment)
    with transaction.atomic():
        leg = locked_leg(shipment.leg_id)
        shipment = Shipment.objects.get(pk=shipment.pk)
        shipment.leg = leg
        first = Receipt.objects.filter(shipment=shipment, corrects=None).first()
        if first is not None:
            return _told_before(first, told)
        told = with_declared_value(shipment, told)
        if found := list(receipt_findings(shipment, told, now)):
            raise Refusal(*found)
        receive(shipment, told.received_on)
        return write(actor, shipment, told, now)


def receipt_findings(shipment: Shipment, told: Told, now: datetime) -> Iterator[Finding]:
    """Yield everything that is wrong with what is told of a consignment.

    Codes: ``quantity_not_positive``, ``over_delivered``, ``day_in_future``, ``days_out_of_turn``,
    ``explanation_missing``, ``value_negative``, ``value_missing``, ``value_far_off``.
    """
    yield from _quantity_findings(shipment, told)
    yield from arrival_findings(shipment, "received_on", told.received_on, now)
    if told.rejected and not told.reason.strip():
        rejected = _text(told.rejected)
        yield finding(
            "explanation_missing", f"{rejected} of {shipment} rejected without a reason.", column="reason"
        )
    yield from value_findings(told)
    leg = shipment.leg
    yield from far_values(told, leg.value * told.accepted // leg.quantity)


def _quantity_findings(shipment: Shipment, told: Told) -> Iterator[Finding]:
    leg = shipment.leg
    if min(told.accepted, told.rejected) < 0 or told.accepted + told.rejected == 0:
        yield finding(
            "quantity_not_positive",
            f"{_text(told.accepted)} accepted and {_text(told.rejected)} rejected of {shipment}.",
            column="accepted_quantity",
            value=_text(told.accepted),
        )
    arrived = told.accepted + told.rejected
    if arrived > shipment.quantity:
        yield finding(
            "over_delivered",
            f"{_text(arrived)} of {shipment}, which carried {_text(shipment.quantity)} {leg.unit}.",
            column="accepted_quantity",
            value=_text(arrived),
        )
    needed = leg.quantity - accepted_by_others(shipment)
    if told.accepted > needed:
        yield finding(
            "over_delivered",
            f"leg {leg} still needs {_text(needed)} {leg.unit}, not {_text(told.accepted)}.",
            column="accepted_quantity",
            value=_text(told.accepted),
        )


def _told_before(receipt: Receipt, told: Told) -> Receipt:
    if tells_the_same(receipt, told):
        return receipt
    message = f"shipment {receipt.shipment} was received on {receipt.received_on}: see {receipt}."
    raise Refusal(finding("receipt_differs", message, value=receipt.code))


def _text(quantity: int) -> str:
    return to_text(quantity, QUANTITY_DECIMALS)
