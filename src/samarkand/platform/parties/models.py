"""Parties, the people who act for them, and how they were let in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from simple_history.models import HistoricalRecords

from samarkand.platform.house.actor import Role
from samarkand.platform.parties.managers import UserManager

ROLES = [(role.value, role.value) for role in Role]


class PartyState(models.TextChoices):
    """A party trades only while it is verified."""

    PENDING = "pending"
    VERIFIED = "verified"
    SUSPENDED = "suspended"


class Party(models.Model):
    """An organisation that trades. A blank pool is a pool of its own; ``swing`` counts hundredths."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=300)
    country = models.CharField(max_length=2)
    pool = models.CharField(max_length=64, blank=True, default="")
    currency = models.CharField(max_length=64, blank=True, default="")
    swing = models.BigIntegerField(default=0)
    state = models.CharField(max_length=16, choices=PartyState, default=PartyState.PENDING)
    state_reason = models.TextField(blank=True, default="")
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "parties"
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code


class Identifier(models.Model):
    """A number by which a state or a registry knows a party: INN, OGRN, NTN, CNIC, LEI or another."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=16)
    value = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by an address; what it may do is in its memberships."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True, default="")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    objects = UserManager()

    def __str__(self) -> str:
        return self.email


class Membership(models.Model):
    """A person in a role. A trader has a party; a regulator may have a country."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=ROLES)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="members")
    country = models.CharField(max_length=2, blank=True, default="")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "party"], name="membership_once"),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(party__isnull=True),
                name="membership_of_no_party_once",  # SQLite cannot be told that two absent parties are one
            ),
            models.CheckConstraint(
                condition=models.Q(role=Role.TRADER, party__isnull=False)
                | (~models.Q(role=Role.TRADER) & models.Q(party__isnull=True)),
                name="membership_of_traders_has_a_party",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"


class Invitation(models.Model):
    """An address asked to join in a role; only the hash of its secret is kept."""

    email = models.EmailField()
    role = models.CharField(max_length=16, choices=ROLES)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True)
    country = models.CharField(max_length=2, blank=True, default="")
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"
