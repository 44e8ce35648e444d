"""A validated book: a handful of Polars frames whose every cell is known to be good."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from samarkand.book.digest import digest_of
from samarkand.book.schema import TABLES


@dataclass(frozen=True, slots=True)
class Book:
    """The tables of one round, as `schema.TABLES` declares them.

    Blank pools hold the party itself and blank places the party's country. Quantities count
    thousandths of their unit, prices millionths of the pool's money, values hundredths and
    listed values hundred-millionths of the unit of account, probabilities millionths
    (`core.scale`). ``lanes`` and ``listed`` are None where the book has no such table; the others
    may be empty.
    """

    parties: pl.DataFrame
    offers: pl.DataFrame
    wants: pl.DataFrame
    lanes: pl.DataFrame | None
    listed: pl.DataFrame | None
    quotas: pl.DataFrame
    restrictions: pl.DataFrame
    failures: pl.DataFrame
    name: str = "book"

    def tables(self) -> Mapping[str, pl.DataFrame | None]:
        """Return the tables by name, in the order of the schema."""
        return {name: getattr(self, name) for name in TABLES}

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of each table's content; the same for every shape it came from."""
        return {name: digest_of(frame) for name, frame in self.tables().items() if frame is not None}
