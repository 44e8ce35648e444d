"""Deliveries over the API: shipments on their way, receipts and their corrections, discrepancies."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router
from ninja.responses import Status

from samarkand.platform.api import delivery_papers
from samarkand.platform.api.delivery_rows import (
    DiscrepancyOut,
    ReceiptOut,
    ShipmentOut,
    discrepancy_out,
    receipt_out,
    shipment_out,
)
from samarkand.platform.api.frame import (
    REFUSALS,
    VERSIONED,
    After,
    Limit,
    Page,
    actor_of,
    expected_version,
    found,
    paged,
    with_etag,
)
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.numbers import Quantity, Value
from samarkand.platform.api.pages import Paged
from samarkand.platform.deals.permissions import visible_legs
from samarkand.platform.delivery import correcting, discrepancies, receiving, shipping
from samarkand.platform.delivery.models import Driver, Shipment, ShipmentState
from samarkand.platform.delivery.shipping import Consignment
from samarkand.platform.delivery.valuing import Told
from samarkand.platform.delivery.visible import (
    visible_discrepancies,
    visible_receipts,
    visible_shipments,
)
from samarkand.platform.house.clock import now

router = Router(tags=["delivery"])
router.add_router("", delivery_papers.router)


class ConsignmentIn(Input):
    """What will travel, and how."""

    quantity: Quantity = Field(description="What it carries, in the leg's unit.")
    place: str = Field(min_length=2, max_length=8, description="Where it goes: UN/LOCODE or country.")
    carrier: str = Field("", max_length=200, description="Who carries it.")
    authorisation: str = Field("", max_length=128, description="The permit it moves under.")
    expected_on: date | None = Field(None, description="The day it should be there.")

    def consignment(self) -> Consignment:
        """Return what the service is told."""
        return Consignment(self.quantity, self.place, self.carrier, self.authorisation, self.expected_on)


class NewShipment(ConsignmentIn):
    """A consignment to be announced."""

    leg: str = Field(max_length=112, description="The leg it answers.")


class Shipped(Input):
    """That goods have left."""

    shipped_on: date = Field(description="The day they left.")
    expected_on: date | None = Field(None, description="The day they should be there, where it has changed.")


class Arrived(Input):
    """That goods have reached their place."""

    arrived_on: date = Field(description="The day they did.")


class GivenUp(Input):
    """That goods never arrived."""

    note: str = Field("", max_length=300, description="What is known of it.")


class Line(Input):
    """What is said of a consignment on its receipt. Values are for the accepted quantity."""

    received_on: date = Field(description="The day it was received.")
    accepted_quantity: Quantity = Field(description="What is accepted, in the leg's unit.")
    rejected_quantity: Quantity = Field(0, description="What is rejected.")
    place: str = Field("", max_length=8, description="Where; the shipment's place if empty.")
    reason: str = Field("", max_length=300, description="Why goods are rejected, or the receipt corrected.")
    declared_value: Value | None = Field(
        None, description="Declared to customs; by default from the import declarations on record."
    )
    assessed_value: Value | None = Field(None, description="Assessed by customs, where known.")
    settlement_value: Value | None = Field(None, description="Settled on by the parties, where they did.")
    driver: Driver = Field(
        Driver.CONTRACT, description="Which value is posted; another than the contract's: operator only."
    )

    def told(self) -> Told:
        """Return what the service is told."""
        return Told(
            received_on=self.received_on,
            accepted=self.accepted_quantity,
            rejected=self.rejected_quantity,
            place=self.place,
            reason=self.reason,
            declared=self.declared_value,
            assessed=self.assessed_value,
            settlement=self.settlement_value,
            driver=self.driver,
        )


class Resolution(Input):
    """How a discrepancy ended."""

    resolution: str = Field(min_length=1, max_length=300, description="In words.")


@router.get(
    "/shipments",
    response={200: Page[ShipmentOut], **REFUSALS},
    operation_id="list_shipments",
    summary="Shipments",
)
def list_shipments(
    request: HttpRequest,
    limit: Limit = 50,
    after: After = "",
    deal: str = "",
    leg: str = "",
    state: ShipmentState | None = None,
) -> Paged[ShipmentOut]:
    """Return the shipments one may see: of a deal, a leg, a state, or all."""
    rows = visible_shipments(actor_of(request))
    wanted = {"leg__deal__code": deal, "leg__code": leg, "state": state}
    rows = rows.filter(**{column: value for column, value in wanted.items() if value})
    return paged(rows, limit, after, shipment_out)


@router.post(
    "/shipments",
    response={201: ShipmentOut, **REFUSALS},
    operation_id="announce_shipment",
    summary="Announce a shipment",
)
def announce_shipment(request: HttpRequest, response: HttpResponse, new: NewShipment) -> Status[ShipmentOut]:
    """Announce a consignment of a bound deal's leg: no more than the leg still needs."""
    actor = actor_of(request)
    leg = found(visible_legs(actor), code=new.leg)
    shipment = shipping.announce(actor, leg, new.consignment())
    return Status(201, _shown(response, shipment))


