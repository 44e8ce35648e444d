"""What the operator sets on an account: its credit limit, its swing, and its end."""

from datetime import datetime

from django.db import transaction

from samarkand.core.finding import Refusal
from samarkand.core.scale import amount_text
from samarkand.platform.accounts import refusing
from samarkand.platform.accounts.catalogue import finding
from samarkand.platform.accounts.models import Account
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.parties.history import sign


def set_limits(
    actor: Actor, account: Account, *, credit_limit: int | None, swing: int | None, now: datetime
) -> None:
    """Set what an account may owe at most and what it is warned at, in minor units; None is no limit.

    A limit below what the account owes already is allowed: it may then only be given to. Raises Refusal
    (``limit_unfit``).
    """
    require(actor, "accounts.set_limits", account)
    told = {"credit_limit": credit_limit, "swing": swing}
    refusing.refuse(
        finding(
            "limit_unfit",
            f"{column} of account {account}: {amount_text(value)} is below nothing.",
            column=column,
            value=amount_text(value),
        )
        for column, value in told.items()
        if value is not None and value < 0
    )
    with transaction.atomic():
        kept = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        kept.credit_limit, kept.swing = credit_limit, swing
        sign(kept, actor, now)
        kept.save(update_fields=["credit_limit", "swing"])
    account.credit_limit, account.swing = credit_limit, swing


def close_account(actor: Actor, account: Account, now: datetime) -> None:
    """Close an account, on which nothing may be posted from then on; closed already, it stays so.

    Raises Refusal (``account_in_use``) while anything is on it or held.
    """
    require(actor, "accounts.close_account", account)
    with transaction.atomic():
        kept = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        if kept.balance or kept.held_out or kept.held_in:
            message = f"Account {kept.pk} ({kept}) is not empty, or something is held on it."
            raise Refusal(finding("account_in_use", message, column="account", value=kept.pk))
        if kept.closed_at is None:
            kept.closed_at = now
            sign(kept, actor, now)
            kept.save(update_fields=["closed_at"])
    account.closed_at = kept.closed_at
