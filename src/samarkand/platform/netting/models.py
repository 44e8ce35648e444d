"""Netting runs: the obligations they took, the set-off they proposed, and its posting."""

from typing import ClassVar

from django.db import models

from samarkand.platform.accounts.models import Entry, Obligation, UnitOfAccount
from samarkand.platform.house.by_whom import BY_LONGEST


class RunState(models.TextChoices):
    """A run is proposed with its notices, then posted whole, or void."""

    PROPOSED = "proposed"
    POSTED = "posted"
    VOID = "void"


class NettingRun(models.Model):
    """One netting of the open obligations of one unit; amounts in its minor unit."""

    code = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(UnitOfAccount, on_delete=models.PROTECT, related_name="+")
    settings = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=RunState, default=RunState.PROPOSED)
    reason = models.TextField(blank=True, default="")
    owed = models.BigIntegerField()
    set_off = models.BigIntegerField()
    summary = models.JSONField(default=dict)
    ran_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=BY_LONGEST, null=True, blank=True)  # noqa: DJ001 (nobody knows)
    ended_by = models.CharField(max_length=BY_LONGEST, null=True, blank=True)  # noqa: DJ001 (nobody knows)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.code


class SetOffNotice(models.Model):
    """What of one obligation is set off by a run, and what remains."""

    run = models.ForeignKey(NettingRun, on_delete=models.CASCADE, related_name="notices")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="notices")
    amount = models.BigIntegerField()
    set_off = models.BigIntegerField()
    remainder = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "obligation"], name="notice_of_obligation_once"),
            models.CheckConstraint(
                condition=models.Q(amount=models.F("set_off") + models.F("remainder")),
                name="set_off_and_remainder_make_the_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation}: {self.set_off}"
