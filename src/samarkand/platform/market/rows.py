"""Offers and wants in the hands of their parties: posted, amended, withdrawn, and how they came to be so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from samarkand.core.finding import Finding, Refusal
from samarkand.core.scale import QUANTITY_DECIMALS, to_text
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.catalogue import finding as house_finding
from samarkand.platform.house.permissions import NotPermittedError, require
from samarkand.platform.market.catalogue import finding
from samarkand.platform.market.cells import Cells, cells_of, raw_table
from samarkand.platform.market.entering import check_rows, still_fits
from samarkand.platform.market.models import BookRow, RowState
from samarkand.platform.market.permissions import CHANGE, POST, visible_rows
from samarkand.platform.market.sides import Side, side_of
from samarkand.platform.market.writing import write_rows
from samarkand.platform.parties.changing import keep, locked


@dataclass(frozen=True, slots=True)
class Posted:
    """The codes of rows that went into the book, and what was found that stops nothing."""

    codes: tuple[str, ...]
    warnings: tuple[Finding, ...]


def post(actor: Actor, side: Side, rows: Sequence[Cells], now: datetime) -> Posted:
    """Post offers or wants, all or none, and return their codes.

    Cells are named as in the schema; numbers are whole at their column's scale, or text in whole units.
    Raises NotPermittedError, and Refusal with every finding of the engine and of the house.
    """
    require(actor, POST)
    raw = raw_table(side.table, rows)
    # Before the database transaction: on SQLite one writes at a time.
    checked = check_rows(actor, {side: raw}, now)
    with transaction.atomic():
        if not still_fits(actor, checked, [raw]):
            checked = check_rows(actor, {side: raw}, now)
        frame = checked.frames[side]
        write_rows(side, frame, checked.parties, actor, now)
    return Posted(tuple(frame[side.table.key]), _worth_saying(checked.warnings))


def _worth_saying(warnings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Leave out what is true of a few rows but not of the book they go into: a bundle grows row by row."""
    return tuple(one for one in warnings if one.code not in {"bundle_of_one", "rows_none"})


@transaction.atomic
def amend(actor: Actor, row: BookRow, changes: Cells, version: int | None, now: datetime) -> BookRow:
    """Change an open row and return it; ``version`` is the one the change was made for, None any.

    What deals have taken stays taken: the quantity cannot fall below it, and goods and unit stay.
    Raises NotPermittedError, and Refusal: ``version_stale``, ``state_wrong``, ``row_frozen``,
    ``row_partly_taken``, ``column_fixed``, and what `post` finds.
    """
    kept = _changeable(actor, row, version, "amended")
    side = side_of(kept)
    before = cells_of(kept)
    fixed = [name for name in (side.table.key, "party") if changes.get(name, before[name]) != before[name]]
    if fixed:
        raise Refusal(*(_fixed(kept, name) for name in fixed))
    raw = raw_table(side.table, [{**before, **changes}])
    checked = check_rows(actor, {side: raw}, now, renews=kept.code)
    cells = checked.frames[side].row(0, named=True)
    _require_room(kept, cells)
    kept.open_quantity += cells["quantity"] - kept.quantity
    for name, field in side.fields.items():
        if name != "party":
            setattr(kept, field, cells[name])
    kept.changed_at = now
    keep(kept, actor, now)
    return kept


def _fixed(row: BookRow, column: str) -> Finding:
    return finding("column_fixed", f"The {column} of {row.code} stays.", column=column)


def _require_room(row: BookRow, cells: Mapping[str, Any]) -> None:
    """Raise Refusal where a change contradicts what deals have taken of the row."""
    taken = row.quantity - row.open_quantity
    if not taken:
        return
    said = f"{to_text(taken, QUANTITY_DECIMALS)} {row.unit} of {row.code} is taken"
    found = [
        finding(
            "row_partly_taken",
            f"{said}: its {name} stays {getattr(row, name)}.",
            column=name,
            value=cells[name],
        )
        for name in ("hs", "unit")
        if cells[name] != getattr(row, name)
    ]
    if cells["quantity"] <= taken:
        asked = to_text(cells["quantity"], QUANTITY_DECIMALS)
        message = f"{said}: the quantity cannot become {asked}."
        found.append(finding("row_partly_taken", message, column="quantity", value=asked))
    if found:
        raise Refusal(*found)


@transaction.atomic
def withdraw(actor: Actor, row: BookRow, version: int | None, now: datetime) -> BookRow:
    """Take what is open of a row out of the book and return the row; what deals took they keep.

    Raises NotPermittedError, and Refusal: ``version_stale``, ``state_wrong``, ``row_frozen``.
    """
    kept = _changeable(actor, row, version, "withdrawn")
    kept.state, kept.changed_at = RowState.WITHDRAWN, now
    keep(kept, actor, now)
    return kept


def _changeable(actor: Actor, row: BookRow, version: int | None, becomes: str) -> BookRow:
    """Return the row, locked, if the actor may change it and it can be changed now."""
    require(actor, CHANGE, row.party.code)
    kept = locked(row, version)
    if kept.state != RowState.OPEN:
        message = f"{side_of(kept)} {kept} is {kept.state}: it cannot be {becomes}."
        raise Refusal(house_finding("state_wrong", message, column="state", value=kept.state))
    if kept.frozen_in:
        message = f"{side_of(kept)} {kept} is frozen in round {kept.frozen_in}: it cannot be {becomes}."
        raise Refusal(finding("row_frozen", message, column="frozen_in", value=kept.frozen_in))
    return kept


def history_of(actor: Actor, row: BookRow) -> QuerySet[Any]:
    """Return the versions of a row, the newest first, each as the row stood from its ``history_date`` on.

    Raises NotPermittedError for those who may not see the row itself.
    """
    if not visible_rows(actor, side_of(row)).filter(pk=row.pk).exists():
        raise NotPermittedError(f"{actor.described} may not see {row}")
    versions: QuerySet[Any] = side_of(row).model.history.filter(id=row.pk)
    return versions.select_related("history_user").order_by("-history_id")
