"""A small notation of the ledger: accounts of the cast, entries in a line, and the proof that all is true."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Sum

from samarkand.core.scale import to_scaled
from samarkand.platform.accounts.journal import Draft, Line
from samarkand.platform.accounts.models import Account, Entry, Hold, HoldState, Posting
from samarkand.platform.accounts.opening import account_of, unit_of
from tests.platform.conftest import NOW, party

UNIT = "CLD"
TODAY = NOW.date()


def account(firm: str, limit: str | None = None) -> int:
    """Return the account of a firm of the cast, with this credit limit where one is given."""
    opened = account_of(party(firm), unit_of(UNIT))
    if limit is not None:
        Account.objects.filter(pk=opened.pk).update(credit_limit=to_scaled(limit, 2))
    return opened.pk


def draft(
    key: str,
    lines: Mapping[str, str],
    *,
    effective_on: date = TODAY,
    memo: str = "",
    corrects: int | None = None,
) -> Draft:
    """Return a draft that gives and takes by firm: ``{MESKAY: "100", ASTARTA: "-100"}``."""
    return Draft(
        key=key,
        unit=unit_of(UNIT).pk,
        kind="test",
        subject="a delivery",
        effective_on=effective_on,
        lines=tuple(Line(account(firm), to_scaled(amount, 2)) for firm, amount in lines.items()),
        memo=memo,
        corrects=corrects,
    )


def standing(firm: str) -> tuple[int, int, int]:
    """Return a firm's balance, and what is held out of it and into it, in whole units of account."""
    kept = Account.objects.get(pk=account(firm))
    return kept.balance // 100, kept.held_out // 100, kept.held_in // 100


def assert_all_is_true() -> None:
    """Prove the ledger from its entries and holds alone: zero sums, balances, places, what is held."""
    sums = Posting.objects.values("entry").annotate(total=Sum("amount"), lines=Count("id"))
    assert [row for row in sums if row["total"] or row["lines"] < 2] == []
    assert Entry.objects.count() == len(sums)
    for kept in Account.objects.all():
        total = 0
        postings = kept.postings.order_by("place").values_list("place", "amount", "balance")
        for number, (place, amount, balance) in enumerate(postings, start=1):
            total += amount
            assert (place, balance) == (number, total)
        assert (kept.balance, kept.height) == (total, len(postings))
        assert kept.held_out == _open(debtor=kept)
        assert kept.held_in == _open(creditor=kept)


def _open(**end: Account) -> int:
    holds = Hold.objects.filter(state=HoldState.OPEN, **end)
    return holds.aggregate(total=Sum("open_amount"))["total"] or 0
