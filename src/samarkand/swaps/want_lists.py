"""Want lists: for each item, the items its trader would take for it."""

import hashlib
from dataclasses import dataclass
from typing import Literal

import polars as pl

from samarkand.book.digest import digest_of

Priorities = Literal["none", "linear", "triangle", "square", "explicit"]

ITEMS: dict[str, pl.DataType] = {
    "item": pl.String(),
    "name": pl.String(),
    "trader": pl.String(),
    "is_dummy": pl.Boolean(),
    "line": pl.Int64(),
}
"""The columns of the items."""

WANTS: dict[str, pl.DataType] = {
    "item": pl.Int64(),
    "wanted": pl.Int64(),
    "rank": pl.Int64(),
    "cost": pl.Int64(),
}
"""The columns of the wants."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options a file of want lists states, as TradeMaximizer 1.3 reads them.

    ``others`` are options that change nothing here: what TradeMaximizer prints, and how it searches.
    """

    case_sensitive: bool = False
    require_colons: bool = False
    require_usernames: bool = False
    allow_dummies: bool = False
    priorities: Priorities = "none"
    small_step: int = 1
    big_step: int = 9
    nontrade_cost: int = 1_000_000_000
    metric: str = ""
    iterations: int = 1
    seed: int | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WantLists:
    """Want lists that take part in a trade.

    ``items`` has a row for each list, real items and dummies alike, in file order: item, name (the
    official one, or blank), trader (blank where the file names none), is_dummy, line. A dummy is
    written ``%NAME (trader)``, so that no item stands twice.

    ``wants`` has a row for each want, in file order: item and wanted are row numbers in ``items``; rank
    counts from 1 as the file's steps say; cost is what that rank costs by the file's priorities, 1 without
    them. With priorities a dummy's own wants cost nothing. No list wants itself, and no trader his own
    real items.
    """

    items: pl.DataFrame
    wants: pl.DataFrame
    options: Options = Options()
    name: str = "wants"

    def digest(self) -> str:
        """Return the SHA-256 of what is traded: items and wants, wherever they stood in the file."""
        parts = digest_of(self.items.drop("line")) + digest_of(self.wants)
        return hashlib.sha256(parts.encode()).hexdigest()
