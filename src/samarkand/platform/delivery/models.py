"""What moved: shipments, their papers, what customs and the taker said, and what was wrong."""

from typing import ClassVar

from django.db import models

from samarkand.platform.accounts.models import Entry
from samarkand.platform.deals.models import Leg
from samarkand.platform.parties.models import Party, User


class ShipmentState(models.TextChoices):
    """Where the goods are. Never arrived is an end as ordinary as received."""

    ANNOUNCED = "announced"
    SHIPPED = "shipped"
    ARRIVED = "arrived"
    RECEIVED = "received"
    NEVER_ARRIVED = "never_arrived"
    CANCELLED = "cancelled"


class Shipment(models.Model):
    """One consignment of a leg; a leg may take several.

    ``arrived_on`` is the day it reached its place, ``ended_on`` when it was received, given up or cancelled.
    """

    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, related_name="shipments")
    code = models.CharField(max_length=120, unique=True)
    consignor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    carrier = models.CharField(max_length=200, blank=True, default="")
    place = models.CharField(max_length=8)
    quantity = models.BigIntegerField()
    authorisation = models.CharField(max_length=128, blank=True, default="")
    state = models.CharField(max_length=16, choices=ShipmentState, default=ShipmentState.ANNOUNCED)
    shipped_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    arrived_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["state", "expected_on"], name="shipment_by_due_day")]

    def __str__(self) -> str:
        return self.code


class DocumentKind(models.TextChoices):
    """The papers of a consignment, as UBL and the forms of customs name them."""

    INVOICE = "invoice"
    PACKING_LIST = "packing_list"
    TRANSPORT_DOCUMENT = "transport_document"
    CERTIFICATE_OF_ORIGIN = "certificate_of_origin"
    INSPECTION_CERTIFICATE = "inspection_certificate"
    PHYTOSANITARY_CERTIFICATE = "phytosanitary_certificate"
    GOODS_DECLARATION = "goods_declaration"
    LICENCE = "licence"
    OTHER = "other"


class Document(models.Model):
    """A paper of a shipment. A new version is a new row; ``digest`` is the SHA-256 of its content."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=64, choices=DocumentKind)
    number = models.PositiveIntegerField(default=1)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "kind", "number"], name="document_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.shipment}"


class Direction(models.TextChoices):
    """A goods declaration is made where goods leave and where they arrive."""

    EXPORT = "export"
    IMPORT = "import"


class GoodsDeclaration(models.Model):
    """The reference of a goods declaration; ``value`` is the one declared, in minor units of account."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="declarations")
    direction = models.CharField(max_length=8, choices=Direction)
    country = models.CharField(max_length=2)
    reference = models.CharField(max_length=128)
    declared_on = models.DateField()
    value = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "reference", "shipment"], name="declaration_once"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.reference}"


class Driver(models.TextChoices):
    """Which of a line's four values drives what is posted; agreements and laws differ in it."""

    CONTRACT = "contract"
    DECLARED = "declared"
    ASSESSED = "assessed"
    SETTLEMENT = "settlement"


class Receipt(models.Model):
    """What the taker accepted and rejected, and the four values of the line; only ever added.

    Values count minor units of account for the accepted quantity; None where not known yet. ``driver``
    names the one that drove the posting, ``posted_value`` what was posted. A later receipt that
    ``corrects`` this one states the line anew and is posted as the difference.
    """

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="receipts")
    code = models.CharField(max_length=120, unique=True)
    received_on = models.DateField()
    place = models.CharField(max_length=8, blank=True, default="")
    accepted_quantity = models.BigIntegerField()
    rejected_quantity = models.BigIntegerField(default=0)
    contract_value = models.BigIntegerField()
    declared_value = models.BigIntegerField(null=True, blank=True)
    assessed_value = models.BigIntegerField(null=True, blank=True)
    settlement_value = models.BigIntegerField(null=True, blank=True)
    driver = models.CharField(max_length=16, choices=Driver)
    posted_value = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True, default="")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shipment"], condition=models.Q(corrects=None), name="receipt_first_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DiscrepancyKind(models.TextChoices):
    """Ways in which a delivery is not what was agreed."""

    LATE = "late"
    SHORT = "short"
    REJECTED = "rejected"
    NEVER_ARRIVED = "never_arrived"
    VALUE = "value"


class Discrepancy(models.Model):
    """Something about a shipment that is not as agreed, and how it ended; one of a kind for each shipment."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="discrepancies")
    kind = models.CharField(max_length=16, choices=DiscrepancyKind)
    quantity = models.BigIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True, default="")
    found_at = models.DateTimeField()
    resolution = models.CharField(max_length=300, blank=True, default="")
    resolved_at = models.DateTimeField(null=True, blank=True)
    correction = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "discrepancies"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "kind"], name="discrepancy_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.shipment}"
