"""Rows on their way into the book: checked by the engine against the register of parties, then by the house.

The findings of a row are the same, by code and by word, whether it is checked here or by the command.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl
from django.db.models import CharField, Q, QuerySet

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
from samarkand.platform.market.registering import differences, with_register
from samarkand.platform.market.sides import SIDES, Side
from samarkand.platform.parties.faults import findings_at, too_long, unseen
from samarkand.platform.parties.models import Party, PartyState

_MOST_NAMED = 1_000
"""Above so many parties the whole register is read at once."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows that may enter the book: a frame for each side there is, their parties' ids, and warnings.

    ``book`` is what the engine made of all the tables, with the parties of the house among its own.
    ``register`` is how the parties stood when the rows were checked: id, version and state of each.
    """

    book: Book
    frames: Mapping[Side, pl.DataFrame]
    parties: dict[str, int]
    warnings: tuple[Finding, ...]
    register: frozenset[tuple[int, int, str]]


def check_rows(
    actor: Actor,
    raws: Mapping[Side, RawTable],
    now: datetime,
    known: Iterable[Finding] = (),
    *,
    beside: Sequence[RawTable] = (),
    renews: str = "",
) -> Checked:
    """Return the rows of raw tables as they go into the book.

    ``beside`` are other tables of the same book, ``known`` findings met while all of them were read.
    ``renews`` is the code of the row that is amended, which is in the book already. Raises Refusal with
    everything that is wrong, of the engine and of the house.
    """
    parties = list(_parties_for(actor, [*raws.values(), *beside]))
    told = [one for one in known if one.code != "table_missing"]  # the house has what a file leaves out
    reading = validate(_with_the_rest(raws, parties, beside), "book", told)
    given = {raw.file for raw in (*raws.values(), *beside)}
    found = [_own_word(one, actor) for one in reading.findings if _is_about(one, given)]
    frames = {side: _frame(side, raw, reading.book) for side, raw in raws.items()}
    for side, raw in raws.items():
        found += _of_house(side, raw, frames[side], now)
        found += _suspended(raw, frames[side], parties)
        found += _taken(raw, frames[side][side.table.key], renews)
    for raw in beside:
        found += differences(raw, parties) if raw.table is PARTIES else ()
    if errors(found) or reading.book is None:
        raise Refusal(*found)
    ids = {party.code: party.pk for party in parties}
    return Checked(reading.book, frames, ids, tuple(found), _register(parties))


def still_fits(actor: Actor, checked: Checked, raws: Sequence[RawTable]) -> bool:
    """Tell whether rows that were checked may be written as they are: the house has not changed for them.

    Their parties stand as they stood, and no row has taken their codes. Belongs in the database transaction
    that writes them; two queries.
    """
    if _register(list(_parties_for(actor, raws))) != checked.register:
        return False
    codes = [code for side, frame in checked.frames.items() for code in frame[side.table.key]]
    return not taken_among(codes)


def _register(parties: Sequence[Party]) -> frozenset[tuple[int, int, str]]:
    return frozenset((party.pk, party.version, str(party.state)) for party in parties)


def _parties_for(actor: Actor, raws: Sequence[RawTable]) -> QuerySet[Party]:
    """Return the parties of the house that the actor may write for and the tables name, or their pools."""
    if not actor.is_operator:
        return Party.objects.filter(code=actor.party)
    named = {code for raw in raws for column in ("party", "pool") for code in _named(raw, column)}
    if len(named) > _MOST_NAMED:
        return Party.objects.order_by("id")
    return Party.objects.filter(Q(code__in=named) | Q(pool__in=named)).order_by("id")


def _named(raw: RawTable, column: str) -> Iterator[str]:
    for header in raw.frame.columns:
        if normal_name(plain(header)) == column:
            yield from (str(cell).strip() for cell in raw.frame[header].unique().drop_nulls())


def _with_the_rest(
    raws: Mapping[Side, RawTable], parties: Sequence[Party], beside: Sequence[RawTable]
) -> list[RawTable]:
    """Return the tables with what the engine needs beside them: the register, and a side that is absent."""
    listed = next((raw for raw in beside if raw.table is PARTIES), None)
    others = [raw for raw in beside if raw.table is not PARTIES]
    absent = [raw_table(side.table, []) for side in SIDES if side not in raws]
    return [with_register(listed, parties), *raws.values(), *others, *absent]


def _is_about(one: Finding, given: Collection[str]) -> bool:
    """Tell whether a finding is about what came in: the side that did not come has no rows, of course."""
    return one.code != "rows_none" or one.file in given


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
    yield from unseen(raw, frame, (side.table.key, "bundle"))
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
