"""The parties of a book that comes in, beside those of the register: compared, joined, new ones made."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from samarkand.book.columns import check_columns
from samarkand.book.limits import LISTED_FINDINGS
from samarkand.book.names import normal_name, plain
from samarkand.book.raw import RawTable
from samarkand.book.schema import PARTIES
from samarkand.core.finding import Finding, Refusal
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.decimals import decimal_text
from samarkand.platform.house.permissions import require
from samarkand.platform.market.catalogue import finding
from samarkand.platform.market.cells import Cells, raw_table
from samarkand.platform.parties.alike import alike
from samarkand.platform.parties.entering import CODES, LONGEST
from samarkand.platform.parties.faults import not_plain, too_long, unseen
from samarkand.platform.parties.history import write_history
from samarkand.platform.parties.models import Party, PartyState
from samarkand.platform.parties.permissions import JUDGE, REGISTER


def with_register(listed: RawTable | None, known: Sequence[Party]) -> RawTable:
    """Return the table of parties that a file lists, if any, with those of the house in front.

    A party that stands in both is taken from the file; `differences` tells where the two disagree.
    """
    if listed is None:
        return _register(known)
    headers = {normal_name(plain(header)): header for header in listed.frame.columns}
    in_file = set(check_columns(listed).frame["party"].drop_nulls())
    more = _register([party for party in known if party.code not in in_file])
    frame = more.frame.rename({name: headers.get(name, name) for name in more.frame.columns})
    lines = [0] * frame.height + [listed.line(at) for at in range(listed.frame.height)]
    joined = pl.concat([frame, listed.frame], how="diagonal_relaxed")
    columns = dict.fromkeys((*listed.frame.columns, *frame.columns))
    return RawTable(PARTIES, listed.file, joined.select(list(columns)), lines=lines)


def _register(parties: Sequence[Party]) -> RawTable:
    rows: list[Cells] = [
        {
            "party": party.code,
            "name": party.name,
            "country": party.country,
            "pool": party.pool,
            "swing": party.swing,
            "currency": party.currency,
        }
        for party in parties
    ]
    return raw_table(PARTIES, rows)


def differences(listed: RawTable, known: Sequence[Party]) -> Iterator[Finding]:
    """Yield where a file says otherwise of a party than the register, and what the register cannot keep.

    A blank cell says nothing.
    """
    frame = check_columns(listed).frame
    yield from too_long(listed, frame, LONGEST)
    yield from not_plain(listed, frame, CODES)
    yield from unseen(listed, frame, ("name",))
    kept = check_columns(_register(known)).frame.with_columns(pl.coalesce("pool", "party"))
    both = frame.join(kept, on="party", how="left", suffix=" kept", maintain_order="left")
    there = frame["party"].is_in(kept["party"].implode())
    for column in ("name", "country", "pool", "swing", "currency"):
        another = both[column].ne_missing(both[f"{column} kept"])
        mask = there & both[column].is_not_null() & another
        for at in mask.arg_true():
            yield _differs(listed, at, column, both.row(at, named=True))


def _differs(listed: RawTable, at: int, column: str, said: Mapping[str, Any]) -> Finding:
    """Return the finding that a line of a file and the register say different things of a party."""
    value, kept = _cell(column, said[column]), _cell(column, said[f"{column} kept"])
    stands = f"has the {column} {kept}" if kept else f"has no {column}"
    message = f"The register {stands} for {said['party']}, the file says {value}."
    return finding(
        "party_differs", message, file=listed.file, row=listed.line(at), column=column, value=value
    )


def _cell(column: str, cell: object) -> str:
    return "" if cell is None else decimal_text(column, cell)


def register(actor: Actor, parties: pl.DataFrame, now: datetime, *, verified: bool) -> dict[str, int]:
    """Make the parties of a checked table that the house does not know; return the ids of all of them.

    They wait to be verified unless ``verified``. Belongs in a database transaction. Raises
    NotPermittedError where there are new ones and the actor may not register, or verify, them; Refusal
    (``party_alike``).
    """
    there = dict(Party.objects.values_list("code", "id"))
    new = [row for row in parties.iter_rows(named=True) if row["party"] not in there]
    if not new:
        return there
    require(actor, REGISTER)
    if verified:
        require(actor, JUDGE)
    if found := list(alike((row["party"], row["name"]) for row in new)):
        raise Refusal(*found[:LISTED_FINDINGS])
    state = PartyState.VERIFIED if verified else PartyState.PENDING
    Party.objects.bulk_create(
        Party(
            code=row["party"],
            name=row["name"],
            country=row["country"],
            pool="" if row["pool"] == row["party"] else row["pool"],
            currency=row["currency"],
            swing=row["swing"],
            state=state,
            state_since=now,
        )
        for row in new
    )
    write_history(Party, [row["party"] for row in new], "+", actor, now)
    return dict(Party.objects.values_list("code", "id"))
