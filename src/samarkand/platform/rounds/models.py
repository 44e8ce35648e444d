"""Rounds, what they cleared, and what came out: frames are kept as Parquet, whole or not at all."""

from typing import ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from samarkand.platform.accounts.models import UnitOfAccount


class RoundState(models.TextChoices):
    """The way of a round; void is an end with a reason."""

    OPEN = "open"
    FROZEN = "frozen"
    CLEARING = "clearing"
    REVIEW = "review"
    PUBLISHED = "published"
    CLOSED = "closed"
    VOID = "void"


class ContractForm(models.TextChoices):
    """What a bound deal is made of: one barter contract, or supplies tied by a commitment."""

    BARTER = "barter"
    COUNTERTRADE = "countertrade"


class Round(models.Model):
    """A clearing round: one snapshot of the open book, cleared in one way or several, one published.

    ``acceptance_hours``: how long parties have to accept a deal once it is published;
    ``delivery_days``: the clock of every commitment, from the day its deal is bound.
    """

    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=16, choices=RoundState, default=RoundState.OPEN)
    reason = models.TextField(blank=True, default="")
    unit = models.ForeignKey(UnitOfAccount, on_delete=models.PROTECT, related_name="+")
    contract_form = models.CharField(max_length=16, choices=ContractForm, default=ContractForm.BARTER)
    acceptance_hours = models.PositiveIntegerField(default=72)
    delivery_days = models.PositiveIntegerField(default=120)
    repairs = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="repaired_by"
    )
    published = models.ForeignKey(
        "Clearing", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code


class Snapshot(models.Model):
    """The open book as it stood when the round was frozen; ``digest`` is over the digests of its tables.

    ``salt``, random, is in the digest too: else who knows most of the book finds the rest by guessing.
    Blank for snapshots from before there was one; their digest is for those who see everything.
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="snapshot")
    digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=64, blank=True, default="")
    digests = models.JSONField(default=dict)
    offers = models.PositiveIntegerField()
    wants = models.PositiveIntegerField()
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"snapshot of {self.round}"


class SnapshotTable(models.Model):
    """One table of a snapshot, as Parquet."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="tables")
    name = models.CharField(max_length=32)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["snapshot", "name"], name="snapshot_table_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ClearingState(models.TextChoices):
    """A clearing waits, runs under a lease, and ends stored, refused (by findings) or failed."""

    QUEUED = "queued"
    RUNNING = "running"
    STORED = "stored"
    REFUSED = "refused"
    FAILED = "failed"


class Clearing(models.Model):
    """One run of the engine over the round's snapshot with one choice of settings.

    ``lease_until``: till then the worker that holds ``lease`` has it alone; a worker that was killed
    lets it pass, and another takes over.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="clearings")
    label = models.CharField(max_length=32)
    settings = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=ClearingState, default=ClearingState.QUEUED)
    stage = models.CharField(max_length=64, blank=True, default="")
    lease = models.CharField(max_length=64, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, default="")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "label"], name="clearing_label_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round}/{self.label}"


class OutcomeTable(models.Model):
    """One table of a stored outcome, as Parquet."""

    clearing = models.ForeignKey(Clearing, on_delete=models.CASCADE, related_name="tables")
    name = models.CharField(max_length=32)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clearing", "name"], name="outcome_table_once"),
        ]

    def __str__(self) -> str:
        return self.name
