"""What of all deliveries an actor may see: the two parties of a leg, and those who watch over them."""

from django.db.models import Q, QuerySet

from samarkand.platform.delivery.models import Discrepancy, Document, GoodsDeclaration, Receipt, Shipment
from samarkand.platform.house.actor import Actor, Role


def visible_shipments(actor: Actor) -> QuerySet[Shipment]:
    """Return the shipments the actor may see, with their legs, deals and parties at hand."""
    rows = Shipment.objects.select_related("leg__deal__round", "leg__giver", "leg__taker", "consignor")
    return rows.filter(_concerns(actor, "leg__"))


def visible_receipts(actor: Actor) -> QuerySet[Receipt]:
    """Return the receipts the actor may see."""
    rows = Receipt.objects.select_related("shipment__leg__giver", "shipment__leg__taker", "corrects", "entry")
    return rows.filter(_concerns(actor, "shipment__leg__"))


def visible_documents(actor: Actor) -> QuerySet[Document]:
    """Return the papers the actor may see, without their content."""
    rows = Document.objects.select_related("shipment", "filed_by").defer("content")
    return rows.filter(_concerns(actor, "shipment__leg__"))


def visible_declarations(actor: Actor) -> QuerySet[GoodsDeclaration]:
    """Return the goods declarations the actor may see."""
    rows = GoodsDeclaration.objects.select_related("shipment")
    return rows.filter(_concerns(actor, "shipment__leg__"))


def visible_discrepancies(actor: Actor) -> QuerySet[Discrepancy]:
    """Return the discrepancies the actor may see."""
    rows = Discrepancy.objects.select_related("shipment__leg__giver", "shipment__leg__taker", "correction")
    return rows.filter(_concerns(actor, "shipment__leg__"))


def _concerns(actor: Actor, leg: str) -> Q:
    if actor.sees_all:
        return Q()
    if actor.role is Role.REGULATOR:
        return Q(**{f"{leg}giver__country": actor.country}) | Q(**{f"{leg}taker__country": actor.country})
    return Q(**{f"{leg}giver__code": actor.party}) | Q(**{f"{leg}taker__code": actor.party})
