"""Revaluing a unit of account: balances and debts keep their worth when its price changes.

It applies to what stood at the close of the day before it takes effect; what came later was agreed at the
new price. Credit limits and swings are the operator's to set anew.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from samarkand.core.finding import Refusal
from samarkand.core.scale import LARGEST
from samarkand.ledger.revaluation import revalue, worth
from samarkand.platform.accounts.books_catalogue import finding
from samarkand.platform.accounts.journal import Draft, Line, post
from samarkand.platform.accounts.locking import lock_accounts
from samarkand.platform.accounts.models import Account, AccountKind, Entry, Obligation, Posting, UnitOfAccount
from samarkand.platform.accounts.obligations import Change, change_all
from samarkand.platform.accounts.opening import account_of
from samarkand.platform.accounts.units import known_unit
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require

_KIND = "revaluation"


def revalue_unit(
    actor: Actor, unit_code: str, new: int, old: int, effective_on: date, now: datetime
) -> int | None:
    """Post one entry that takes every balance of a unit to ``new / old`` of it; return its number.

    ``new`` and ``old`` are prices of the same measure, at one scale. Returns None where nothing moves. The
    open amounts of obligations made before that day follow, each to the nearest minor unit. Balances sum to
    nothing before and after; a remainder of rounding, where there is one, is the house's revaluation
    account's. Raises NotPermittedError, and Refusal: ``unit_unknown``, ``price_unfit``,
    ``revalued_already``, and as `journal.post` does.
    """
    require(actor, "accounts.revalue")
    unit = known_unit(unit_code)
    _refuse_prices(new, old)
    with transaction.atomic():
        house = account_of(None, unit, AccountKind.REVALUATION)
        lock_accounts(Account.objects.filter(unit=unit).values_list("pk", flat=True))
        posted = Entry.objects.filter(key=_key(unit, effective_on)).first()
        if posted is not None:
            return _same(posted, new, old)
        lines = _lines(unit, house, new, old, effective_on)
        if not lines:
            return None
        said = f"{new}/{old}"
        draft = Draft(_key(unit, effective_on), unit.pk, _KIND, said, effective_on, lines, by=actor.by)
        entry = post(draft, now)
        change_all(_changes(unit, entry, new, old, effective_on))
        return entry


def _key(unit: UnitOfAccount, effective_on: date) -> str:
    return f"{_KIND} {unit.code} {effective_on}"


def _same(posted: Entry, new: int, old: int) -> int:
    if posted.subject == f"{new}/{old}":
        return posted.pk
    message = f"From {posted.effective_on} {posted.unit} was revalued by {posted.subject}."
    raise Refusal(finding("revalued_already", message, column="effective_on", value=posted.effective_on))


def _lines(unit: UnitOfAccount, house: Account, new: int, old: int, effective_on: date) -> tuple[Line, ...]:
    before = Posting.objects.filter(entry__unit=unit, entry__effective_on__lt=effective_on)
    balances = dict(before.values_list("account").annotate(Sum("amount")).order_by())
    balances.pop(house.pk, None)  # it keeps remainders, which have no worth of their own
    _refuse_large(balances.values(), new, old)
    found = revalue(balances, new, old)
    moved = [Line(account, change) for account, change in sorted(found.changes.items())]
    return (*moved, Line(house.pk, found.rest)) if found.rest else tuple(moved)


def _changes(unit: UnitOfAccount, entry: int, new: int, old: int, effective_on: date) -> Iterator[Change]:
    rows = Obligation.objects.filter(
        debtor__unit=unit, open_amount__gt=0, entry__effective_on__lt=effective_on
    ).values_list("code", "open_amount")
    for code, amount in rows:
        change = worth(amount, new, old) - amount
        if change:
            yield Change(code, entry, change, _KIND)


def _refuse_prices(new: int, old: int) -> None:
    if new <= 0 or old <= 0:
        message = f"A unit cannot be revalued from {old} to {new}."
        raise Refusal(finding("price_unfit", message, column="new", value=new))


def _refuse_large(amounts: Iterable[int], new: int, old: int) -> None:
    if max((abs(worth(amount, new, old)) for amount in amounts), default=0) > LARGEST:
        message = f"From {old} to {new} a balance would no longer fit 64 bits."
        raise Refusal(finding("price_unfit", message, column="new", value=new))
