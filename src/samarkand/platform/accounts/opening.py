"""Opening units of account and accounts: made where they are absent, by as many callers at once as like."""

from collections.abc import Iterable

from samarkand.platform.accounts.models import Account, AccountKind, UnitOfAccount
from samarkand.platform.parties.models import Party


def unit_of(code: str) -> UnitOfAccount:
    """Return the unit of account with this code, made where it is absent."""
    unit, _ = UnitOfAccount.objects.get_or_create(code=code)
    return unit


def account_of(party: Party | None, unit: UnitOfAccount, kind: AccountKind = AccountKind.CLEARING) -> Account:
    """Return a party's account in a unit, the house's own where there is no party; opened where absent."""
    account, _ = Account.objects.get_or_create(holder=party, unit=unit, kind=kind)
    return account


def accounts_of(parties: Iterable[Party], unit: UnitOfAccount) -> dict[int, int]:
    """Return the clearing account of each party by the party's identifier, opened where absent.

    Three statements at most, however many parties.
    """
    holders = {party.pk for party in parties}
    accounts = _clearing_accounts(holders, unit)
    absent = holders - accounts.keys()
    if not absent:
        return accounts
    Account.objects.bulk_create(
        [Account(holder_id=holder, unit=unit) for holder in sorted(absent)], ignore_conflicts=True
    )
    return accounts | _clearing_accounts(absent, unit)


def _clearing_accounts(holders: set[int], unit: UnitOfAccount) -> dict[int, int]:
    # All of the unit are read, not those of a list: a list of thousands is slower, and SQLite bounds it.
    rows = Account.objects.filter(unit=unit, kind=AccountKind.CLEARING, holder__isnull=False)
    kept = rows.filter(holder__in=holders) if len(holders) < 500 else rows  # noqa: PLR2004
    pairs = kept.values_list("holder_id", "id")
    return {holder: account for holder, account in pairs if holder in holders}