@router.get(
    "/shipments/{code}",
    response={200: ShipmentOut, **REFUSALS},
    operation_id="get_shipment",
    summary="One shipment",
)
def get_shipment(request: HttpRequest, response: HttpResponse, code: str) -> ShipmentOut:
    """Return a shipment, with its version as ETag."""
    return _shown(response, found(visible_shipments(actor_of(request)), code=code))


@router.put(
    "/shipments/{code}",
    response={200: ShipmentOut, **REFUSALS},
    operation_id="amend_shipment",
    summary="State anew a shipment that has not left",
    openapi_extra=VERSIONED,
)
def amend_shipment(
    request: HttpRequest, response: HttpResponse, code: str, changed: ConsignmentIn
) -> ShipmentOut:
    """State an announced shipment anew, all of it; If-Match names the version that was read."""
    actor = actor_of(request)
    shipment = found(visible_shipments(actor), code=code)
    version = expected_version(request)
    return _shown(response, shipping.amend(actor, shipment, version, changed.consignment()))


@router.post(
    "/shipments/{code}/ship",
    response={200: ShipmentOut, **REFUSALS},
    operation_id="ship_shipment",
    summary="Say that goods have left",
)
def ship_shipment(request: HttpRequest, response: HttpResponse, code: str, left: Shipped) -> ShipmentOut:
    """Say on which day the goods left, and when they should be there."""
    actor = actor_of(request)
    shipment = found(visible_shipments(actor), code=code)
    shipped = shipping.ship(actor, shipment, left.shipped_on, now(), expected_on=left.expected_on)
    return _shown(response, shipped)


@router.post(
    "/shipments/{code}/arrive",
    response={200: ShipmentOut, **REFUSALS},
    operation_id="arrive_shipment",
    summary="Say that goods have reached their place",
)
def arrive_shipment(request: HttpRequest, response: HttpResponse, code: str, there: Arrived) -> ShipmentOut:
    """Say on which day the goods reached their place; what was accepted of them is said by a receipt."""
    actor = actor_of(request)
    shipment = found(visible_shipments(actor), code=code)
    return _shown(response, shipping.arrive(actor, shipment, there.arrived_on, now()))


@router.post(
    "/shipments/{code}/cancel",
    response={200: ShipmentOut, **REFUSALS},
    operation_id="cancel_shipment",
    summary="Cancel a shipment that has not left",
)
def cancel_shipment(request: HttpRequest, response: HttpResponse, code: str) -> ShipmentOut:
    """Cancel an announced shipment; its quantity may be announced again."""
    actor = actor_of(request)
    shipment = found(visible_shipments(actor), code=code)
    return _shown(response, shipping.cancel(actor, shipment, now()))


