"""A receipt that was wrong, or that is worth something else by now: a further one, posted as the difference.

Nothing is ever changed. Customs may assess a line months after its receipt; a taker may find goods it had
rejected to be sound; a clerk may have mistyped. Each is a receipt that corrects the one before.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.delivery.catalogue import finding
from samarkand.platform.delivery.declaring import with_declared_value
from samarkand.platform.delivery.models import Receipt, Shipment
from samarkand.platform.delivery.quantities import locked_leg
from samarkand.platform.delivery.receiving import receipt_findings
from samarkand.platform.delivery.valuing import Told, tells_the_same
from samarkand.platform.delivery.writing import write
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require


def correct(actor: Actor, receipt: Receipt, told: Told, now: datetime) -> Receipt:
    """Return the further receipt that states the line of ``receipt`` anew, new or told before.

    The difference is posted and evidenced; the first receipt stays. The taker may say that it accepted
    more; only the operator takes back what was credited, or changes which value is posted. Raises
    NotPermittedError, and Refusal: ``receipt_superseded``, ``explanation_missing`` and those of
    `receiving.receipt_findings`.
    """
    require(actor, "delivery.receive", receipt.shipment)
    if told.driver != receipt.driver:
        require(actor, "delivery.choose_value", receipt.shipment)
    with transaction.atomic():
        leg = locked_leg(receipt.shipment.leg_id)
        shipment = Shipment.objects.get(pk=receipt.shipment_id)
        shipment.leg = leg
        later = Receipt.objects.filter(corrects=receipt).first()
        if later is not None:
            return _told_before(later, told)
        told = with_declared_value(shipment, told)
        if found := list(_findings(shipment, told, now)):
            raise Refusal(*found)
        return write(actor, shipment, told, now, corrects=receipt)


def _findings(shipment: Shipment, told: Told, now: datetime) -> Iterator[Finding]:
    for found in receipt_findings(shipment, told, now):
        # A receipt of goods that were never there is corrected to nothing at all.
        if found.code != "quantity_not_positive" or min(told.accepted, told.rejected) < 0:
            yield found
    if not told.rejected and not told.reason.strip():
        yield finding("explanation_missing", f"{shipment} is corrected without a reason.", column="reason")


def _told_before(later: Receipt, told: Told) -> Receipt:
    if tells_the_same(later, told):
        return later
    message = f"receipt {later.corrects} was corrected by {later}."
    raise Refusal(finding("receipt_superseded", message, value=later.code))
