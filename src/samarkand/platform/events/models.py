"""What happened, in order, and to whom it was told."""

from typing import ClassVar

from django.db import models

from samarkand.platform.parties.models import Membership, Party


class Event(models.Model):
    """One thing that happened, written in the same transaction as the thing itself.

    ``kind`` is stable (``round.published``, ``deal.proposed``); ``parties`` are those it concerns, none
    for the public; ``content`` is what is told, never a limit price.
    """

    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=128)
    content = models.JSONField(default=dict)
    at = models.DateTimeField()
    parties = models.ManyToManyField(Party, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "subject"], name="event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Webhook(models.Model):
    """An address that wants to be told, with the sealed secret that signs what it is told.

    It is told what its membership may see, as long as the membership lasts. No ``kinds``: all of them.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=500)
    kinds = models.JSONField(default=list)
    secret = models.CharField(max_length=500)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url


class Notice(models.Model):
    """One event on its way to one webhook: tried until it arrives or is given up."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notices")
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True, db_index=True)
    arrived_at = models.DateTimeField(null=True)
    last_answer = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "event"], name="notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook}"
