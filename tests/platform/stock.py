"""Puts a book of the cast into the tables of the house, every party verified and every row open."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from samarkand.book.book import Book
from samarkand.platform.market.frames import FURNISHED
from samarkand.platform.market.models import Offer, Want
from samarkand.platform.market.sides import OFFER, WANT, Side
from samarkand.platform.parties.models import Party, PartyState
from tests.platform.conftest import NOW


def stock(book: Book) -> None:
    """Write every table of a book."""
    for row in book.parties.iter_rows(named=True):
        pool = "" if row["pool"] == row["party"] else row["pool"]
        Party.objects.create(
            **{key: row[key] for key in ("name", "country", "swing", "currency")},
            code=row["party"],
            pool=pool,
            state=PartyState.VERIFIED,
            state_since=NOW,
        )
    ids = dict(Party.objects.values_list("code", "id"))
    Offer.objects.bulk_create(Offer(**cells) for cells in _rows(OFFER, book.offers, ids))
    Want.objects.bulk_create(Want(**cells) for cells in _rows(WANT, book.wants, ids))
    for table, model, otherwise in FURNISHED.values():
        frame = book.tables()[table.name]
        if frame is not None:
            model.objects.bulk_create(
                model(**{otherwise.get(key, key): cell for key, cell in row.items()})
                for row in frame.iter_rows(named=True)
            )


def _rows(side: Side, frame: pl.DataFrame, ids: dict[str, int]) -> Iterator[dict[str, Any]]:
    for row in frame.iter_rows(named=True):
        cells = {side.fields[key]: cell for key, cell in row.items() if key != "party"}
        yield cells | {
            "party_id": ids[row["party"]],
            "open_quantity": row["quantity"],
            "posted_at": NOW,
            "changed_at": NOW,
        }
