"""Deals as their parties see them: proposed, accepted by each, bound in contracts, kept account of."""

from typing import ClassVar

from django.db import models

from samarkand.core.scale import amount_text
from samarkand.platform.accounts.models import Entry
from samarkand.platform.house.by_whom import BY_LONGEST
from samarkand.platform.market.models import Offer, Want
from samarkand.platform.parties.models import Party, User
from samarkand.platform.rounds.models import Round


class DealState(models.TextChoices):
    """A deal binds when every party has accepted, else it lapses; it is done when all is delivered."""

    PROPOSED = "proposed"
    BOUND = "bound"
    LAPSED = "lapsed"
    DONE = "done"


class Deal(models.Model):
    """A set of legs balanced by itself. ``value`` counts the minor unit of the round's unit of account."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="deals")
    code = models.CharField(max_length=96, unique=True)
    value = models.BigIntegerField()
    state = models.CharField(max_length=16, choices=DealState, default=DealState.PROPOSED)
    reason = models.CharField(max_length=300, blank=True, default="")
    accept_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["state", "accept_until"], name="deal_by_deadline")]

    def __str__(self) -> str:
        return self.code


class Leg(models.Model):
    """Goods of one offer go to one want.

    ``offer_quantity`` and ``want_quantity`` are what the leg takes of the two rows, each in the row's own
    unit; both go back to the book where the deal lapses. ``giver`` and ``taker`` are the parties of the two
    rows, kept so that nobody need join them; the rows' own keys answer for them.
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="legs")
    code = models.CharField(max_length=112)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="legs")
    want = models.ForeignKey(Want, on_delete=models.PROTECT, related_name="legs")
    giver = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="given_legs", db_constraint=False)
    taker = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="taken_legs", db_constraint=False)
    hs = models.CharField(max_length=10)
    from_place = models.CharField(max_length=8)
    to_place = models.CharField(max_length=8)
    quantity = models.BigIntegerField()
    unit = models.CharField(max_length=8)
    value = models.BigIntegerField()
    offer_quantity = models.BigIntegerField(default=0)
    want_quantity = models.BigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["code"], name="leg_once")]

    def __str__(self) -> str:
        return self.code


class Answer(models.TextChoices):
    """What a party says to a deal."""

    AWAITED = "awaited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Acceptance(models.Model):
    """One party's answer to one deal; who declined stays on record."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="acceptances", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="acceptances")
    answer = models.CharField(max_length=16, choices=Answer, default=Answer.AWAITED)
    reason = models.CharField(max_length=300, blank=True, default="")
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deal", "party"], name="acceptance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party} on {self.deal}"


class ContractKind(models.TextChoices):
    """The contracts of UNCITRAL's guide to countertrade (1992) that a bound deal is written in."""

    BARTER = "barter_contract"
    SUPPLY = "supply_contract"
    COMMITMENT = "countertrade_commitment"


class Contract(models.Model):
    """A contract of a bound deal; a supply contract has one giver and one taker, the others all parties."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="contracts")
    code = models.CharField(max_length=128, unique=True)
    kind = models.CharField(max_length=32, choices=ContractKind)
    giver = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taker = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    value = models.BigIntegerField()
    concluded_on = models.DateField()

    def __str__(self) -> str:
        return self.code


class CommitmentState(models.TextChoices):
    """Where a commitment stands on its clock."""

    RUNNING = "running"
    FULFILLED = "fulfilled"
    BREACHED = "breached"
    RELEASED = "released"


class Commitment(models.Model):
    """What one party undertook in a deal, kept on an evidence account: no claim, a record of performance.

    ``value`` is its extent, ``fulfilled`` the sum of its evidence; ``starts_on`` and ``due_on`` its clock.
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="commitments")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="commitments")
    value = models.BigIntegerField()
    fulfilled = models.BigIntegerField(default=0)
    state = models.CharField(max_length=16, choices=CommitmentState, default=CommitmentState.RUNNING)
    starts_on = models.DateField()
    due_on = models.DateField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deal", "party"], name="commitment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party} in {self.deal}"


class EvidenceKind(models.TextChoices):
    """What is written on an evidence account."""

    PERFORMANCE = "performance"
    CORRECTION = "correction"
    EXTENSION = "extension"
    RELEASE = "release"
    BREACH = "breach"


class Evidence(models.Model):
    """One line of an evidence account; only ever added. ``subject`` names the receipt it rests on."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=16, choices=EvidenceKind)
    value = models.BigIntegerField(default=0)
    subject = models.CharField(max_length=128)
    due_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True, default="")
    by = models.CharField(max_length=BY_LONGEST, null=True, blank=True)  # noqa: DJ001 (nobody knows)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commitment", "kind", "subject"], name="evidence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {amount_text(self.value)}"


class HomePaymentState(models.TextChoices):
    """Planned while deals of the round may lapse, due when all are answered, paid when the payee says so."""

    PLANNED = "planned"
    DUE = "due"
    PAID = "paid"


class HomePayment(models.Model):
    """Inside a pool the one who takes owes the one who gives, through their own banks, in their own money.

    ``amount`` counts hundredths of ``currency``; ``value`` is the same in the round's unit of account.
    A blank payer or payee is the pool's own clearing account.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="home_payments")
    pool = models.CharField(max_length=64)
    payer = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    payee = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=64, blank=True, default="")
    value = models.BigIntegerField(default=0)
    state = models.CharField(max_length=16, choices=HomePaymentState, default=HomePaymentState.PLANNED)
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.CharField(max_length=BY_LONGEST, null=True, blank=True)  # noqa: DJ001 (nobody knows)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.payer} to {self.payee}"
