"""A book from Polars frames: the shape for programs."""

from collections.abc import Mapping

import polars as pl

from samarkand.book.raw import RawTable
from samarkand.book.schema import TABLES
from samarkand.book.validate import Reading, validate


def book_from_frames(  # noqa: PLR0913 an argument for each table
    *,
    parties: pl.DataFrame,
    offers: pl.DataFrame,
    wants: pl.DataFrame,
    lanes: pl.DataFrame | None = None,
    listed: pl.DataFrame | None = None,
    quotas: pl.DataFrame | None = None,
    restrictions: pl.DataFrame | None = None,
    failures: pl.DataFrame | None = None,
    name: str = "book",
) -> Reading:
    """Return the book these frames hold, or what is wrong with them.

    The columns are those of `schema.TABLES` (docs/reference/book.md), in any order, optional ones
    left out at will. Quantities, prices and values are in whole units and money (20000 is 20,000 t),
    as integers, decimals, floats or text; dates as dates or year-month-day; codes as text. A float
    may differ from its scale by a billionth of itself, no more. Findings call a frame by its table's
    name and count its rows from 1.
    """
    given: Mapping[str, pl.DataFrame | None] = {
        "parties": parties,
        "offers": offers,
        "wants": wants,
        "lanes": lanes,
        "listed": listed,
        "quotas": quotas,
        "restrictions": restrictions,
        "failures": failures,
    }
    raws = [
        RawTable(TABLES[table], table, frame, first_line=1)
        for table, frame in given.items()
        if frame is not None
    ]
    return validate(raws, name)
