"""Deliveries in the back office: shipments, their papers, receipts and discrepancies."""

from datetime import datetime

from django.contrib import admin

from samarkand.platform.delivery import discrepancies, shipping
from samarkand.platform.delivery.models import Discrepancy, Document, GoodsDeclaration, Receipt, Shipment
from samarkand.platform.house.actor import Actor
from samarkand.platform.web.back_office.acts import Act
from samarkand.platform.web.back_office.rows import Lines, Rows
from samarkand.platform.web.back_office.site import back_office


def _cancel(actor: Actor, shipment: Shipment, said: str, now: datetime) -> None:
    del said
    shipping.cancel(actor, shipment, now)


def _give_up(actor: Actor, shipment: Shipment, note: str, now: datetime) -> None:
    shipping.give_up(actor, shipment, note, now)


def _resolve(actor: Actor, discrepancy: Discrepancy, resolution: str, now: datetime) -> None:
    discrepancies.resolve(actor, discrepancy, resolution, now)


class ReceiptLines(Lines):
    """What was received of a shipment."""

    model = Receipt


class DocumentLines(Lines):
    """The papers of a shipment; their content is fetched over the API."""

    model = Document
    hidden = ("content",)


class DeclarationLines(Lines):
    """The goods declarations of a shipment."""

    model = GoodsDeclaration


class DiscrepancyLines(Lines):
    """What of a shipment is not as agreed."""

    model = Discrepancy


@admin.register(Shipment, site=back_office)
class ShipmentRows(Rows):
    """Shipments."""

    list_display = ("code", "leg", "state", "quantity", "shipped_on", "expected_on", "ended_on")
    list_filter = ("state",)
    search_fields = ("code", "leg__giver__code", "leg__taker__code")
    inlines = (ReceiptLines, DiscrepancyLines, DocumentLines, DeclarationLines)
    acts = (
        Act("cancel", "Cancel: it will not leave", _cancel),
        Act("give_up", "Give up: it never arrived", _give_up, "What is known of it"),
    )


@admin.register(Receipt, site=back_office)
class ReceiptRows(Rows):
    """Receipts."""

    list_display = (
        "code",
        "received_on",
        "accepted_quantity",
        "rejected_quantity",
        "driver",
        "contract_value",
        "posted_value",
        "corrects",
    )
    list_filter = ("driver",)
    search_fields = ("code",)


@admin.register(Discrepancy, site=back_office)
class DiscrepancyRows(Rows):
    """Discrepancies."""

    list_display = ("shipment", "kind", "quantity", "note", "found_at", "resolved_at", "resolution")
    list_filter = ("kind",)
    search_fields = ("shipment__code", "note")
    acts = (Act("resolve", "Say how it ended", _resolve, "How it ended"),)
