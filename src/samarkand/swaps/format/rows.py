"""Which written lists take part in a trade, and the row of each item and dummy among them."""

from collections.abc import Iterator

import polars as pl

from samarkand.swaps.format.file import Written
from samarkand.swaps.format.findings import Findings
from samarkand.swaps.format.line import WrittenList
from samarkand.swaps.want_lists import ITEMS

_LIMIT = "LIMIT"


class Rows:
    """The lists that take part, row by row."""

    def __init__(self, written: Written, findings: Findings) -> None:
        """Keep the lists that can take part; what is left out goes to ``findings``."""
        self._options = written.options
        self._official = written.official
        self._findings = findings
        self._items: dict[str, int] = {}
        self._dummies: dict[tuple[str, str], int] = {}
        self._lists: list[WrittenList] = []
        self._traders: list[str] = []
        for one in written.lists:
            self._take(one)

    def __iter__(self) -> Iterator[tuple[int, WrittenList]]:
        """Go through the rows and their lists."""
        return enumerate(self._lists)

    def find(self, row: int, word: str) -> int | None:
        """Return the row of what the list of ``row`` wants: an item, or a dummy of the same trader."""
        found = self._items.get(word)
        return self._dummies.get((self._traders[row], word)) if found is None else found

    def is_own(self, row: int, other: int) -> bool:
        """Tell whether the list of ``row`` may not want ``other``: itself, or its trader's own real item."""
        if row == other:
            return True
        trader = self._traders[row]
        return trader != "" and self._traders[other] == trader and not self.is_dummy(other)

    def is_dummy(self, row: int) -> bool:
        """Tell whether a row is a dummy's."""
        return self._lists[row].item.startswith("%")

    def without_list(self) -> list[str]:
        """Return the official items for which no list takes part."""
        return [item for item in self._official or () if item not in self._items]

    def frame(self) -> pl.DataFrame:
        """Return the frame of items; a trader is written as he stands first in the file."""
        spelling: dict[str, str] = {}
        traders = [
            spelling.setdefault(trader, one.trader)
            for trader, one in zip(self._traders, self._lists, strict=True)
        ]
        official = self._official or {}
        rows = [
            (
                f"{one.item} ({trader})" if self.is_dummy(row) else one.item,
                official.get(one.item, ""),
                trader,
                self.is_dummy(row),
                one.line,
            )
            for (row, one), trader in zip(self, traders, strict=True)
        ]
        return pl.DataFrame(rows, schema=ITEMS, orient="row")

    def _take(self, one: WrittenList) -> None:
        trader = one.trader if self._options.case_sensitive else one.trader.upper()
        why_not = self._why_not(one, trader)
        if why_not is not None:
            code, message = why_not
            self._findings.add(code, message, one.line, one.item)
            return
        if one.item.startswith("%"):
            self._dummies[trader, one.item] = len(self._lists)
        else:
            self._items[one.item] = len(self._lists)
        self._lists.append(one)
        self._traders.append(trader)

    def _why_not(self, one: WrittenList, trader: str) -> tuple[str, str] | None:
        """Return the code and the message of why a list takes no part; None where it does."""
        if one.item.startswith("$"):
            return "cash_left_out", f"{_who(one)} offers cash, {one.item}: the line is left out."
        if one.item.upper() == _LIMIT and (not one.wants or one.wants[0].startswith("$")):
            return "cash_left_out", f"{_who(one)} limits the cash spent: the line is left out."
        if one.item.startswith("%"):
            return self._why_no_dummy(one, trader)
        if self._official is not None and one.item not in self._official:
            return "list_not_official", f"{one.item} is no official item: its list is left out."
        if one.item in self._items:
            return "list_twice", f"{one.item} has a list above: this one is left out."
        return None

    def _why_no_dummy(self, one: WrittenList, trader: str) -> tuple[str, str] | None:
        if not trader:
            return "dummy_refused", f"The list of the dummy {one.item} names no trader."
        if not self._options.allow_dummies:
            return "dummy_refused", f"{one.item} is a dummy, and the file does not say ALLOW-DUMMIES."
        if (trader, one.item) in self._dummies:
            return "list_twice", f"{one.trader} has a list for {one.item} above: this one is left out."
        return None


def _who(one: WrittenList) -> str:
    return one.trader or "Somebody"
