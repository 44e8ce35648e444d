"""What is written of a party, checked as the engine checks the table of parties in a file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl
from django.db.models import Q, QuerySet

from samarkand.book import catalogue
from samarkand.book.checks_rows import CHECKS
from samarkand.book.columns import CheckedTable, check_columns
from samarkand.book.raw import RawTable
from samarkand.book.schema import PARTIES
from samarkand.core.finding import Finding, Refusal, errors
from samarkand.core.scale import VALUE_DECIMALS, plain_text, to_text
from samarkand.platform.parties.faults import not_plain, too_long, unseen
from samarkand.platform.parties.models import Party

LONGEST = {"party": 64, "name": 300, "pool": 64, "currency": 64}
"""Letters that the database keeps of each column."""

CODES = ("party", "pool")
"""Columns that are codes."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A party as it is written: ``swing`` in hundredths, blank as None; numbers as scheme and text.

    What is blank of ``currency`` and ``swing`` is the pool's.
    """

    code: str
    name: str
    country: str
    pool: str = ""
    currency: str = ""
    swing: int | None = None
    identifiers: tuple[tuple[str, str], ...] = ()


def read_party(entered: Entered, own: int | None = None) -> Entered:
    """Return the party in the form that is kept, what is blank filled from its pool.

    ``own`` is the id of the party where it is in the house already. A pool of its own is blank.
    Raises Refusal with the engine's findings, those about the pool among them.
    """
    read = in_form(entered)
    fellow = members_of(read.pool or read.code).exclude(pk=own or 0).order_by("id").first()
    if fellow is None:
        return replace(read, swing=read.swing or 0)
    read = replace(
        read,
        currency=read.currency or fellow.currency,
        swing=fellow.swing if read.swing is None else read.swing,
    )
    found = list(_differences(read, fellow))
    if found:
        raise Refusal(*found)
    return read


def in_form(entered: Entered) -> Entered:
    """Return the party in the form that is kept, whatever its pool; raises Refusal as the engine finds."""
    raw = RawTable(PARTIES, "parties", _frame(entered), first_line=1)
    table = check_columns(raw)
    found = [
        *table.findings,
        *_row_findings(table),
        *too_long(raw, table.frame, LONGEST),
        *not_plain(raw, table.frame, CODES),
        *unseen(raw, table.frame, ("name",)),
    ]
    if errors(found):
        raise Refusal(*(replace(one, file="", row=None) for one in found))
    cells = table.frame.row(0, named=True)
    return replace(
        entered,
        code=cells["party"],
        name=cells["name"],
        country=cells["country"],
        pool="" if cells["pool"] in (None, cells["party"]) else cells["pool"],
        currency=cells["currency"] or "",
    )


def _differences(read: Entered, fellow: Party) -> Iterator[Finding]:
    """Yield how a party differs from another of its pool, as the engine says it of a file."""
    pool = read.pool or read.code
    if read.currency != fellow.currency:
        message = f"The currency of pool {pool} is {fellow.currency or 'blank'}, not {read.currency}."
        yield catalogue.finding("pool_currency_differs", message, column="currency", value=read.currency)
    if read.swing != fellow.swing:
        mine, theirs = (to_text(swing or 0, VALUE_DECIMALS) for swing in (read.swing, fellow.swing))
        message = f"The swing of pool {pool} is {theirs}, not {mine}."
        yield catalogue.finding("pool_swing_differs", message, column="swing", value=mine)


def members_of(pool: str) -> QuerySet[Party]:
    """Return the parties of a pool; a party without one is a pool of its own, under its code."""
    return Party.objects.filter(Q(pool=pool) | Q(pool="", code=pool))


def _frame(entered: Entered) -> pl.DataFrame:
    cells = {
        "party": entered.code,
        "name": entered.name,
        "country": entered.country,
        "pool": entered.pool,
        "swing": None if entered.swing is None else plain_text(entered.swing, VALUE_DECIMALS),
        "currency": entered.currency,
    }
    return pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))


def _row_findings(table: CheckedTable) -> Iterator[Finding]:
    for check in CHECKS:
        yield from table.findings_of(check(table))
