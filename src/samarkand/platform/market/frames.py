"""Tables of the database as frames of the book's schema: one query a table, no object a row."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db.models import Case, F, QuerySet, When

from samarkand.book.schema import FAILURES, LANES, LISTED, PARTIES, QUOTAS, RESTRICTIONS, Table
from samarkand.platform.market.models import Failure, Lane, ListedValue, Quota, Restriction
from samarkand.platform.market.sides import Side
from samarkand.platform.parties.models import Party

_PLACE = Case(When(place="", then=F("party__country")), default=F("place"))
_POOL = Case(When(pool="", then=F("code")), default=F("pool"))


def open_rows(side: Side, rows: QuerySet[Any]) -> pl.DataFrame:
    """Return what is open of offers or wants in the schema's columns, the first posted first.

    A blank place is the country of the party.
    """
    fields = side.fields | {"party": "party__code", "quantity": "open_quantity", "place": "settled_place"}
    settled = rows.annotate(settled_place=_PLACE).order_by("id")
    return _frame(side.table.frame_schema(), settled.values_list(*fields.values()))


def rows_as_posted(side: Side, rows: QuerySet[Any]) -> pl.DataFrame:
    """Return offers or wants with their whole quantity, and what is open of it and the state beside."""
    fields = side.fields | {"party": "party__code", "place": "settled_place"}
    settled = rows.annotate(settled_place=_PLACE).order_by("id")
    schema = side.table.frame_schema() | {"open_quantity": pl.Int64(), "state": pl.String()}
    return _frame(schema, settled.values_list(*fields.values(), "open_quantity", "state"))


def parties_frame(parties: QuerySet[Party]) -> pl.DataFrame:
    """Return parties in the schema's columns, by code; a party without a pool is a pool of its own."""
    settled = parties.annotate(settled_pool=_POOL).order_by("code")
    return _frame(
        PARTIES.frame_schema(),
        settled.values_list("code", "name", "country", "settled_pool", "swing", "currency"),
    )


FURNISHED: Mapping[str, tuple[Table, type[Any], Mapping[str, str]]] = {
    "lanes": (LANES, Lane, {"from": "from_place", "to": "to_place"}),
    "listed": (LISTED, ListedValue, {}),
    "quotas": (QUOTAS, Quota, {"from": "from_country", "to": "to_country"}),
    "restrictions": (RESTRICTIONS, Restriction, {"from": "from_country", "to": "to_country"}),
    "failures": (FAILURES, Failure, {}),
}
"""The tables that the operator keeps: of the schema, of the database, and fields named otherwise."""


def furnished_frame(name: str, rows: QuerySet[Any] | None = None) -> pl.DataFrame:
    """Return a table that the operator keeps in the schema's columns: all of it, or the rows given."""
    table, model, otherwise = FURNISHED[name]
    fields = [otherwise.get(column.name, column.name) for column in table.columns]
    chosen = model.objects.all() if rows is None else rows
    return _frame(table.frame_schema(), chosen.order_by("id").values_list(*fields))


def _frame(schema: Mapping[str, pl.DataType], rows: QuerySet[Any, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")
