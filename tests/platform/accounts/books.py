"""A ledger for tests of its books: accounts of the cast, and entries written straight into the tables.

What the journal refuses and locks is tested beside the journal; here it is what entries mean.
"""

from collections.abc import Iterable
from datetime import date
from itertools import count

from samarkand.platform.accounts.models import Account, AccountKind, Entry, Posting, UnitOfAccount
from tests.platform.conftest import NOW, party

TODAY = NOW.date()
_NUMBER = count(1)


def unit(code: str = "USD") -> UnitOfAccount:
    """Return the unit of account of this code."""
    return UnitOfAccount.objects.get_or_create(code=code)[0]


def account(firm: str, code: str = "USD") -> Account:
    """Return a firm's clearing account; no firm is the house."""
    return Account.objects.get_or_create(
        holder=party(firm) if firm else None, unit=unit(code), kind=AccountKind.CLEARING
    )[0]


def entry(
    *lines: tuple[Account, int],
    on: date = TODAY,
    key: str = "",
    kind: str = "receipt",
    subject: str = "",
) -> Entry:
    """Write an entry with these lines, and the balances after them."""
    made = Entry.objects.create(
        key=key or f"entry {next(_NUMBER)}",
        unit=lines[0][0].unit,
        kind=kind,
        subject=subject,
        effective_on=on,
        posted_at=NOW,
    )
    for one, amount in lines:
        _post(made, one, amount)
    return made


def delivery(giver: Account, taker: Account, value: int, on: date = TODAY) -> Entry:
    """Write what a receipt posts: the giver up, the taker down."""
    return entry((giver, value), (taker, -value), on=on)


def balances(accounts: Iterable[Account]) -> list[int]:
    """Return what the accounts' balances are now."""
    return [Account.objects.get(pk=one.pk).balance for one in accounts]


def _post(made: Entry, one: Account, amount: int) -> None:
    one.refresh_from_db()
    one.balance += amount
    one.height += 1
    one.save()
    Posting.objects.create(entry=made, account=one, amount=amount, balance=one.balance, place=one.height)
