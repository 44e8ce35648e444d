"""How deliveries look over the API: shipments, receipts, discrepancies, papers, declarations."""

from datetime import date, datetime

from ninja import Field, Schema

from samarkand.platform.api.numbers import Quantity, Value
from samarkand.platform.delivery.models import (
    Direction,
    Discrepancy,
    DiscrepancyKind,
    Document,
    DocumentKind,
    Driver,
    GoodsDeclaration,
    Receipt,
    Shipment,
    ShipmentState,
)


class ShipmentOut(Schema):
    """A consignment of one leg."""

    shipment: str = Field(description="Its code.")
    leg: str = Field(description="The leg it answers.")
    deal: str = Field(description="The deal the leg is of.")
    giver: str = Field(description="The party that sends it.")
    taker: str = Field(description="The party that receives it.")
    hs: str = Field(description="The HS code of the goods.")
    quantity: Quantity = Field(description="What it carries, in the leg's unit.")
    unit: str = Field(description="The unit of the quantity, UNECE Recommendation 20.")
    place: str = Field(description="Where it goes.")
    carrier: str = Field(description="Who carries it; may be empty.")
    authorisation: str = Field(description="The permit it moves under; may be empty.")
    state: ShipmentState = Field(description="Where it is.")
    shipped_on: date | None = Field(description="The day it left.")
    expected_on: date | None = Field(description="The day it should be there.")
    arrived_on: date | None = Field(description="The day it reached its place.")
    ended_on: date | None = Field(description="The day it was received, given up or cancelled.")
    version: int = Field(description="Counts its changes; also its ETag.")


class ReceiptOut(Schema):
    """What the taker said of a consignment, and what was posted for it."""

    receipt: str = Field(description="Its code.")
    shipment: str = Field(description="The consignment.")
    received_on: date = Field(description="The day it was received.")
    place: str = Field(description="Where.")
    accepted_quantity: Quantity = Field(description="What was accepted, in the leg's unit.")
    rejected_quantity: Quantity = Field(description="What was rejected.")
    contract_value: Value = Field(description="What the accepted part is worth by contract.")
    declared_value: Value | None = Field(description="What was declared to customs for it, where known.")
    assessed_value: Value | None = Field(description="What customs assessed it at, where known.")
    settlement_value: Value | None = Field(description="What the parties settled on, where they did.")
    driver: Driver = Field(description="Which of the four drives what is posted.")
    posted_value: Value = Field(description="What this receipt posted: a correction posts the difference.")
    entry: str | None = Field(description="The journal entry; null where nothing was to be posted.")
    reason: str = Field(description="Why goods were rejected, or why it was corrected.")
    corrects: str | None = Field(description="The receipt that this one states anew.")
    confirmed_at: datetime = Field(description="When it was put on record.")


class DiscrepancyOut(Schema):
    """Something about a consignment that is not as agreed."""

    id: int = Field(description="Its number.")
    shipment: str = Field(description="The consignment.")
    kind: DiscrepancyKind = Field(description="What is not as agreed.")
    quantity: Quantity = Field(description="How much is missing or rejected; nothing for other kinds.")
    note: str = Field(description="What was said of it.")
    found_at: datetime = Field(description="When it was found.")
    resolution: str = Field(description="How it ended; empty while it is open.")
    resolved_at: datetime | None = Field(description="When it ended.")
    correction: str | None = Field(description="The receipt that ended it, where one did.")


class DocumentOut(Schema):
    """A paper of a consignment, without its content."""

    id: int = Field(description="Its number.")
    shipment: str = Field(description="The consignment.")
    kind: DocumentKind = Field(description="What it is.")
    number: int = Field(description="Its version: the latest of a kind has the highest.")
    filename: str = Field(description="What the file is called.")
    media_type: str = Field(description="What the file is, by its first bytes.")
    size: int = Field(description="Its length in bytes.")
    digest: str = Field(description="The SHA-256 of its content, in hexadecimal.")
    filed_at: datetime = Field(description="When it was filed.")


class DeclarationOut(Schema):
    """The reference of a goods declaration."""

    id: int = Field(description="Its number.")
    shipment: str = Field(description="The consignment.")
    direction: Direction = Field(description="Made where the goods leave, or where they arrive.")
    country: str = Field(description="Whose customs took it, ISO 3166.")
    reference: str = Field(description="Its number there.")
    declared_on: date = Field(description="The day it was made.")
    value: Value | None = Field(description="The value declared for the whole shipment, where told.")


def shipment_out(row: Shipment) -> ShipmentOut:
    """Return a shipment as the API shows it."""
    leg = row.leg
    return ShipmentOut(
        shipment=row.code,
        leg=leg.code,
        deal=leg.deal.code,
        giver=leg.giver.code,
        taker=leg.taker.code,
        hs=leg.hs,
        quantity=row.quantity,
        unit=leg.unit,
        place=row.place,
        carrier=row.carrier,
        authorisation=row.authorisation,
        state=ShipmentState(row.state),
        shipped_on=row.shipped_on,
        expected_on=row.expected_on,
        arrived_on=row.arrived_on,
        ended_on=row.ended_on,
        version=row.version,
    )


def receipt_out(row: Receipt) -> ReceiptOut:
    """Return a receipt as the API shows it."""
    return ReceiptOut(
        receipt=row.code,
        shipment=row.shipment.code,
        received_on=row.received_on,
        place=row.place,
        accepted_quantity=row.accepted_quantity,
        rejected_quantity=row.rejected_quantity,
        contract_value=row.contract_value,
        declared_value=row.declared_value,
        assessed_value=row.assessed_value,
        settlement_value=row.settlement_value,
        driver=Driver(row.driver),
        posted_value=row.posted_value,
        entry=row.entry.key if row.entry else None,
        reason=row.reason,
        corrects=row.corrects.code if row.corrects else None,
        confirmed_at=row.confirmed_at,
    )


def discrepancy_out(row: Discrepancy) -> DiscrepancyOut:
    """Return a discrepancy as the API shows it."""
    return DiscrepancyOut(
        id=row.pk,
        shipment=row.shipment.code,
        kind=DiscrepancyKind(row.kind),
        quantity=row.quantity,
        note=row.note,
        found_at=row.found_at,
        resolution=row.resolution,
        resolved_at=row.resolved_at,
        correction=row.correction.code if row.correction else None,
    )


def document_out(row: Document) -> DocumentOut:
    """Return a paper as the API shows it."""
    return DocumentOut(
        id=row.pk,
        shipment=row.shipment.code,
        kind=DocumentKind(row.kind),
        number=row.number,
        filename=row.filename,
        media_type=row.media_type,
        size=row.size,
        digest=row.digest,
        filed_at=row.filed_at,
    )


def declaration_out(row: GoodsDeclaration) -> DeclarationOut:
    """Return a goods declaration as the API shows it."""
    return DeclarationOut(
        id=row.pk,
        shipment=row.shipment.code,
        direction=Direction(row.direction),
        country=row.country,
        reference=row.reference,
        declared_on=row.declared_on,
        value=row.value,
    )
