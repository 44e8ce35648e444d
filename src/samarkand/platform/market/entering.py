"""Rows on their way into the book: checked by the engine against the register of parties, then by the house.

The findings of a row are the same, by code and by word, whether it is checked here or by the command.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from django.db.models import CharField, QuerySet

from samarkand.book.book import Book
from samarkand.book.columns import check_columns
from samarkand.book.names import normal_name, plain
from samarkand.book.raw import RawTable
from samarkand.book.schema import PARTIES
from samarkand.book.validate import validate
from samarkand.core.finding import Finding, Refusal, errors
from samarkand.platform.house.actor import Actor
from samarkand.platform.market.catalogue import finding
from samarkand.platform.market.cells import raw_table
from samarkand.platform.market.codes import taken_among
from samarkand.platform.market.sides import SIDES, Side
from samarkand.platform.parties.faults import findings_at, too_long
from samarkand.platform.parties.models import Party, PartyState


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows that may enter the book: a frame for each side there is, their parties' ids, and warnings."""

    frames: Mapping[Side, pl.DataFrame]
    parties: Mapping[str, int]
    warnings: tuple[Finding, ...]


def check_rows(
    actor: Actor,
    raws: Mapping[Side, RawTable],
    now: datetime,
    known: Iterable[Finding] = (),
    *,
    renews: str = "",
) -> Checked:
    """Return the rows of raw tables as they go into the book.

    ``known`` are findings met while the tables were read. ``renews`` is the code of the row that is
    amended, which is in the book already. Raises Refusal with everything that is wrong, of the engine
    and of the house.
    """
    parties = list(_parties_for(actor, raws.values()))
    reading = validate(_with_the_rest(raws, parties), "book", known)
    found = [_own_word(one, actor) for one in reading.findings if not _is_about_the_rest(one, raws)]
    frames = {side: _frame(side, raw, reading.book) for side, raw in raws.items()}
    for side, raw in raws.items():
        found += _of_house(side, raw, frames[side], now)
        found += _suspended(raw, frames[side], parties)
        found += _taken(raw, frames[side][side.table.key], renews)
    if errors(found):
        raise Refusal(*found)
    return Checked(frames, {party.code: party.pk for party in parties}, tuple(found))


def _parties_for(actor: Actor, raws: Iterable[RawTable]) -> QuerySet[Party]:
    """Return the parties that the actor may write for and the tables name."""
    if not actor.is_operator:
        return Party.objects.filter(code=actor.party)
    named = {code for raw in raws for code in _named(raw)}
    if len(named) > _MOST_NAMED:
        return Party.objects.all()
    return Party.objects.filter(code__in=named)


_MOST_NAMED = 1_000
"""Above so many parties the whole register is read at once."""


def _named(raw: RawTable) -> Iterator[str]:
    for header in raw.frame.columns:
        if normal_name(plain(header)) == "party":
            yield from (str(cell).strip() for cell in raw.frame[header].unique().drop_nulls())


def _with_the_rest(raws: Mapping[Side, RawTable], parties: Sequence[Party]) -> list[RawTable]:
    """Return the tables with the others that the engine needs beside them: the register, the empty side."""
    rows = [{"party": party.code, "name": party.name, "country": party.country} for party in parties]
    absent = [raw_table(side.table, []) for side in SIDES if side not in raws]
    return [raw_table(PARTIES, rows), *raws.values(), *absent]


def _is_about_the_rest(one: Finding, raws: Mapping[Side, RawTable]) -> bool:
    return one.code in {"rows_none", "table_missing"} and one.file not in {raw.file for raw in raws.values()}


def _own_word(one: Finding, actor: Actor) -> Finding:
    """Say to a trader that a party is not its own, whether or not the house knows it."""
    if one.code != "party_unknown" or actor.is_operator:
        return one
    said = finding("party_foreign", f"{one.value} is not your party.", remedy=f"Write {actor.party}.")
    return replace(said, file=one.file, row=one.row, column=one.column, value=one.value)


def _frame(side: Side, raw: RawTable, book: Book | None) -> pl.DataFrame:
    """Return the rows in the schema's types; where the engine found errors, faulty cells are blank."""
    if book is None:
        return check_columns(raw).frame
    frame = book.tables()[side.table.name]
    if frame is None:
        raise TypeError(f"a book has {side.table.name}")
    return frame


def _of_house(side: Side, raw: RawTable, frame: pl.DataFrame, now: datetime) -> Iterator[Finding]:
    yield from too_long(raw, frame, _longest(side))
    over = frame["until"] < now.date()
    yield from findings_at(
        raw,
        over,
        "until",
        lambda value: finding("period_over", f"The last day {value} is past."),
    )


def _longest(side: Side) -> dict[str, int]:
    """Return how many letters the database keeps of each column of text."""
    fields = {column: side.model._meta.get_field(field) for column, field in side.fields.items()}  # noqa: SLF001 (documented)
    return {
        column: field.max_length
        for column, field in fields.items()
        if isinstance(field, CharField) and field.max_length
    }


def _suspended(raw: RawTable, frame: pl.DataFrame, parties: Sequence[Party]) -> Iterator[Finding]:
    suspended = [party.code for party in parties if party.state == PartyState.SUSPENDED]
    if suspended:
        yield from findings_at(
            raw,
            frame["party"].is_in(suspended),
            "party",
            lambda value: finding("party_suspended", f"{value} is suspended."),
        )


def _taken(raw: RawTable, codes: pl.Series, renews: str) -> Iterator[Finding]:
    taken = taken_among(codes.drop_nulls().to_list()) - {renews}
    if taken:
        yield from findings_at(
            raw,
            codes.is_in(sorted(taken)),
            codes.name,
            lambda value: finding("code_taken", f"The book has a row {value} already."),
        )
