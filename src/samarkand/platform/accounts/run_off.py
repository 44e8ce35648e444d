"""The end of an agreement: contracts made in time are finished, no new ones are made, the rest is settled.

After expiry an account stays open for contracts made in time, and the debtor clears the balance (USSR and
Argentina, 1953, UNTS 221, article 12).
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Min, Q, QuerySet, Sum

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.books_catalogue import finding
from samarkand.platform.accounts.models import Account, Obligation, UnitOfAccount
from samarkand.platform.accounts.permissions import visible_accounts
from samarkand.platform.accounts.units import known_unit, locked_unit
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require


@dataclass(frozen=True, slots=True)
class Remainder:
    """What an account still stands at, what it owes and is owed, and since when the oldest of it is due."""

    account: Account
    owed: int
    due: int
    oldest_due_on: date | None


def begin_run_off(actor: Actor, unit_code: str, from_day: date) -> UnitOfAccount:
    """Let a unit run off from a day: no round opens and no deal is published in it from then on.

    The same again changes nothing. Raises NotPermittedError, and Refusal: ``unit_unknown``,
    ``run_off_set_already`` where it runs off from another day.
    """
    require(actor, "accounts.run_off")
    with transaction.atomic():
        unit = locked_unit(unit_code)
        if unit.runs_off_from not in {None, from_day}:
            message = f"{unit} runs off from {unit.runs_off_from}."
            raise Refusal(finding("run_off_set_already", message, column="from_day", value=from_day))
        unit.runs_off_from = from_day
        unit.save(update_fields=["runs_off_from"])
    return unit


def refuse_run_off(unit_code: str, on: date) -> None:
    """Raise Refusal (``unit_runs_off``) where no new contract may be made in the unit on this day.

    A unit nobody has heard of does not run off.
    """
    unit = UnitOfAccount.objects.filter(code=unit_code, runs_off_from__lte=on).first()
    if unit is not None:
        message = f"No new contract is made in {unit}: it runs off from {unit.runs_off_from}."
        raise Refusal(finding("unit_runs_off", message, column="unit", value=unit.code))


def remainders(actor: Actor, unit_code: str) -> list[Remainder]:
    """Return the accounts of a unit, among those the actor may read, that are not at rest yet.

    An account rests when its balance is nothing and nothing is owed on either side. Raises Refusal
    (``unit_unknown``).
    """
    unit = known_unit(unit_code)
    open_ones = Obligation.objects.filter(debtor__unit=unit, open_amount__gt=0)
    owed = {row[0]: row[1:] for row in _sums(open_ones, "debtor")}
    due = {row[0]: row[1:] for row in _sums(open_ones, "creditor")}
    rows = visible_accounts(actor).filter(unit=unit).select_related("holder", "unit").order_by("pk")
    resting = Q(balance=0) & ~Q(pk__in=owed.keys() | due.keys())
    return [_remainder(account, owed, due) for account in rows.exclude(resting)]


_Sums = dict[int, tuple[int, date | None]]


def _sums(rows: QuerySet[Obligation], side: str) -> list[tuple[int, int, date | None]]:
    return list(rows.values_list(side).annotate(Sum("open_amount"), Min("due_on")).order_by())


def _remainder(account: Account, owed: _Sums, due: _Sums) -> Remainder:
    owes, owed_since = owed.get(account.pk, (0, None))
    is_due, due_since = due.get(account.pk, (0, None))
    return Remainder(account, owes, is_due, min(filter(None, (owed_since, due_since)), default=None))
