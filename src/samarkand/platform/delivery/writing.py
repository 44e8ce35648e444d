"""One receipt put on record with all that follows: posting, obligation, evidence, news.

Called inside the database transaction that has the leg locked, with findings none.
"""

from datetime import datetime

from samarkand.platform.deals.evidence import record as record_evidence
from samarkand.platform.deals.models import Commitment, EvidenceKind, Leg
from samarkand.platform.delivery.discrepancies import review
from samarkand.platform.delivery.models import Receipt, Shipment
from samarkand.platform.delivery.quantities import last_receipts
from samarkand.platform.delivery.settling import Settlement, settle
from samarkand.platform.delivery.valuing import Told, contract_value, driving_value
from samarkand.platform.events.recording import record as record_event
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require


def write(
    actor: Actor, shipment: Shipment, told: Told, now: datetime, *, corrects: Receipt | None = None
) -> Receipt:
    """Return the new receipt of a shipment, or the one that corrects its last, with all that follows from it.

    Raises NotPermittedError where less is credited than was and the actor may not take back.
    """
    leg = shipment.leg
    before = list(Receipt.objects.filter(shipment=shipment))
    others = [one for one in last_receipts(leg) if one.shipment_id != shipment.pk]
    contract = contract_value(leg.value, leg.quantity, told.accepted, others)
    amount = (driving_value(told, contract) or 0) - sum(one.posted_value for one in before)
    if corrects is not None and amount < 0:
        require(actor, "delivery.take_back", shipment)
    code = f"{shipment.code}-R{len(before) + 1}"
    whole = told.accepted + sum(one.accepted_quantity for one in others) == leg.quantity
    settlement = Settlement(code, leg, shipment, amount, told.received_on, whole, corrects, actor.by)
    entry = settle(settlement, now)
    receipt = Receipt.objects.create(
        shipment=shipment,
        code=code,
        received_on=told.received_on,
        place=told.place or shipment.place,
        accepted_quantity=told.accepted,
        rejected_quantity=told.rejected,
        contract_value=contract,
        declared_value=told.declared,
        assessed_value=told.assessed,
        settlement_value=told.settlement,
        driver=told.driver,
        posted_value=amount,
        reason=told.reason,
        corrects=corrects,
        entry_id=entry,
        confirmed_by_id=actor.user,
        confirmed_at=now,
    )
    _follow(actor, receipt, leg, now)
    return receipt


def _follow(actor: Actor, receipt: Receipt, leg: Leg, now: datetime) -> None:
    _evidence(actor, receipt, leg, now)
    review(receipt, now)
    _tell(receipt, leg, now)


def _evidence(actor: Actor, receipt: Receipt, leg: Leg, now: datetime) -> None:
    """Record performance by the contract's value: a promise is measured by itself, whatever is posted.

    The evidence account ends the commitment, and the deal with the last of them.
    """
    value = receipt.contract_value
    kind = EvidenceKind.PERFORMANCE
    if receipt.corrects is not None:
        value -= receipt.corrects.contract_value
        kind = EvidenceKind.CORRECTION
    commitment = Commitment.objects.filter(deal=leg.deal_id, party=leg.giver_id).first()
    if commitment is not None and value:
        record_evidence(commitment, kind, value, receipt.code, now, by=actor.by)


def _tell(receipt: Receipt, leg: Leg, now: datetime) -> None:
    content = {
        "receipt": receipt.code,
        "shipment": receipt.shipment.code,
        "leg": leg.code,
        "accepted_quantity": receipt.accepted_quantity,
        "rejected_quantity": receipt.rejected_quantity,
        "posted_value": receipt.posted_value,
    }
    record_event("receipt.confirmed", receipt.code, content, [leg.giver, leg.taker], now)