@router.post(
    "/shipments/{code}/give-up",
    response={200: ShipmentOut, **REFUSALS},
    operation_id="give_up_shipment",
    summary="Say that goods never arrived",
)
def give_up_shipment(request: HttpRequest, response: HttpResponse, code: str, lost: GivenUp) -> ShipmentOut:
    """Say that goods which had left never arrived; their quantity may be announced again."""
    actor = actor_of(request)
    shipment = found(visible_shipments(actor), code=code)
    return _shown(response, shipping.give_up(actor, shipment, lost.note, now()))


@router.post(
    "/shipments/{code}/receipt",
    response={201: ReceiptOut, **REFUSALS},
    operation_id="confirm_receipt",
    summary="Confirm the receipt of a shipment",
)
def confirm_receipt(request: HttpRequest, code: str, line: Line) -> Status[ReceiptOut]:
    """Say what was accepted and rejected. What is accepted is posted; told twice it is one receipt."""
    actor = actor_of(request)
    shipment = found(visible_shipments(actor), code=code)
    return Status(201, receipt_out(receiving.confirm(actor, shipment, line.told(), now())))


@router.get(
    "/receipts",
    response={200: Page[ReceiptOut], **REFUSALS},
    operation_id="list_receipts",
    summary="Receipts",
)
def list_receipts(
    request: HttpRequest, limit: Limit = 50, after: After = "", shipment: str = "", deal: str = ""
) -> Paged[ReceiptOut]:
    """Return the receipts one may see: of a shipment, a deal, or all."""
    wanted = {"shipment__code": shipment, "shipment__leg__deal__code": deal}
    rows = visible_receipts(actor_of(request))
    rows = rows.filter(**{column: value for column, value in wanted.items() if value})
    return paged(rows, limit, after, receipt_out)


@router.get(
    "/receipts/{code}",
    response={200: ReceiptOut, **REFUSALS},
    operation_id="get_receipt",
    summary="One receipt",
)
def get_receipt(request: HttpRequest, code: str) -> ReceiptOut:
    """Return a receipt."""
    return receipt_out(found(visible_receipts(actor_of(request)), code=code))


@router.post(
    "/receipts/{code}/correction",
    response={201: ReceiptOut, **REFUSALS},
    operation_id="correct_receipt",
    summary="Correct a receipt by a further one",
)
def correct_receipt(request: HttpRequest, code: str, line: Line) -> Status[ReceiptOut]:
    """State a receipt's line anew. The first stays; the difference is posted."""
    actor = actor_of(request)
    receipt = found(visible_receipts(actor), code=code)
    return Status(201, receipt_out(correcting.correct(actor, receipt, line.told(), now())))


@router.get(
    "/discrepancies",
    response={200: Page[DiscrepancyOut], **REFUSALS},
    operation_id="list_discrepancies",
    summary="Discrepancies",
)
def list_discrepancies(
    request: HttpRequest, limit: Limit = 50, after: After = "", shipment: str = "", *, open_only: bool = False
) -> Paged[DiscrepancyOut]:
    """Return what is not as agreed: of a shipment, or of all one may see; with `open_only` unresolved."""
    rows = visible_discrepancies(actor_of(request))
    if shipment:
        rows = rows.filter(shipment__code=shipment)
    if open_only:
        rows = rows.filter(resolved_at=None)
    return paged(rows, limit, after, discrepancy_out)


@router.post(
    "/discrepancies/{discrepancy_id}/resolve",
    response={200: DiscrepancyOut, **REFUSALS},
    operation_id="resolve_discrepancy",
    summary="Say how a discrepancy ended",
)
def resolve_discrepancy(request: HttpRequest, discrepancy_id: int, how: Resolution) -> DiscrepancyOut:
    """End a discrepancy in words; a correction or a further receipt ends it by itself."""
    actor = actor_of(request)
    row = found(visible_discrepancies(actor), pk=discrepancy_id)
    return discrepancy_out(discrepancies.resolve(actor, row, how.resolution, now()))


def _shown(response: HttpResponse, shipment: Shipment) -> ShipmentOut:
    with_etag(response, shipment.version)
    return shipment_out(shipment)
