"""Statements of an account for any period, from its postings."""

from datetime import date

from django.db.models import Min, Sum

from samarkand.ledger.statement import Posted, Statement, statement_of
from samarkand.platform.accounts.models import Account, Posting
from samarkand.platform.accounts.permissions import visible_accounts
from samarkand.platform.accounts.units import refuse_reversed
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import NotPermittedError


def statement(actor: Actor, account: Account, since: date, until: date) -> Statement:
    """Return what an account stood at before ``since``, every posting, and what it stood at after ``until``.

    By the days entries have effect on, both days included; amounts in the minor unit. Raises
    NotPermittedError where the account is not the actor's to read, Refusal (``days_reversed``).
    """
    if not visible_accounts(actor).filter(pk=account.pk).exists():
        raise NotPermittedError(f"{actor.described} may not read account {account.pk}")
    refuse_reversed(since, until)
    return statement_of(balance_before(account, since), posted_within(account, since, until), since, until)


def first_day(account: Account) -> date | None:
    """Return the first day on which anything has effect on an account; None where nothing has."""
    days = Posting.objects.filter(account=account).aggregate(first=Min("entry__effective_on"))
    first: date | None = days["first"]
    return first


def balance_before(account: Account, day: date) -> int:
    """Return what an account stood at before anything of this day."""
    before = Posting.objects.filter(account=account, entry__effective_on__lt=day)
    return before.aggregate(sum=Sum("amount"))["sum"] or 0


def posted_within(account: Account, since: date, until: date) -> list[Posted]:
    """Return what was posted on an account with effect in these days, both included."""
    rows = Posting.objects.filter(account=account, entry__effective_on__range=(since, until))
    names = ("effective_on", "kind", "subject", "memo", "key")
    found = rows.values_list("entry_id", "amount", *(f"entry__{name}" for name in names))
    return [
        Posted(entry, day, amount, kind, subject, memo, key)
        for entry, amount, day, kind, subject, memo, key in found
    ]
