"""The two sides of the book: a table of the schema, and the columns of the database that hold it."""

from dataclasses import dataclass, field
from typing import Any

from samarkand.book.schema import OFFERS, WANTS, Table
from samarkand.platform.market.models import BookRow, Offer, Want

_FIELDS = {"from": "first_day", "until": "last_day"}


@dataclass(frozen=True, slots=True)
class Side:
    """Offers or wants: the schema's table, the model, what people call a row of it.

    ``fields`` has the model's field for each column of the schema, in its order.
    """

    table: Table
    model: type[Any]
    name: str
    fields: dict[str, str] = field(compare=False)  # said by the table already

    def __str__(self) -> str:
        return self.name


def _field(table: Table, column: str) -> str:
    return "code" if column == table.key else _FIELDS.get(column, column)


def _fields(table: Table) -> dict[str, str]:
    return {column.name: _field(table, column.name) for column in table.columns}


OFFER = Side(OFFERS, Offer, "offer", _fields(OFFERS))
WANT = Side(WANTS, Want, "want", _fields(WANTS))
SIDES = (OFFER, WANT)


def side_of(row: BookRow) -> Side:
    """Return the side a row stands on."""
    return OFFER if isinstance(row, Offer) else WANT
