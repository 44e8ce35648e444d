"""Closing the books of a unit up to a day: nothing can be posted there any more, and a digest proves it.

Periods are of any length, as the parties agreed: a month, two, a quarter, four months, half a year.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.accounts.books_catalogue import finding
from samarkand.platform.accounts.models import Period, UnitOfAccount
from samarkand.platform.accounts.reading_books import read_table
from samarkand.platform.accounts.units import locked_unit
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require

if TYPE_CHECKING:
    import polars as pl


def close_period(actor: Actor, unit_code: str, until: date, now: datetime) -> Period:
    """Return the period that ends on ``until``, closed now, resting on the digest of the one before.

    Raises NotPermittedError, and Refusal: ``unit_unknown``, ``period_not_over``, ``period_overlaps``.
    Closing to the day a unit is closed to already returns the period there is.
    """
    require(actor, "accounts.close_period")
    with transaction.atomic():
        unit = locked_unit(unit_code)
        last = unit.periods.order_by("number").last()
        if last is not None and last.until == until:
            return last
        refused = _refused(unit, last, until, now)
        if refused:
            raise Refusal(*refused)
        period = _closed(actor, unit, last, until, now)
        UnitOfAccount.objects.filter(pk=unit.pk).update(closed_until=until)
        return period


def _refused(unit: UnitOfAccount, last: Period | None, until: date, now: datetime) -> list[Finding]:
    found = []
    if until >= now.date():
        message = f"{until} has not passed yet."
        found.append(finding("period_not_over", message, column="until", value=until))
    if last is not None and until < last.until:
        message = f"The books of {unit} are closed to {last.until} already."
        found.append(finding("period_overlaps", message, column="until", value=until))
    return found


def _closed(actor: Actor, unit: UnitOfAccount, last: Period | None, until: date, now: datetime) -> Period:
    from samarkand.ledger.period_digest import PeriodHead, period_digest

    number, previous = (last.number + 1, last.digest) if last else (1, "")
    entries, postings = _rows(unit, last.until if last else None, until)
    head = PeriodHead(unit.code, number, until, previous)
    numbers = entries["entry"].sort().to_list() or [0]
    return Period.objects.create(
        unit=unit,
        number=number,
        until=until,
        first_entry=numbers[0],
        last_entry=numbers[-1],
        entries=entries.height,
        digest=period_digest(head, entries, postings),
        previous=previous,
        closed_at=now,
        by=actor.by,
    )


def _rows(unit: UnitOfAccount, after: date | None, until: date) -> "tuple[pl.DataFrame, pl.DataFrame]":
    """Return the entries with effect after one day and up to another, and their postings."""
    within = f"unit_id = {unit.pk} AND effective_on <= '{until}'"
    if after is not None:
        within += f" AND effective_on > '{after}'"
    of_entries = f"entry_id IN (SELECT id FROM accounts_entry WHERE {within})"  # noqa: S608 (a number, two days)
    return read_table("entries", within), read_table("postings", of_entries)
