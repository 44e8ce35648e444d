"""The swing of an account: a warning where it is exceeded, and the excess claimed by the one who is owed.

Nothing is refused for it: exporters are credited irrespective of the state of the accounts, and an excess
is due only when the creditor asks (USSR and Argentina, 1953, UNTS 221, article 9).
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from samarkand.core.finding import Refusal
from samarkand.ledger.swing import excess
from samarkand.platform.accounts.books_catalogue import finding
from samarkand.platform.accounts.models import Account, SwingClaim
from samarkand.platform.accounts.settling import Settlement, settle
from samarkand.platform.events.kinds import EventKind
from samarkand.platform.events.recording import Happening, record_all
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.house.states import Steps, step

STEPS: Steps = {"claimed": frozenset({"paid", "withdrawn"})}
"""A claim ends once."""


def tell_swings(accounts: Iterable[int], now: datetime) -> int:
    """Record for each of these accounts that it lies beyond its swing, once a day; return how many do.

    Called in the database transaction that moved them.
    """
    beyond = _beyond(accounts)
    record_all([_happening(account, now.date()) for account in beyond], now)
    return len(beyond)


def tell_swings_due(now: datetime) -> int:
    """Record of every account beyond its swing that it is, once a day; return how many are."""
    with transaction.atomic():
        return tell_swings(Account.objects.filter(swing__isnull=False).values_list("pk", flat=True), now)


def claim_excess(actor: Actor, account: Account, now: datetime) -> SwingClaim:
    """Return a new claim for what a balance in the holder's favour exceeds the swing by.

    Raises NotPermittedError, and Refusal: ``swing_kept`` where there is no such excess,
    ``claim_open_already``.
    """
    require(actor, "accounts.claim", account)
    with transaction.atomic():
        kept = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        amount = excess(max(kept.balance, 0), kept.swing)
        if not amount:
            message = f"Account {kept.pk} ({kept}) has no balance in its favour beyond its swing."
            raise Refusal(finding("swing_kept", message, column="account", value=kept.pk))
        if kept.claims.filter(state="claimed").exists():
            message = f"On account {kept.pk} ({kept}) a claim is open."
            raise Refusal(finding("claim_open_already", message, column="account", value=kept.pk))
        return SwingClaim.objects.create(account=kept, amount=amount, claimed_at=now, by=actor.by)


def withdraw_claim(actor: Actor, claim: SwingClaim, now: datetime) -> None:
    """End a claim without payment. Raises NotPermittedError, Refusal (``state_wrong``)."""
    require(actor, "accounts.claim", claim.account)
    step(claim, "withdrawn", STEPS, ended_at=now, ended_by=actor.by)


def confirm_claim_paid(
    actor: Actor, claim: SwingClaim, debtor: Account, reference: str, effective_on: date, now: datetime
) -> int:
    """Post that a claim was paid outside the ledger by ``debtor``; return the entry's number.

    Raises NotPermittedError, Refusal (``state_wrong``), and as `settling.settle` does.
    """
    require(actor, "accounts.settle", claim.account)
    settlement = Settlement(
        key=f"swing claim {claim.pk}",
        debtor=debtor,
        creditor=claim.account,
        amount=claim.amount,
        means="currency",
        reference=reference,
        effective_on=effective_on,
    )
    with transaction.atomic():
        entry = settle(actor, settlement, now)
        step(claim, "paid", STEPS, ended_at=now, entry_id=entry, ended_by=actor.by)
    return entry


def _beyond(accounts: Iterable[int]) -> list[Account]:
    rows = Account.objects.filter(pk__in=set(accounts), swing__isnull=False).select_related("holder", "unit")
    return [account for account in rows.order_by("pk") if excess(account.balance, account.swing)]


def _happening(account: Account, day: date) -> Happening:
    content = {
        "account": account.pk,
        "unit": account.unit.code,
        "balance": account.balance,
        "swing": account.swing,
        "excess": excess(account.balance, account.swing),
    }
    parties = (account.holder,) if account.holder else ()
    return Happening(EventKind.SWING_EXCEEDED, f"account {account.pk} on {day}", content, parties)
