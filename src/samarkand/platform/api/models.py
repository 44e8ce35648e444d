"""What the API keeps: bearer tokens by their hash, and what was answered to which idempotency key."""

from typing import ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from samarkand.platform.parties.models import Membership


class Token(models.Model):
    """Lets a program act as one membership. Only the hash of the secret is kept.

    ``parent`` is the token that made it: it ends when that one ends, and is revoked with it.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="tokens")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    name = models.CharField(max_length=100)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["secret_hash"])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership", "name"],
                condition=models.Q(revoked_at=None),
                name="token_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Answered(models.Model):
    """The answer to a request that carried an idempotency key: the same again gets the same again.

    What is shown once is not in the body that is kept.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=128)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveIntegerField(default=0)
    body = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "answered"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["membership", "key"], name="answered_once"),
        ]

    def __str__(self) -> str:
        return self.key
