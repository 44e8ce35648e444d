"""Posting: an entry is written with its postings, each with the balance after it, whole or not at all.

The method is that of double entry with reserved balances: lock the accounts in one order, refuse with
everything that is wrong, write, and move the balances, in one database transaction. A key makes each
entry happen once, however often it is asked for and whatever was killed in between.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from samarkand.core.finding import Refusal
from samarkand.platform.accounts import refusing
from samarkand.platform.accounts.drafts import Draft, Line
from samarkand.platform.accounts.known_entries import known_entries
from samarkand.platform.accounts.locking import Standing, lock_accounts, lock_keys, share_units
from samarkand.platform.accounts.reckoning import HeldChange, reckon, totals_of
from samarkand.platform.accounts.writing import move_balances, write_entries, write_postings
from samarkand.platform.house.many_rows import next_numbers

__all__ = ["Draft", "Line", "post", "post_all", "post_locked"]


def post(draft: Draft, now: datetime) -> int:
    """Post one entry and return its number; the same draft again returns the same entry.

    Raises Refusal with everything that is wrong: ``entry_too_short``, ``entry_unbalanced``,
    ``account_unfit``, ``period_closed``, ``day_far_off``, ``credit_limit``, ``amount_too_large``,
    ``key_reused``.
    """
    refusing.refuse(refusing.far_off([draft], now))
    if connection.vendor == "postgresql":
        entry = _post_at_once(draft, now)
        if entry is not None:
            return entry
    return post_all([draft], now)[draft.key]


def post_all(drafts: Iterable[Draft], now: datetime) -> dict[str, int]:
    """Post entries, all or none, and return their numbers by key; what was posted before stays as it is.

    Set-based: a handful of statements, however many entries. Credit limits are asked of each account
    for the set as a whole: within it the order is nobody's. Raises Refusal as `post` does.
    """
    told = list(drafts)
    by_key = {draft.key: draft for draft in told}
    refusing.refuse([*refusing.unlike(told, by_key), *refusing.far_off(told, now)])
    try:
        with transaction.atomic():
            return post_locked(by_key, {}, now)
    except IntegrityError as error:
        if "entry_once" not in str(error):
            raise
        raise Refusal(refusing.key_taken_meanwhile(len(by_key))) from error


def post_locked(drafts: Mapping[str, Draft], held: Mapping[int, HeldChange], now: datetime) -> dict[str, int]:
    """Do what `post_all` does inside a database transaction that is open; ``drafts`` by key.

    ``held`` is how what is held changes on each account as the entries are posted; it is left as it is
    where all entries were there before.
    """
    lock_keys(drafts)
    closed_until = share_units({draft.unit for draft in drafts.values()})
    standings = lock_accounts(
        {line.account for draft in drafts.values() for line in draft.lines} | held.keys()
    )
    known = known_entries(drafts)
    new = [draft for key, draft in drafts.items() if key not in known]
    entries = {key: entry.number for key, entry in known.items()}
    refusing.refuse(
        [
            *refusing.reused(known.values(), drafts),
            *refusing.impossible(new, closed_until, standings),
            *refusing.beyond_limit(totals_of(new), held if new else {}, standings),
        ]
    )
    return entries | _write(new, standings, held, now) if new else entries


def _write(
    drafts: Sequence[Draft], standings: Mapping[int, Standing], held: Mapping[int, HeldChange], now: datetime
) -> dict[str, int]:
    numbers = next_numbers("accounts_entry", len(drafts))
    reckoned = reckon(zip(numbers, drafts, strict=True), standings, held)
    write_postings(reckoned.postings)
    write_entries(zip(numbers, drafts, strict=True), now)
    move_balances(reckoned.standings)
    return {draft.key: number for number, draft in zip(numbers, drafts, strict=True)}


def _post_at_once(draft: Draft, now: datetime) -> int | None:
    """Return the entry the database's own function posted in one call, None where it found a reason not to.

    The long way says what the reason is: it looks again, under the same locks.
    """
    accounts = [line.account for line in draft.lines]
    amounts = [line.amount for line in draft.lines]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_post(%s, %s, %s, %s, %s, %s, %s, %s::bigint[], %s::bigint[], %s, %s)",
            [draft.key, draft.unit, draft.kind, draft.subject, draft.effective_on, draft.memo, draft.corrects,
             accounts, amounts, now, draft.by],
        )  # fmt: skip
        return _number(cursor.fetchone())


def _number(row: tuple[int | None, ...] | None) -> int | None:
    return row[0] if row else None
