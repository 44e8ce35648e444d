"""Who may do what on the ledger, and whose rows an actor may read.

A trader sees its own accounts, and the entries, holds and obligations that touch them: of an entry the
other side's posting too, never the other side's balance. A regulator of a country sees its parties.
"""

import rules
from django.db.models import Q, QuerySet

from samarkand.platform.accounts.models import Account, Entry, Hold, Obligation
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import declare, is_operator

declare("accounts.set_limits", is_operator, "set credit limits and swings")
declare("accounts.close_account", is_operator, "close an account")
declare("accounts.correct_entry", is_operator, "take an entry back")
declare("accounts.close_period", is_operator, "close a period of the books")
declare("accounts.charge_interest", is_operator, "charge interest")
declare("accounts.revalue", is_operator, "revalue a unit of account")
declare("accounts.settle", is_operator, "post a settlement")
declare("accounts.run_off", is_operator, "begin the run-off of a unit of account")


def _reads_all(actor: Actor) -> bool:
    return actor.sees_all


def _holds(actor: Actor, account: Account) -> bool:
    return actor.role is Role.TRADER and account.holder is not None and account.holder.code == actor.party


declare("accounts.verify", rules.predicate(_reads_all), "have the ledger proven")
declare("accounts.claim", is_operator | rules.predicate(_holds), "claim the excess over this swing")


def visible_accounts(actor: Actor) -> QuerySet[Account]:
    """Return the accounts the actor may read: balance, limit, swing and postings."""
    return Account.objects.filter(_of_party(actor, "holder"))


def visible_entries(actor: Actor) -> QuerySet[Entry]:
    """Return the entries that touch an account the actor may read."""
    if actor.sees_all:
        return Entry.objects.all()
    accounts = visible_accounts(actor).values("pk")
    return Entry.objects.filter(postings__account__in=accounts).distinct()


def visible_holds(actor: Actor) -> QuerySet[Hold]:
    """Return the holds from or to an account the actor may read."""
    return Hold.objects.filter(_of_party(actor, "debtor__holder") | _of_party(actor, "creditor__holder"))


def visible_obligations(actor: Actor) -> QuerySet[Obligation]:
    """Return what an account the actor may read owes or is owed."""
    return Obligation.objects.filter(
        _of_party(actor, "debtor__holder") | _of_party(actor, "creditor__holder")
    )


def _of_party(actor: Actor, holder: str) -> Q:
    """Return the condition that a row's holder, reached by this path, is the actor's to read."""
    if actor.sees_all:
        return Q()
    if actor.role is Role.REGULATOR:
        return Q(**{f"{holder}__country": actor.country})
    if actor.role is Role.TRADER and actor.party:
        return Q(**{f"{holder}__code": actor.party})
    return Q(pk__in=[])
