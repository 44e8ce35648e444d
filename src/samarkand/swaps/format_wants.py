"""From written lists to the rows that trade: which lists take part, and which of their wants can be met."""

import re
from array import array
from collections.abc import Callable
from itertools import islice

import numpy as np
import polars as pl

from samarkand.swaps.format_file import Written
from samarkand.swaps.format_findings import Findings
from samarkand.swaps.format_line import WrittenList
from samarkand.swaps.want_lists import ITEMS, WANTS, Options, Priorities, WantLists

Cost = Callable[[int], int]

_COSTS: dict[Priorities, Cost] = {
    "none": lambda _rank: 1,
    "linear": lambda rank: rank,
    "triangle": lambda rank: rank * (rank + 1) // 2,
    "square": lambda rank: rank * rank,
    "explicit": lambda rank: rank,
}
"""What a want of a rank costs, by the file's priorities (TradeMaximizer 1.3)."""

_LARGEST_COST = 10**12
"""Costs of a million wants still add up in 64 bits."""

_EXPLICIT = re.compile(r"([^=]+)=([0-9]{1,15})")
_SHOWN = 3
_LIMIT = "LIMIT"


def lists_of(written: Written, name: str, findings: Findings) -> WantLists:
    """Return the lists that take part and their wants; what is left out goes to ``findings``."""
    joiner = _Joiner(written, findings)
    taking_part = [one for one in written.lists if joiner.takes_part(one)]
    for row, one in enumerate(taking_part):
        joiner.read_wants(row, one)
    joiner.report_missing()
    return WantLists(joiner.items(taking_part), joiner.wants(), written.options, name)


