"""The live book: the columns of `samarkand.book.schema`, a row for each, with what has become of it.

Quantities count thousandths of the unit, prices millionths of the pool's money, values hundredths and
listed values hundred-millionths of the unit of account (`samarkand.core.scale`).
"""

from typing import ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from samarkand.platform.parties.models import Party


class RowState(models.TextChoices):
    """An open row is in the book; the others say why it is not. ``filled``: nothing of it is open."""

    OPEN = "open"
    FILLED = "filled"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class BookRow(models.Model):
    """What an offer and a want have in common.

    ``open_quantity`` is what no deal has taken. ``frozen_in`` is the code of the round that has the row
    in its snapshot and has not ended: till then nobody may change it.
    """

    code = models.CharField(max_length=64, unique=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, db_index=False)  # the index by_party serves it
    hs = models.CharField(max_length=10, db_index=True)
    quantity = models.BigIntegerField()
    open_quantity = models.BigIntegerField()
    unit = models.CharField(max_length=8)
    price = models.BigIntegerField()
    grade = models.CharField(max_length=100, blank=True, default="")
    place = models.CharField(max_length=8, blank=True, default="")
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    min_quantity = models.BigIntegerField(null=True, blank=True)
    bundle = models.CharField(max_length=64, blank=True, default="")
    all_or_nothing = models.BooleanField(default=False)
    note = models.TextField(blank=True, default="")
    state = models.CharField(max_length=16, choices=RowState, default=RowState.OPEN)
    frozen_in = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    posted_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(open_quantity__gte=0) & models.Q(open_quantity__lte=models.F("quantity")),
                name="%(class)s_open_is_part_of_it",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="%(class)s_by_state"),
            models.Index(fields=["party", "id"], name="%(class)s_by_party"),
        ]

    def __str__(self) -> str:
        return self.code


class Offer(BookRow):
    """A party will give up to a quantity for no less than a limit price."""

    lot = models.BigIntegerField(null=True, blank=True)
    history = HistoricalRecords()


class Want(BookRow):
    """A party will take up to a quantity for no more than a limit price; ``hs`` is a prefix."""

    priority = models.BigIntegerField(default=0)
    history = HistoricalRecords()


class Lane(models.Model):
    """How goods can move; ``freight`` is per tonne in the buyer's money, millionths."""

    from_place = models.CharField(max_length=8)
    to_place = models.CharField(max_length=8)
    days = models.BigIntegerField(default=0)
    freight = models.BigIntegerField(default=0)
    mode = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.from_place} to {self.to_place}"


class ListedValue(models.Model):
    """A line of an agreement's price list, hundred-millionths of the unit of account per unit of goods."""

    hs = models.CharField(max_length=10)
    place = models.CharField(max_length=8, blank=True, default="")
    unit = models.CharField(max_length=8)
    value = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.hs} {self.place}"


class Quota(models.Model):
    """How much may move in one round; quantity in thousandths of ``unit``, value in hundredths."""

    hs = models.CharField(max_length=10, blank=True, default="")
    from_country = models.CharField(max_length=2, blank=True, default="")
    to_country = models.CharField(max_length=2, blank=True, default="")
    quantity = models.BigIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=8, default="TNE")
    value = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.hs} {self.from_country} {self.to_country}"


class Restriction(models.Model):
    """What may not move: closes what matches all its filled columns."""

    from_country = models.CharField(max_length=2, blank=True, default="")
    to_country = models.CharField(max_length=2, blank=True, default="")
    hs = models.CharField(max_length=10, blank=True, default="")
    party = models.CharField(max_length=64, blank=True, default="")
    reason = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.reason


class Failure(models.Model):
    """How likely a delivery is to fail, in millionths."""

    party = models.CharField(max_length=64, blank=True, default="")
    hs = models.CharField(max_length=10, blank=True, default="")
    probability = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.party} {self.hs}"
