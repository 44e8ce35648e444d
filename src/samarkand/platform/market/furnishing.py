"""The tables that the operator keeps: lanes, listed values, quotas, restrictions, failures; whole each time.

What they hold is an agreement's or a law's, so a table is replaced as a whole and never half.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from samarkand.book.raw import RawTable
from samarkand.book.validate import validate
from samarkand.core.finding import Finding, Refusal, errors
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require
from samarkand.platform.market.cells import Cells, raw_table
from samarkand.platform.market.frames import FURNISHED
from samarkand.platform.market.permissions import FURNISH
from samarkand.platform.market.registering import with_register
from samarkand.platform.market.sides import SIDES
from samarkand.platform.parties.models import Party


def furnish(actor: Actor, name: str, rows: Sequence[Cells]) -> tuple[Finding, ...]:
    """Put these rows in the place of a table's; return what was found that stops nothing.

    ``name`` is one of `FURNISHED`; cells are named as in the schema, numbers whole at their scale.
    Raises NotPermittedError, and Refusal with the engine's findings.
    """
    require(actor, FURNISH, name)
    raw = raw_table(FURNISHED[name][0], rows)
    found, frame = _checked(raw)  # before the database transaction: on SQLite one writes at a time
    with transaction.atomic():
        replace_table(name, frame)
    return found


@transaction.atomic
def add_row(actor: Actor, name: str, cells: Cells) -> None:
    """Put one more row into a table; raises as `furnish` does, also for what it is next to the others."""
    require(actor, FURNISH, name)
    _take_turns(name)
    furnish(actor, name, [*_rows_there_are(name), cells])


@transaction.atomic
def remove_row(actor: Actor, row: Model) -> None:
    """Take one row out of its table; the others stand without it. Raises NotPermittedError."""
    name = next(name for name, (_, model, _) in FURNISHED.items() if isinstance(row, model))
    require(actor, FURNISH, name)
    _take_turns(name)
    type(row)._default_manager.filter(pk=row.pk).delete()  # noqa: SLF001 (documented)


def _rows_there_are(name: str) -> list[Cells]:
    table, model, otherwise = FURNISHED[name]
    names = {column.name: otherwise.get(column.name, column.name) for column in table.columns}
    rows = model.objects.order_by("id")
    return [{column: getattr(row, field) for column, field in names.items()} for row in rows]


def _checked(raw: RawTable) -> tuple[tuple[Finding, ...], pl.DataFrame | None]:
    parties = with_register(None, list(Party.objects.all()))
    absent = [raw_table(side.table, []) for side in SIDES]
    reading = validate([parties, *absent, raw], "book")
    found = tuple(one for one in reading.findings if one.file == raw.file)
    if errors(found) or reading.book is None:
        raise Refusal(*found)
    return found, reading.book.tables()[raw.table.name]


def replace_table(name: str, frame: pl.DataFrame | None) -> None:
    """Put the rows of a checked frame in the place of a table's; none of them where it is None.

    Belongs in a database transaction; of two at once one follows the other.
    """
    _, model, otherwise = FURNISHED[name]
    _take_turns(name)
    model.objects.all().delete()
    if frame is not None:
        renamed = frame.rename({old: new for old, new in otherwise.items() if old in frame.columns})
        model.objects.bulk_create((model(**row) for row in renamed.iter_rows(named=True)), batch_size=2_000)


def _take_turns(name: str) -> None:
    """Wait for whoever replaces the same table now: the rows it adds could not be seen to be removed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"market {name}"])


def visible_table(actor: Actor, name: str) -> QuerySet[Any]:
    """Return the rows of such a table the actor may see.

    Lanes, lists and quotas everybody in the house may read. A restriction or a failure that names a party
    is nobody's but that party's, and theirs who see all.
    """
    rows: QuerySet[Any] = FURNISHED[name][1].objects.order_by("id")
    if actor.sees_all or name not in _NAMING_PARTIES:
        return rows
    return rows.filter(party__in=("", actor.party))


_NAMING_PARTIES = ("restrictions", "failures")
