"""A ledger for tests of its books: accounts of the cast, and deliveries posted on them."""

from collections.abc import Iterable
from datetime import date
from itertools import count

from samarkand.platform.accounts.journal import Draft, Line, post
from samarkand.platform.accounts.models import Account, AccountKind, Entry, UnitOfAccount
from samarkand.platform.accounts.obligations import Owed, owe_all
from samarkand.platform.accounts.opening import account_of, unit_of
from tests.platform.conftest import NOW, party

TODAY = NOW.date()
_NUMBER = count(1)


def unit(code: str = "USD") -> UnitOfAccount:
    """Return the unit of account of this code."""
    return unit_of(code)


def account(firm: str, code: str = "USD", kind: AccountKind = AccountKind.CLEARING) -> Account:
    """Return a firm's account, as it stands; no firm is the house."""
    return account_of(party(firm) if firm else None, unit_of(code), kind)


def entry(*lines: tuple[Account, int], on: date = TODAY, kind: str = "trade", subject: str = "") -> Entry:
    """Post an entry with these lines."""
    draft = Draft(
        key=f"entry {next(_NUMBER)}",
        unit=lines[0][0].unit_id,
        kind=kind,
        subject=subject,
        effective_on=on,
        lines=tuple(Line(one.pk, amount) for one, amount in lines),
    )
    return Entry.objects.get(pk=post(draft, NOW))


def delivery(giver: Account, taker: Account, value: int, on: date = TODAY) -> Entry:
    """Post what a receipt posts: the giver up, the taker down."""
    return entry((giver, value), (taker, -value), on=on)


def delivered(
    giver: str, taker: str, value: int, on: date = TODAY, *, code: str = "", group: str = ""
) -> str:
    """Post a delivery and what is owed for it; return the obligation's code."""
    creditor, debtor = account(giver), account(taker)
    made = delivery(creditor, debtor, value, on)
    code = code or f"{taker} owes {giver} {made.pk}"
    owe_all([Owed(code, made.pk, debtor.pk, creditor.pk, value, on, group)])
    return code


def balances(accounts: Iterable[Account]) -> list[int]:
    """Return what the accounts' balances are now."""
    return [Account.objects.get(pk=one.pk).balance for one in accounts]
