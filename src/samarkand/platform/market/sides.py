"""The two sides of the book: a table of the schema, and the columns of the database that hold it."""

from dataclasses import dataclass
from typing import Any

from samarkand.book.schema import OFFERS, WANTS, Table
from samarkand.platform.market.models import BookRow, Offer, Want

_FIELDS = {"from": "first_day", "until": "last_day"}


@dataclass(frozen=True, slots=True)
class Side:
    """Offers or wants: the schema's table, the model, and what people call a row of it."""

    table: Table
    model: type[Any]
    name: str

    def field(self, column: str) -> str:
        """Return the model's field that holds a column of the schema."""
        return "code" if column == self.table.key else _FIELDS.get(column, column)

    @property
    def fields(self) -> dict[str, str]:
        """Return the model's field for each column of the schema, in its order."""
        return {column.name: self.field(column.name) for column in self.table.columns}

    def __str__(self) -> str:
        return self.name


OFFER = Side(OFFERS, Offer, "offer")
WANT = Side(WANTS, Want, "want")
SIDES = (OFFER, WANT)


def side_of(row: BookRow) -> Side:
    """Return the side a row stands on."""
    return OFFER if isinstance(row, Offer) else WANT
