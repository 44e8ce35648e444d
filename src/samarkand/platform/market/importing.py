"""Whole files of offers and wants, as the command reads them, into the live book: all of it or nothing.

A trader brings offers and wants of its party. The operator may bring a whole book: parties the house does
not know yet are registered, and the tables that the operator keeps take the place of those there were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from django.db import transaction

from samarkand.book.limits import Room
from samarkand.book.names import normal_name, plain
from samarkand.book.raw import RawTable
from samarkand.book.reading import read_tables
from samarkand.core.finding import Finding, Refusal
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.market.catalogue import finding
from samarkand.platform.market.entering import Checked, check_rows, still_fits
from samarkand.platform.market.frames import FURNISHED
from samarkand.platform.market.furnishing import replace_table
from samarkand.platform.market.permissions import POST
from samarkand.platform.market.registering import register
from samarkand.platform.market.sides import SIDES, Side
from samarkand.platform.market.uploads import Upload, largest_unpacked, lay_out
from samarkand.platform.market.writing import write_rows

_SIDES = frozenset(side.table for side in SIDES)

MOST_ROWS = 1_000_000
"""Rows of one table that one import may bring."""

_FLOODS = frozenset({"file_too_large", "line_too_long", "cell_too_long", "workbook_too_large"})
"""Findings after which nothing more is looked at."""

_MOST_CELLS = 30 * MOST_ROWS
"""Cells of one table: the widest of a book has fewer columns."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows of each table came in, and what was found that stops nothing."""

    rows: Mapping[str, int]
    warnings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """Files that were read and checked and wait to be brought in: all but the last look at the house."""

    raws: tuple[RawTable, ...]
    found: tuple[Finding, ...]
    checked: Checked


def import_book(actor: Actor, path: Path, now: datetime, *, verified: bool = False) -> Imported:
    """Bring in the book at a path, a folder of tables or a workbook, and return what came.

    ``verified``: parties that are new are verified at once, which only the operator may ask. Raises
    NotPermittedError, and Refusal with every finding of the engine and of the house; nothing is kept then.
    """
    return bring_in(actor, read_book(actor, path, now), now, verified=verified)


def read_book(actor: Actor, path: Path, now: datetime) -> Read:
    """Return the book at a path, read and checked; nothing is written, so nobody has to wait meanwhile.

    Raises as `import_book` does.
    """
    require(actor, POST)
    raws, found = _read(actor, path)
    return Read(tuple(raws), tuple(found), _checked(actor, raws, found, now))


def read_uploads(actor: Actor, uploads: Sequence[Upload], now: datetime) -> Read:
    """Return files as they came over the wire, as `read_book` does; raises what `lay_out` does, too."""
    require(actor, POST)
    with TemporaryDirectory(prefix="samarkand-upload-") as folder:
        return read_book(actor, lay_out(uploads, Path(folder)), now)


@transaction.atomic
def bring_in(actor: Actor, read: Read, now: datetime, *, verified: bool = False) -> Imported:
    """Write what was read, all of it or nothing, and return what came.

    The house may have changed since it was checked: where that matters, it is checked anew. Raises as
    `import_book` does.
    """
    require(actor, POST)
    checked, raws = read.checked, read.raws
    if not still_fits(actor, checked, raws):
        checked = _checked(actor, raws, read.found, now)
    ids = checked.parties | register(actor, checked.book.parties, now, verified=verified)
    for side, frame in checked.frames.items():
        write_rows(side, frame, ids, actor, now)
    for raw in raws:
        if raw.table.name in FURNISHED:
            replace_table(raw.table.name, checked.book.tables()[raw.table.name])
    return Imported({raw.table.name: raw.frame.height for raw in raws}, checked.warnings)


def import_uploads(actor: Actor, uploads: Sequence[Upload], now: datetime) -> Imported:
    """Bring in files as they came over the wire, as `import_book` does; raises what `lay_out` does, too."""
    return bring_in(actor, read_uploads(actor, uploads, now), now)


def _sides(raws: Sequence[RawTable]) -> dict[Side, RawTable]:
    return {side: raw for side in SIDES for raw in raws if raw.table == side.table}


def _checked(actor: Actor, raws: Sequence[RawTable], found: Sequence[Finding], now: datetime) -> Checked:
    beside = [raw for raw in raws if raw.table not in _SIDES]
    return check_rows(actor, _sides(raws), now, found, beside=beside)


def _read(actor: Actor, path: Path) -> tuple[list[RawTable], list[Finding]]:
    """Return the tables that the actor may bring in, and what was found while they were read."""
    raws, found = read_tables(path, Room(MOST_ROWS, _MOST_CELLS, largest_unpacked()))
    if floods := [one for one in found if one.code in _FLOODS]:
        raise Refusal(*floods)
    if actor.is_operator:
        return raws, found
    own = [raw for raw in raws if raw.table in _SIDES]
    if not own:
        found.append(finding("upload_none", f"{path.name} holds neither offers nor wants."))
    own = [_of_party(raw, actor.party) for raw in own]
    return own, [*found, *(_not_yours(raw) for raw in raws if raw.table not in _SIDES)]


def _of_party(raw: RawTable, party: str) -> RawTable:
    """Return a trader's table with its party on every line that leaves it blank, as in a row sent alone."""
    named = {normal_name(plain(header)): header for header in raw.frame.columns}
    header = named.get("party", "party")
    if header not in raw.frame.columns:
        return replace(raw, frame=raw.frame.with_columns(pl.lit(party).alias(header)))
    said = pl.col(header).cast(pl.String)
    is_blank = said.str.strip_chars().fill_null("") == ""
    filled = pl.when(is_blank).then(pl.lit(party)).otherwise(said).alias(header)
    return replace(raw, frame=raw.frame.with_columns(filled))


def _not_yours(raw: RawTable) -> Finding:
    return finding("table_not_yours", f"{raw.table.name} is kept by the operator.", file=raw.file)
