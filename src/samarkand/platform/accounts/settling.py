"""A debt paid outside the ledger, in goods not cleared here, in currency, by a loan or a transfer.

The payer rises and the payee falls by what was paid. What the payer owed the payee is answered first, the
oldest due first; what was paid beyond that is owed back, so that every balance stays what its holder is
owed less what it owes, and a netting can set the rest off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import transaction
from django.db.models import F

from samarkand.core.finding import Refusal
from samarkand.core.scale import amount_text
from samarkand.platform.accounts.books_catalogue import finding
from samarkand.platform.accounts.journal import Draft, Line, post
from samarkand.platform.accounts.locking import lock_accounts
from samarkand.platform.accounts.models import Account, Entry, Obligation
from samarkand.platform.accounts.obligations import Change, change_all, owe
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require

Means = Literal["goods", "currency", "loan", "transfer"]
"""How a balance that trade did not even out is settled."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What ``debtor`` paid ``creditor``, in the minor unit; ``key`` makes it happen once."""

    key: str
    debtor: Account
    creditor: Account
    amount: int
    means: Means
    reference: str
    effective_on: date


def settle(actor: Actor, settlement: Settlement, now: datetime) -> int:
    """Post a settlement, change the obligations it answers, and return the entry's number.

    The same again returns the same entry. Raises NotPermittedError, and Refusal: ``settlement_unfit``, and
    as `journal.post` does.
    """
    require(actor, "accounts.settle", settlement.creditor)
    _refuse_unfit(settlement)
    with transaction.atomic():
        lock_accounts([settlement.debtor.pk, settlement.creditor.pk])
        is_new = not Entry.objects.filter(key=settlement.key).exists()
        entry = post(_draft(actor, settlement), now)
        if is_new:
            _answer(settlement, entry)
    return entry


def _refuse_unfit(settlement: Settlement) -> None:
    if settlement.amount <= 0 or settlement.debtor.pk == settlement.creditor.pk:
        ends = f"account {settlement.debtor.pk} to {settlement.creditor.pk}"
        message = f"Settlement {settlement.key} is of {amount_text(settlement.amount)} from {ends}."
        raise Refusal(
            finding("settlement_unfit", message, column="amount", value=amount_text(settlement.amount))
        )


def _draft(actor: Actor, settlement: Settlement) -> Draft:
    lines = (Line(settlement.debtor.pk, settlement.amount), Line(settlement.creditor.pk, -settlement.amount))
    return Draft(
        key=settlement.key,
        unit=settlement.creditor.unit_id,
        kind="settlement",
        subject=settlement.means,
        effective_on=settlement.effective_on,
        lines=lines,
        memo=settlement.reference,
        by=actor.by,
    )


def _answer(settlement: Settlement, entry: int) -> None:
    changes = list(_changes(settlement, entry))
    change_all(changes)
    beyond = settlement.amount + sum(change.amount for change in changes)
    if beyond:
        debtor, creditor = settlement.creditor.pk, settlement.debtor.pk
        owe(f"{settlement.key} beyond", entry, debtor, creditor, beyond, settlement.effective_on)


def _changes(settlement: Settlement, entry: int) -> Iterator[Change]:
    """Yield what is taken from what the debtor owes the creditor, the oldest due first."""
    left = settlement.amount
    owed = Obligation.objects.filter(
        debtor=settlement.debtor, creditor=settlement.creditor, open_amount__gt=0
    ).order_by(F("due_on").asc(nulls_last=True), "id")
    for one in owed:
        taken = min(left, one.open_amount)
        if not taken:
            return
        left -= taken
        yield Change(one.code, entry, -taken, "settlement", expected=one.open_amount)
