"""What is wrong with drafts and holds, found all at once before anything is written.

No finding tells a balance: whoever asked may see one side of the entry alone.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import LARGEST, amount_text
from samarkand.platform.accounts.catalogue import finding
from samarkand.platform.accounts.drafts import Draft
from samarkand.platform.accounts.known_entries import KnownEntry
from samarkand.platform.accounts.locking import Standing
from samarkand.platform.accounts.models import Account
from samarkand.platform.accounts.reckoning import HeldChange

_LONGEST_AHEAD = timedelta(days=366)
_LONGEST_AGO = timedelta(days=50 * 366)


def refuse(findings: Iterable[Finding]) -> None:
    """Raise Refusal with these findings, where there are any."""
    if found := list(findings):
        raise Refusal(*found)


def unlike(drafts: Iterable[Draft], by_key: Mapping[str, Draft]) -> list[Finding]:
    """Return a finding for each draft that has the key of another one of the same set."""
    return [key_taken(draft.key) for draft in drafts if by_key[draft.key] != draft]


def reused(known: Iterable[KnownEntry], drafts: Mapping[str, Draft]) -> list[Finding]:
    """Return a finding for each draft whose key is that of another entry."""
    return [key_taken(entry.key) for entry in known if not entry.says(drafts[entry.key])]


def impossible(
    drafts: Iterable[Draft], closed_until: Mapping[int, date | None], standings: Mapping[int, Standing]
) -> list[Finding]:
    """Return what no entry may be: torn, on a closed day, or on accounts that do not fit."""
    return [
        found
        for draft in drafts
        for found in (
            *_torn(draft),
            *_on_closed_day(draft, closed_until.get(draft.unit)),
            *unfit_accounts(
                f"Entry {draft.key}", draft.unit, (one.account for one in draft.lines), standings
            ),
        )
    ]


def far_off(drafts: Iterable[Draft], now: datetime) -> list[Finding]:
    """Return a finding for each entry that is to count from a day nobody can mean: most likely a slip."""
    first, last = now.date() - _LONGEST_AGO, now.date() + _LONGEST_AHEAD
    return [
        finding(
            "day_far_off",
            f"Entry {draft.key} is to count from {draft.effective_on}: it may be from {first} to {last}.",
            column="effective_on",
            value=draft.effective_on,
        )
        for draft in drafts
        if not first <= draft.effective_on <= last
    ]


def unfit_accounts(
    what: str, unit: int, accounts: Iterable[int], standings: Mapping[int, Standing]
) -> list[Finding]:
    """Return a finding for each account that is absent, closed or of another unit."""
    return [
        _unfit(what, account, why)
        for account in dict.fromkeys(accounts)
        if (why := _why_unfit(standings.get(account), unit))
    ]


def beyond_limit(
    totals: Mapping[int, int], held: Mapping[int, HeldChange], standings: Mapping[int, Standing]
) -> list[Finding]:
    """Return a finding for each account that has not so much to give, or could not count what it gets.

    An account may always be given to, however far below nothing it stands.
    """
    found = []
    for account in totals.keys() | held.keys():
        standing, change = standings.get(account), held.get(account, HeldChange())
        if standing is None:
            continue
        balance = standing.balance + totals.get(account, 0)
        if abs(balance) + standing.held_out + abs(change.out) > LARGEST:
            found.append((account, "amount_too_large"))
        elif _exceeds(standing, balance, change):
            found.append((account, "credit_limit"))
    return _over_limits(sorted(found), totals, held)


def key_taken(key: str) -> Finding:
    """Return the finding that a key names something else already."""
    return finding("key_reused", f"The key {key} was used for other content.", column="key", value=key)


def key_taken_meanwhile(drafts: int) -> Finding:
    """Return the finding that another caller wrote an entry under one of very many keys at this moment.

    Had it the same accounts, it would have had to wait: it says something else.
    """
    message = f"Of the {drafts} entries one has a key that was used for other content at this moment."
    return finding("key_reused", message, column="key")


def _exceeds(standing: Standing, balance: int, change: HeldChange) -> bool:
    if standing.credit_limit is None:
        return False
    free_before = standing.balance - standing.held_out
    free = balance - standing.held_out - change.out
    return free < free_before and free < -standing.credit_limit


def _torn(draft: Draft) -> list[Finding]:
    found = []
    if len(draft.lines) < 2:  # noqa: PLR2004 (what double entry means)
        found.append(
            finding(
                "entry_too_short",
                f"Entry {draft.key} has {len(draft.lines)} of the two postings an entry needs.",
                column="lines",
                value=len(draft.lines),
            )
        )
    total = sum(line.amount for line in draft.lines)
    if total:
        found.append(
            finding(
                "entry_unbalanced",
                f"The postings of entry {draft.key} sum to {amount_text(total)}, not to nothing.",
                column="lines",
                value=amount_text(total),
            )
        )
    return found


def _on_closed_day(draft: Draft, closed_until: date | None) -> list[Finding]:
    if closed_until is None or draft.effective_on > closed_until:
        return []
    return [
        finding(
            "period_closed",
            f"Entry {draft.key} is to count from {draft.effective_on}: books are closed to {closed_until}.",
            column="effective_on",
            value=draft.effective_on,
        )
    ]


def _why_unfit(standing: Standing | None, unit: int) -> str:
    if standing is None:
        return "there is no such account"
    if standing.closed:
        return "it is closed"
    return "" if standing.unit == unit else "it counts in another unit"


def _unfit(what: str, account: int, why: str) -> Finding:
    return finding(
        "account_unfit", f"{what} cannot use account {account}: {why}.", column="account", value=account
    )


def _over_limits(
    found: Iterable[tuple[int, str]], totals: Mapping[int, int], held: Mapping[int, HeldChange]
) -> list[Finding]:
    accounts = list(found)
    names = _names([account for account, _ in accounts]) if accounts else {}
    told = []
    for account, code in accounts:
        asked = -totals.get(account, 0) + held.get(account, HeldChange()).out
        why = (
            "its credit limit does not allow it"
            if code == "credit_limit"
            else "its balance would not fit 64 bits"
        )
        message = f"{amount_text(asked)} is asked of account {account} ({names[account]}): {why}."
        told.append(finding(code, message, column="amount", value=amount_text(asked)))
    return told


def _names(accounts: Iterable[int]) -> dict[int, str]:
    rows = Account.objects.filter(pk__in=list(accounts)).select_related("holder", "unit")
    return {account.pk: str(account) for account in rows}
