"""The tables of the clearing ledger. Amounts count the minor unit of the unit of account.

Entries and postings are only ever added: triggers in the database refuse anything else
(`accounts/sql`). A balance is stored with each posting and proven again by `samarkand ledger verify`.
"""

from typing import ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from samarkand.core.scale import amount_text
from samarkand.platform.house.by_whom import BY_LONGEST
from samarkand.platform.parties.models import Party


class UnitOfAccount(models.Model):
    """What a ledger counts in: a name of its own, never a currency alone (UNTS 221, USSR and Argentina)."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200, blank=True, default="")
    decimals = models.PositiveSmallIntegerField(default=2)
    closed_until = models.DateField(null=True, blank=True)
    runs_off_from = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "units of account"

    def __str__(self) -> str:
        return self.code


class AccountKind(models.TextChoices):
    """What an account is for."""

    CLEARING = "clearing"
    INTEREST = "interest"
    REVALUATION = "revaluation"
    SETTLEMENT = "settlement"


class Account(models.Model):
    """A holder's account in one unit; no holder is the house.

    A positive balance is owed to the holder: it has given more than it has taken. ``credit_limit`` is the
    most the balance may fall below nothing, held amounts included; None refuses nothing. ``swing`` only
    warns. ``held_out`` and ``held_in`` are what holds would take and bring. ``height`` counts its postings.
    """

    holder = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="accounts")
    unit = models.ForeignKey(UnitOfAccount, on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=16, choices=AccountKind, default=AccountKind.CLEARING)
    credit_limit = models.BigIntegerField(null=True, blank=True)
    swing = models.BigIntegerField(null=True, blank=True)
    balance = models.BigIntegerField(default=0)
    held_out = models.BigIntegerField(default=0)
    held_in = models.BigIntegerField(default=0)
    height = models.BigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["balance", "held_out", "held_in", "height"])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holder", "unit", "kind"], name="account_once"),
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=models.Q(holder__isnull=True),
                name="account_of_the_house_once",  # SQLite cannot be told that two absent holders are one
            ),
            models.CheckConstraint(
                condition=models.Q(held_out__gte=0, held_in__gte=0, height__gte=0),
                name="account_holds_are_never_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(credit_limit__gte=0) | models.Q(credit_limit__isnull=True),
                name="account_limit_is_never_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder or 'house'} {self.kind} {self.unit}"


class Entry(models.Model):
    """A journal entry: two or more postings in one unit that sum to nothing. ``key`` makes it happen once.

    Its row is written after its postings and seals them: the database refuses it where they do not sum to
    nothing, and refuses any posting to an entry that has its row.
    """

    key = models.CharField(max_length=128)
    unit = models.ForeignKey(UnitOfAccount, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=128, blank=True, default="")
    effective_on = models.DateField()
    posted_at = models.DateTimeField()
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    memo = models.CharField(max_length=300, blank=True, default="")
    by = models.CharField(max_length=BY_LONGEST, null=True, blank=True)  # noqa: DJ001 (nobody knows)

    class Meta:
        verbose_name_plural = "entries"
        constraints: ClassVar = [models.UniqueConstraint(fields=["key"], name="entry_once")]
        indexes: ClassVar = [
            models.Index(fields=["unit", "effective_on"], name="entry_by_day"),
            models.Index(
                fields=["corrects"], condition=models.Q(corrects__isnull=False), name="entry_that_corrects"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """One line of an entry: an amount on an account, the balance after it, and its number there.

    That the account is there the entry's row proves for all its postings at once; a check for each posting
    took more than half of a large round.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="postings", db_index=False, db_constraint=False
    )
    amount = models.BigIntegerField()
    balance = models.BigIntegerField()
    place = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "place"], name="posting_in_place"),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {amount_text(self.amount)} on {self.account}"


class HoldState(models.TextChoices):
    """A hold ends once: posted, voided or lapsed."""

    OPEN = "open"
    POSTED = "posted"
    VOIDED = "voided"
    LAPSED = "lapsed"


class Hold(models.Model):
    """An amount set aside on ``debtor`` for ``creditor`` until it is posted, voided, or its time passes.

    ``open_amount`` is what is still set aside; ``entry`` the last that used it.
    """

    key = models.CharField(max_length=128, unique=True)
    debtor = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    creditor = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    open_amount = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=HoldState, default=HoldState.OPEN)
    subject = models.CharField(max_length=128, blank=True, default="")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="hold_is_of_something"),
            models.CheckConstraint(
                condition=models.Q(
                    state=HoldState.OPEN, open_amount__gt=0, open_amount__lte=models.F("amount")
                )
                | (~models.Q(state=HoldState.OPEN) & models.Q(open_amount=0)),
                name="hold_is_open_while_some_of_it_is",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], condition=models.Q(state=HoldState.OPEN), name="hold_by_end"),
        ]

    def __str__(self) -> str:
        return self.key


class Obligation(models.Model):
    """Delivered and not yet answered: what ``debtor`` owes ``creditor`` since ``entry``.

    ``open_amount`` is the amount less all its changes; ``group`` keeps apart what law forbids to mix.
    """

    code = models.CharField(max_length=128, unique=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="obligations")
    debtor = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    creditor = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    open_amount = models.BigIntegerField()
    due_on = models.DateField(null=True, blank=True)
    group = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(open_amount__gte=0), name="obligation_is_never_negative"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["debtor"], name="obligation_open", condition=models.Q(open_amount__gt=0))
        ]

    def __str__(self) -> str:
        return self.code


class ObligationChange(models.Model):
    """What made an obligation smaller or larger: a set-off, a correction, a revaluation; only ever added."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="changes")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    kind = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["obligation", "entry", "kind"], name="change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation}: {amount_text(self.amount)}"


class Period(models.Model):
    """A closed stretch of a unit's ledger: ``digest`` covers its entries and the digest before it."""

    unit = models.ForeignKey(UnitOfAccount, on_delete=models.PROTECT, related_name="periods")
    number = models.PositiveIntegerField()
    until = models.DateField()
    first_entry = models.BigIntegerField()
    last_entry = models.BigIntegerField()
    entries = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True, default="")
    closed_at = models.DateTimeField()
    by = models.CharField(max_length=BY_LONGEST, null=True, blank=True)  # noqa: DJ001 (nobody knows)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "number"], name="period_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} period {self.number}"


class SwingClaim(models.Model):
    """A creditor asks for what exceeds the swing: due on request only (UNTS 221, article 9)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="claims")
    amount = models.BigIntegerField()
    state = models.CharField(max_length=16, default="claimed")
    claimed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.CharField(max_length=BY_LONGEST, null=True, blank=True)  # noqa: DJ001 (nobody knows)
    ended_by = models.CharField(max_length=BY_LONGEST, null=True, blank=True)  # noqa: DJ001 (nobody knows)

    def __str__(self) -> str:
        return f"{self.account}: {amount_text(self.amount)}"


class LedgerProof(models.Model):
    """One proof of the whole ledger: when it was made, over how many entries, and every fault it found."""

    proven_at = models.DateTimeField()
    entries = models.BigIntegerField()
    faults = models.PositiveIntegerField()
    findings = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.proven_at}: {self.faults} faults"
