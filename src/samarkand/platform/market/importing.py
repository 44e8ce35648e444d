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

from samarkand.book.names import normal_name, plain
from samarkand.book.raw import RawTable
from samarkand.book.reading import read_tables
from samarkand.core.finding import Finding, Refusal
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.market.catalogue import finding
from samarkand.platform.market.entering import check_rows
from samarkand.platform.market.formulas import unguarded
from samarkand.platform.market.frames import FURNISHED
from samarkand.platform.market.furnishing import replace_table
from samarkand.platform.market.permissions import POST
from samarkand.platform.market.registering import register
from samarkand.platform.market.sides import SIDES
from samarkand.platform.market.uploads import Upload, lay_out
from samarkand.platform.market.writing import write_rows

_SIDES = frozenset(side.table for side in SIDES)

MOST_ROWS = 1_000_000
"""Rows of one table that one import may bring."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows of each table came in, and what was found that stops nothing."""

    rows: Mapping[str, int]
    warnings: tuple[Finding, ...]


def import_book(actor: Actor, path: Path, now: datetime, *, verified: bool = False) -> Imported:
    """Bring in the book at a path, a folder of tables or a workbook, and return what came.

    ``verified``: parties that are new are verified at once, which only the operator may ask. Raises
    NotPermittedError, and Refusal with every finding of the engine and of the house; nothing is kept then.
    """
    require(actor, POST)
    raws, found = _read(actor, path)  # before the database transaction: on SQLite one writes at a time
    with transaction.atomic():
        return _brought_in(actor, raws, found, now, verified=verified)


def _brought_in(
    actor: Actor, raws: Sequence[RawTable], found: Sequence[Finding], now: datetime, *, verified: bool
) -> Imported:
    sides = {side: raw for side in SIDES for raw in raws if raw.table == side.table}
    beside = [raw for raw in raws if raw.table not in _SIDES]
    checked = check_rows(actor, sides, now, found, beside=beside)
    ids = checked.parties | register(actor, checked.book.parties, now, verified=verified)
    for side, frame in checked.frames.items():
        write_rows(side, frame, ids, actor, now)
    for raw in beside:
        if raw.table.name in FURNISHED:
            replace_table(raw.table.name, checked.book.tables()[raw.table.name])
    return Imported({raw.table.name: raw.frame.height for raw in raws}, checked.warnings)


def import_uploads(actor: Actor, uploads: Sequence[Upload], now: datetime) -> Imported:
    """Bring in files as they came over the wire, as `import_book` does; raises what `lay_out` does, too."""
    require(actor, POST)
    with TemporaryDirectory(prefix="samarkand-upload-") as folder:
        return import_book(actor, lay_out(uploads, Path(folder)), now)


def _read(actor: Actor, path: Path) -> tuple[list[RawTable], list[Finding]]:
    """Return the tables that the actor may bring in, and what was found while they were read."""
    raws, found = read_tables(path)
    floods = [raw for raw in raws if raw.frame.height > MOST_ROWS]
    if floods:
        raise Refusal(*map(_flood, floods))
    raws = [_as_meant(raw) for raw in raws]
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
    return replace(
        raw, frame=raw.frame.with_columns(pl.when(is_blank).then(pl.lit(party)).otherwise(said).alias(header))
    )


def _flood(raw: RawTable) -> Finding:
    message = f"{raw.table.name} has {raw.frame.height:,} rows; {MOST_ROWS:,} come in at once."
    return finding("upload_too_large", message, file=raw.file)


def _not_yours(raw: RawTable) -> Finding:
    return finding("table_not_yours", f"{raw.table.name} is kept by the operator.", file=raw.file)


def _as_meant(raw: RawTable) -> RawTable:
    """Return a table with its text as it was before the house guarded it for spreadsheets."""
    return replace(raw, frame=unguarded(raw.frame)) if raw.file.lower().endswith((".csv", ".tsv")) else raw
