"""Frames of checked rows written into the book at once, with their history."""

from collections.abc import Mapping
from datetime import datetime

import polars as pl
from django.db import IntegrityError, transaction

from samarkand.core.finding import Refusal
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.many_rows import insert_frame, kept_moment
from samarkand.platform.market.catalogue import finding
from samarkand.platform.market.models import RowState
from samarkand.platform.market.sides import Side
from samarkand.platform.parties.history import write_history

_NONE_OF_A_FRAME = {"state": RowState.OPEN.value, "frozen_in": "", "version": 1}


def write_rows(
    side: Side, frame: pl.DataFrame, parties: Mapping[str, int], actor: Actor, now: datetime
) -> None:
    """Post every row of a frame in the schema's columns; ``parties`` gives their ids by code.

    Belongs in a database transaction. Raises Refusal (``code_taken``) where somebody posted a row of
    the same code since they were checked.
    """
    rows = _rows(side, frame, parties, now)
    table = side.model._meta.db_table  # noqa: SLF001 (Django's documented name)
    try:
        with transaction.atomic():
            insert_frame(table, rows)
    except IntegrityError:
        raise Refusal(finding("code_taken", f"A {side} of the same code came in at this moment.")) from None
    write_history(side.model, frame[side.table.key].to_list(), "+", actor, now)


def _rows(side: Side, frame: pl.DataFrame, parties: Mapping[str, int], now: datetime) -> pl.DataFrame:
    """Return the rows in the columns of the database."""
    ids = frame["party"].replace_strict(dict(parties), return_dtype=pl.Int64)
    of_schema = {field: frame[column] for column, field in side.fields.items() if column != "party"}
    at = kept_moment(now)
    return pl.DataFrame(of_schema | {"party_id": ids, "open_quantity": frame["quantity"]}).with_columns(
        **{column: pl.lit(cell) for column, cell in _NONE_OF_A_FRAME.items()},
        posted_at=pl.lit(str(at)),
        changed_at=pl.lit(str(at)),
    )