class _Joiner:
    """Rows by item, and the wants found so far as columns of numbers."""

    def __init__(self, written: Written, findings: Findings) -> None:
        self._options: Options = written.options
        self._official = written.official
        self._findings = findings
        self._rows: dict[str, int] = {}
        self._dummies: dict[tuple[str, str], int] = {}
        self._traders: list[str] = []
        self._spelling: dict[str, str] = {}
        self._columns = {column: array("q") for column in WANTS}
        self._unknown: dict[str, list[int]] = {}
        self._cost = _COSTS[self._options.priorities]
        self._hides_repeats = "HIDE-REPEATS" in self._options.others

    def takes_part(self, one: WrittenList) -> bool:
        """Tell whether a list takes part, and give its item a row if so."""
        code, message = self._why_not(one)
        if code:
            self._findings.add(code, message, one.line, one.item)
            return False
        trader = self._fold(one.trader)
        self._spelling.setdefault(trader, one.trader)
        if one.item.startswith("%"):
            self._dummies[trader, one.item] = len(self._traders)
        else:
            self._rows[one.item] = len(self._traders)
        self._traders.append(trader)
        return True

    def _why_not(self, one: WrittenList) -> tuple[str, str]:
        """Return the code and the message of why a list takes no part; blank where it does."""
        if one.item.startswith("$"):
            return "cash_left_out", f"{_who(one)} offers cash, {one.item}: the line is left out."
        if one.item == _LIMIT and (not one.wants or one.wants[0].startswith("$")):
            return "cash_left_out", f"{_who(one)} limits the cash spent: the line is left out."
        if one.item.startswith("%"):
            return self._why_no_dummy(one)
        if self._official is not None and one.item not in self._official:
            return "list_not_official", f"{one.item} is no official item: its list is left out."
        if one.item in self._rows:
            return "list_twice", f"{one.item} has a list above: this one is left out."
        return "", ""

    def _why_no_dummy(self, one: WrittenList) -> tuple[str, str]:
        if not one.trader:
            return "dummy_refused", f"The dummy {one.item} names no trader."
        if not self._options.allow_dummies:
            return "dummy_refused", f"{one.item} is a dummy, and the file does not say ALLOW-DUMMIES."
        if (self._fold(one.trader), one.item) in self._dummies:
            return "list_twice", f"{_who(one)} has a list for {one.item} above: this one is left out."
        return "", ""

    def read_wants(self, row: int, one: WrittenList) -> None:
        """Keep the wants of a list that can be met, each with its rank and cost."""
        rank, options, trader = 1, self._options, self._traders[row]
        is_dummy = one.item.startswith("%")
        seen: set[int] = set()
        items, wanted, ranks, costs = self._columns.values()
        for written in one.wants:
            if written == ";":
                rank += options.big_step
                continue
            word = written
            if "=" in word:
                explicit = self._explicit(one, word)
                if explicit is None:
                    continue
                word, rank = explicit
            other = self._rows.get(word)
            if other is None:
                other = self._dummies.get((trader, word))
                if other is None:
                    rank += options.small_step * self._is_missing(one, word)
                    continue
                is_own = other == row
            else:
                is_own = other == row or (trader != "" and self._traders[other] == trader)
            if is_own or other in seen:
                self._leave_out(one, word, is_own=is_own)
                continue
            cost = 0 if is_dummy and options.priorities != "none" else self._cost(rank)
            if cost > _LARGEST_COST:
                message = f"The priority of {word} costs {cost:,}, more than can be added up."
                self._findings.add("priority_wrong", message, one.line, written)
                continue
            seen.add(other)
            items.append(row)
            wanted.append(other)
            ranks.append(rank)
            costs.append(cost)
            rank += options.small_step

    def _explicit(self, one: WrittenList, word: str) -> tuple[str, int] | None:
        """Return the item and the rank of ``ITEM=RANK``, None where it is not understood."""
        found = _EXPLICIT.fullmatch(word)
        if self._options.priorities != "explicit":
            message = f"{word} states a priority, and the file does not say EXPLICIT-PRIORITIES."
        elif not found or int(found.group(2)) < 1:
            message = f"{word} is not of the form ITEM=NUMBER."
        else:
            return found.group(1), int(found.group(2))
        self._findings.add("priority_wrong", message, one.line, word)
        return None

    def _is_missing(self, one: WrittenList, word: str) -> bool:
        """Tell whether a wanted word without a row is an official item; else report what it is."""
        if self._official is not None and word in self._official:
            return True
        if word.startswith("$"):
            message = f"{_who(one)} would sell {one.item} for cash, {word}: that is left out."
            self._findings.add("cash_left_out", message, one.line, word)
        else:
            shown = f"{word} of {_who(one)}" if word.startswith("%") else word
            self._unknown.setdefault(shown, []).append(one.line)
        return False

    def _leave_out(self, one: WrittenList, word: str, *, is_own: bool) -> None:
        if is_own:
            message = f"The list for {one.item} wants {word}, which {_who(one)} has."
            self._findings.add("want_of_own", message, one.line, word)
        elif not self._hides_repeats:
            self._findings.add("want_repeated", f"{word} stands twice in this list.", one.line, word)

    def report_missing(self) -> None:
        """Report items that are wanted and unknown, and official ones that have no list."""
        for word, lines in self._unknown.items():
            often = "" if len(lines) == 1 else f" here and in {len(lines) - 1:,} more places"
            self._findings.add("want_unknown", f"{word} is wanted{often}, and has no list.", lines[0], word)
        missing = [item for item in self._official or () if item not in self._rows]
        if missing:
            number = "1 official item has" if len(missing) == 1 else f"{len(missing):,} official items have"
            more = f" and {len(missing) - _SHOWN:,} more" if len(missing) > _SHOWN else ""
            message = f"{number} no want list: {', '.join(islice(missing, _SHOWN))}{more}."
            self._findings.add("official_without_list", message)

    def items(self, lists: list[WrittenList]) -> pl.DataFrame:
        """Return the frame of items, a row for each list in sequence."""
        traders = [self._spelling[trader] for trader in self._traders]
        is_dummy = [one.item.startswith("%") for one in lists]
        official = self._official or {}
        return pl.DataFrame(
            {
                "item": [
                    f"{one.item} ({trader})" if dummy else one.item
                    for one, trader, dummy in zip(lists, traders, is_dummy, strict=True)
                ],
                "name": [official.get(one.item, "") for one in lists],
                "trader": traders,
                "is_dummy": is_dummy,
                "line": [one.line for one in lists],
            },
            schema=ITEMS,
        )

    def wants(self) -> pl.DataFrame:
        """Return the frame of wants."""
        columns = {name: np.array(column, dtype=np.int64) for name, column in self._columns.items()}
        return pl.DataFrame(columns, schema=WANTS)

    def _fold(self, trader: str) -> str:
        return trader if self._options.case_sensitive else trader.upper()


def _who(one: WrittenList) -> str:
    return one.trader or "its trader"
