"""Holds: an amount set aside between two accounts until it is posted, voided, or its time passes.

A hold is guarded by its two accounts: who changes it has locked them. What is set aside counts against
the debtor's credit limit at once; its posting later is never refused for it. Two-phase transfers as in
TigerBeetle's reference (pending, post-pending, void-pending), with amounts that may be used in parts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.accounts import refusing
from samarkand.platform.accounts.catalogue import finding
from samarkand.platform.accounts.drafts import Draft, Line
from samarkand.platform.accounts.journal import post_locked
from samarkand.platform.accounts.known_entries import known_entries
from samarkand.platform.accounts.locking import Standing, lock_accounts, lock_keys
from samarkand.platform.accounts.models import Hold, HoldState
from samarkand.platform.accounts.reckoning import HeldChange, held_after
from samarkand.platform.accounts.writing import move_balances
from samarkand.platform.house.catalogue import finding as house_finding
from samarkand.platform.house.many_rows import insert_rows, kept_moment


@dataclass(frozen=True, slots=True)
class NewHold:
    """An amount to be set aside on the account ``debtor`` for ``creditor``; no ``expires_at``: no end."""

    key: str
    debtor: int
    creditor: int
    amount: int
    subject: str = ""
    expires_at: datetime | None = None


def hold_all(holds: Iterable[NewHold], now: datetime) -> None:
    """Set amounts aside, all or none; a hold asked for again is the one there is, whatever became of it.

    Raises Refusal with everything that is wrong: ``hold_unfit``, ``account_unfit``, ``credit_limit``,
    ``amount_too_large``, ``key_reused``.
    """
    told = list(holds)
    by_key = {hold.key: hold for hold in told}
    refusing.refuse(refusing.key_taken(hold.key) for hold in told if by_key[hold.key] != hold)
    refusing.refuse(_unfit(hold) for hold in told if hold.amount <= 0 or hold.debtor == hold.creditor)
    with transaction.atomic():
        lock_keys(by_key)
        standings = lock_accounts(account for hold in told for account in (hold.debtor, hold.creditor))
        known = _known(by_key)
        refusing.refuse(refusing.key_taken(key) for key, hold in known.items() if hold != by_key[key])
        new = [hold for key, hold in by_key.items() if key not in known]
        if new:
            _set_aside(new, standings, now)


def use_hold(  # noqa: PLR0913 (each is one fact of the entry)
    key: str,
    amount: int,
    entry_key: str,
    kind: str,
    subject: str,
    effective_on: date,
    now: datetime,
    *,
    last: bool,
    by: str | None = None,
) -> int:
    """Post an amount from the debtor to the creditor of a hold and return the entry's number.

    The hold gives up as much, all of it where this is the ``last``; what it does not cover is posted under
    the credit limit. ``by`` is who posts it. The same again (``entry_key``) returns the same entry and
    changes nothing. Raises Refusal: ``hold_unknown``, ``state_wrong`` where the hold has ended, and as
    `journal.post` does.
    """
    with transaction.atomic():
        lock_keys([entry_key])
        debtor, creditor, unit = _ends_of(key)
        lock_accounts([debtor, creditor])
        hold = Hold.objects.get(key=key)
        lines = (Line(debtor, -amount), Line(creditor, amount))
        draft = Draft(entry_key, unit, kind, subject, effective_on, lines, by=by)
        if known_entries([entry_key]):
            return post_locked({entry_key: draft}, {}, now)[entry_key]
        if hold.state != HoldState.OPEN:
            raise Refusal(_ended(hold))
        given_up = hold.open_amount if last else min(amount, hold.open_amount)
        change = {debtor: HeldChange(out=-given_up), creditor: HeldChange(into=-given_up)}
        entry = post_locked({entry_key: draft}, change, now)[entry_key]
        _use(hold, given_up, entry, now)
        return entry


def void_hold(key: str, now: datetime) -> None:
    """Free what is left of a hold; one that is void already stays so.

    Raises Refusal: ``hold_unknown``, ``state_wrong`` where it was posted or has lapsed.
    """
    void_all([key], now)


def void_all(keys: Collection[str], now: datetime) -> None:
    """Free what is left of holds, all or none; see `void_hold`."""
    with transaction.atomic():
        holds = Hold.objects.in_bulk(list(keys), field_name="key")
        refusing.refuse(_unknown(key) for key in keys if key not in holds)
        _end(holds.values(), HoldState.VOIDED, now)
        after = Hold.objects.in_bulk(list(keys), field_name="key").values()
        refusing.refuse(_ended(hold) for hold in after if hold.state != HoldState.VOIDED)


def lapse_holds(now: datetime) -> int:
    """Free holds whose time has passed, at most 10,000 of them, and return how many.

    Until this is called a hold may be posted, whatever the clock says.
    """
    overdue = Hold.objects.filter(state=HoldState.OPEN, expires_at__lte=now).order_by("expires_at")
    with transaction.atomic():
        return _end(overdue[:_AT_ONCE], HoldState.LAPSED, now)


_AT_ONCE = 10_000
"""A list of so many is no trouble to either database, and the accounts are not kept from others for long."""


def _set_aside(holds: Sequence[NewHold], standings: Mapping[int, Standing], now: datetime) -> None:
    changes = _changes((hold.debtor, hold.creditor, hold.amount) for hold in holds)
    refusing.refuse([*_on_unfit_accounts(holds, standings), *refusing.beyond_limit({}, changes, standings)])
    made_at = kept_moment(now)
    ends = ("debtor_id", "creditor_id")
    columns = ("key", *ends, "amount", "open_amount", "state", "subject", "made_at", "expires_at")
    rows = (
        (hold.key, hold.debtor, hold.creditor, hold.amount, hold.amount, HoldState.OPEN.value, hold.subject,
         made_at, kept_moment(hold.expires_at))
        for hold in holds
    )  # fmt: skip
    insert_rows("accounts_hold", columns, rows)
    move_balances(held_after(standings.values(), changes))


def _use(hold: Hold, given_up: int, entry: int, now: datetime) -> None:
    rest = hold.open_amount - given_up
    ended = {} if rest else {"state": HoldState.POSTED, "ended_at": now}
    Hold.objects.filter(pk=hold.pk).update(open_amount=rest, entry_id=entry, **ended)


def _end(holds: Iterable[Hold], state: HoldState, now: datetime) -> int:
    """Free what is left of those holds that are open once their accounts are locked; return how many."""
    read = list(holds)
    standings = lock_accounts(account for hold in read for account in (hold.debtor_id, hold.creditor_id))
    still = Hold.objects.filter(pk__in=[hold.pk for hold in read], state=HoldState.OPEN)
    rows = list(still.values_list("debtor", "creditor", "open_amount"))
    changes = _changes((debtor, creditor, -amount) for debtor, creditor, amount in rows)
    still.update(state=state, open_amount=0, ended_at=now)
    move_balances(held_after([standings[account] for account in changes], changes))
    return len(rows)


def _changes(holds: Iterable[tuple[int, int, int]]) -> dict[int, HeldChange]:
    """Return how holds of debtor, creditor and amount change what is held on each account."""
    out: dict[int, int] = defaultdict(int)
    into: dict[int, int] = defaultdict(int)
    for debtor, creditor, amount in holds:
        out[debtor] += amount
        into[creditor] += amount
    return {account: HeldChange(out[account], into[account]) for account in {*out, *into}}


def _known(keys: Iterable[str]) -> dict[str, NewHold]:
    kept = Hold.objects.in_bulk(list(keys), field_name="key")
    return {
        key: NewHold(key, hold.debtor_id, hold.creditor_id, hold.amount, hold.subject, hold.expires_at)
        for key, hold in kept.items()
    }


def _ends_of(key: str) -> tuple[int, int, int]:
    """Return debtor, creditor and unit of a hold: these never change, so they are read before the lock."""
    found = Hold.objects.filter(key=key).values_list("debtor", "creditor", "debtor__unit").first()
    if found is None:
        raise Refusal(_unknown(key))
    return found


def _on_unfit_accounts(holds: Iterable[NewHold], standings: Mapping[int, Standing]) -> list[Finding]:
    found = []
    for hold in holds:
        debtor = standings.get(hold.debtor)
        unit = debtor.unit if debtor else 0
        ends = (hold.debtor, hold.creditor) if debtor else (hold.debtor,)
        found += refusing.unfit_accounts(f"Hold {hold.key}", unit, ends, standings)
    return found


def _unfit(hold: NewHold) -> Finding:
    why = "it is from an account to itself" if hold.debtor == hold.creditor else "it is of nothing"
    return finding("hold_unfit", f"Hold {hold.key}: {why}.", column="amount", value=hold.amount)


def _unknown(key: str) -> Finding:
    return finding("hold_unknown", f"No hold is called {key}.", column="key", value=key)


def _ended(hold: Hold) -> Finding:
    message = f"Hold {hold.key} is {hold.state}: nothing of it is open."
    return house_finding("state_wrong", message, column="state", value=hold.state)
