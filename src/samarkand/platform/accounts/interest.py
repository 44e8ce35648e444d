"""Interest charged on the balances of a unit for a stretch of days, against the house's interest account.

It counts from the day after the last of those days, so that it bears none itself in them, and is owed like
anything else: it can be set off.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import CERTAIN, SHARE_DECIMALS, to_text
from samarkand.ledger.interest import InterestTerms, interest, stretches
from samarkand.platform.accounts.books_catalogue import finding
from samarkand.platform.accounts.journal import Draft, Line, post
from samarkand.platform.accounts.locking import lock_accounts
from samarkand.platform.accounts.models import Account, AccountKind, Entry, Posting, UnitOfAccount
from samarkand.platform.accounts.obligations import Owed, owe_all
from samarkand.platform.accounts.opening import account_of
from samarkand.platform.accounts.units import known_unit, refuse_reversed
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require

_KIND = "interest"


def charge_interest(
    actor: Actor, unit_code: str, terms: InterestTerms, since: date, until: date, now: datetime
) -> int | None:
    """Post one entry with the interest of every clearing account for these days, both included.

    Returns its number, None where no interest arose. The same again returns the same entry. Who owes pays
    the house, the house pays whom is owed; its interest account keeps the difference. Raises
    NotPermittedError, and Refusal: ``unit_unknown``, ``days_reversed``, ``period_not_over``,
    ``rate_unfit``, ``interest_charged_already`` for other days that overlap, and as `journal.post` does.
    """
    require(actor, "accounts.charge_interest")
    unit = known_unit(unit_code)
    refuse_reversed(since, until)
    refused = [*_unfit(terms, until, now), *_overlapping(unit, terms, since, until)]
    if refused:
        raise Refusal(*refused)
    with transaction.atomic():
        house = account_of(None, unit, AccountKind.INTEREST)
        due = _interest_due(unit, terms, since, until)
        if not due:
            return None
        subject, on = _subject(terms, since, until), until + timedelta(days=1)
        draft = _draft(unit, house, subject, due, on, actor)
        entry = post(draft, now)
        owe_all([_owed(draft, entry, house.pk, account, amount) for account, amount in due.items()])
        return entry


def _interest_due(unit: UnitOfAccount, terms: InterestTerms, since: date, until: date) -> Mapping[int, int]:
    """Return the interest of each account that has any, its balances kept from others until the end."""
    rows = Account.objects.filter(unit=unit, kind=AccountKind.CLEARING, closed_at=None)
    swings = dict(rows.exclude(holder=None).values_list("pk", "swing"))
    lock_accounts(swings)
    opening = _opening(unit, since)
    movements = _movements(unit, since, until)
    due = {
        account: interest(
            stretches(opening.get(account, 0), movements.get(account, ()), since, until), terms, swing
        )
        for account, swing in swings.items()
    }
    return {account: amount for account, amount in due.items() if amount}


def _opening(unit: UnitOfAccount, since: date) -> dict[int, int]:
    rows = Posting.objects.filter(entry__unit=unit, entry__effective_on__lt=since)
    return dict(rows.values_list("account").annotate(Sum("amount")).order_by())


def _movements(unit: UnitOfAccount, since: date, until: date) -> dict[int, list[tuple[date, int]]]:
    rows = Posting.objects.filter(entry__unit=unit, entry__effective_on__range=(since, until))
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for account, day, amount in (
        rows.values_list("account", "entry__effective_on").annotate(Sum("amount")).order_by()
    ):
        found[account].append((day, amount))
    return found


def _subject(terms: InterestTerms, since: date, until: date) -> str:
    return f"{terms.part} {since}/{until}"


def _draft(
    unit: UnitOfAccount, house: Account, subject: str, due: Mapping[int, int], on: date, actor: Actor
) -> Draft:
    lines = [Line(account, amount) for account, amount in sorted(due.items())]
    kept = Line(house.pk, -sum(due.values()))
    return Draft(
        key=f"{_KIND} {unit.code} {subject}",
        unit=unit.pk,
        kind=_KIND,
        subject=subject,
        effective_on=on,
        lines=(*lines, kept),
        by=actor.by,
    )


def _owed(draft: Draft, entry: int, house: int, account: int, amount: int) -> Owed:
    debtor, creditor = (house, account) if amount > 0 else (account, house)
    return Owed(f"{draft.key} {account}", entry, debtor, creditor, abs(amount), draft.effective_on)


def _unfit(terms: InterestTerms, until: date, now: datetime) -> Iterable[Finding]:
    if not 0 <= terms.rate <= CERTAIN:
        rate = to_text(terms.rate, SHARE_DECIMALS)
        yield finding("rate_unfit", f"{rate} of one in a year.", column="rate", value=terms.rate)
    if until >= now.date():
        yield finding("period_not_over", f"{until} has not passed yet.", column="until", value=until)


def _overlapping(unit: UnitOfAccount, terms: InterestTerms, since: date, until: date) -> Iterable[Finding]:
    """Yield what was charged on this part for some of these days, but not for just these."""
    own = _subject(terms, since, until)
    charged = Entry.objects.filter(unit=unit, kind=_KIND, subject__startswith=f"{terms.part} ")
    for subject in charged.values_list("subject", flat=True):
        first, last = map(date.fromisoformat, subject.split(" ")[1].split("/"))
        if subject != own and first <= until and since <= last:
            message = f"In {unit} interest was charged from {first} to {last}."
            yield finding("interest_charged_already", message, column="since", value=since)
