"""From written lists to what can be traded: the wants that can be met, each with its rank and cost."""

import re
from array import array
from collections.abc import Callable

import numpy as np
import polars as pl

from samarkand.swaps.format.file import Written
from samarkand.swaps.format.findings import Findings
from samarkand.swaps.format.line import WrittenList
from samarkand.swaps.format.rows import Rows
from samarkand.swaps.want_lists import WANTS, Priorities, WantLists

_COSTS: dict[Priorities, Callable[[int], int]] = {
    "none": lambda _rank: 1,
    "linear": lambda rank: rank,
    "triangle": lambda rank: rank * (rank + 1) // 2,
    "square": lambda rank: rank * rank,
    "explicit": lambda rank: rank,
}
"""What a want of a rank costs, by the file's priorities (TradeMaximizer 1.3)."""

_LARGEST_COST = 10**12
"""Costs of a million wants still add up in 64 bits."""

_EXPLICIT = re.compile(r"^([^=]+)=([0-9]{1,15})$")
_SHOWN = 3


def lists_of(written: Written, name: str, findings: Findings) -> WantLists:
    """Return the lists that take part and their wants; what is left out goes to ``findings``."""
    rows = Rows(written, findings)
    wants = _Wants(written, rows, findings)
    for row, one in rows:
        wants.read(row, one)
    wants.report_unknown()
    _report_without_list(rows.without_list(), findings)
    return WantLists(rows.frame(), wants.frame(), written.options, name)


class _Wants:
    """The wants read so far: the four numbers of each, one after the other."""

    def __init__(self, written: Written, rows: Rows, findings: Findings) -> None:
        self._options = written.options
        self._official = written.official
        self._rows = rows
        self._findings = findings
        self._numbers = array("q")
        self._unknown: dict[str, list[int]] = {}
        self._cost = _COSTS[written.options.priorities]
        self._hides_repeats = "HIDE-REPEATS" in written.options.others

    def read(self, row: int, one: WrittenList) -> None:
        """Read one list; only a want that is kept, or of an official item without a list, takes a rank."""
        rank, seen = 1, set[int]()
        for written in one.wants:
            if written == ";":
                rank += self._options.big_step
                continue
            word = written
            if "=" in written:
                word, rank = self._explicit(one, written, rank)
            other = self._rows.find(row, word)
            if other is None:
                is_ranked = self._is_official_alone(one, word)
            elif other in seen or self._rows.is_own(row, other):
                is_ranked = self._leave_out(one, word, is_repeated=other in seen)
            else:
                is_ranked = self._keep(one, (row, other), rank)
                seen.add(other)
            if is_ranked:
                rank += self._options.small_step

    def report_unknown(self) -> None:
        """Report what is wanted and unknown, each once, where it is wanted first."""
        for word, lines in self._unknown.items():
            often = "" if len(lines) == 1 else f" here and in {len(lines) - 1:,} more places"
            self._findings.add("want_unknown", f"{word} is wanted{often}, and has no list.", lines[0], word)

    def frame(self) -> pl.DataFrame:
        """Return the frame of wants."""
        columns = np.array(self._numbers, dtype=np.int64).reshape(-1, len(WANTS)).T
        return pl.DataFrame(dict(zip(WANTS, columns, strict=True)), schema=WANTS)

    def _explicit(self, one: WrittenList, word: str, rank: int) -> tuple[str, int]:
        """Return item and rank of ``ITEM=RANK``; no item and the old rank where it is not understood."""
        found = _EXPLICIT.fullmatch(word)
        if self._options.priorities != "explicit":
            message = f"{word} states a priority, and the file does not say EXPLICIT-PRIORITIES."
        elif not found or int(found.group(2)) < 1:
            message = f"{word} is not of the form ITEM=NUMBER."
        else:
            return found.group(1), int(found.group(2))
        self._findings.add("priority_wrong", message, one.line, word)
        return "", rank

    def _is_official_alone(self, one: WrittenList, word: str) -> bool:
        """Tell whether a wanted word that has no row is an official item; else report what it is."""
        if self._official is not None and word in self._official:
            return True
        if word.startswith("$"):
            message = f"{one.item} would be sold for cash, {word}: that is left out."
            self._findings.add("cash_left_out", message, one.line, word)
        elif word:
            shown = f"{word} of {one.trader or 'nobody'}" if word.startswith("%") else word
            self._unknown.setdefault(shown, []).append(one.line)
        return False

    def _leave_out(self, one: WrittenList, word: str, *, is_repeated: bool) -> bool:
        if not is_repeated:
            whose = f"which {one.trader} has" if one.trader else "which is itself"
            message = f"The list for {one.item} wants {word}, {whose}."
            self._findings.add("want_of_own", message, one.line, word)
        elif not self._hides_repeats:
            self._findings.add("want_repeated", f"{word} stands twice in this list.", one.line, word)
        return False

    def _keep(self, one: WrittenList, want: tuple[int, int], rank: int) -> bool:
        """Keep a want, and tell that it is kept; with priorities a dummy's own wants cost nothing."""
        is_free = self._options.priorities != "none" and one.item.startswith("%")
        cost = 0 if is_free else self._cost(rank)
        if cost > _LARGEST_COST:
            message = f"A want costs {cost:,} by its priority, more than can be added up."
            self._findings.add("priority_wrong", message, one.line)
            return False
        self._numbers.extend((*want, rank, cost))
        return True


def _report_without_list(items: list[str], findings: Findings) -> None:
    if items:
        number = "1 official item has" if len(items) == 1 else f"{len(items):,} official items have"
        more = f" and {len(items) - _SHOWN:,} more" if len(items) > _SHOWN else ""
        message = f"{number} no want list: {', '.join(items[:_SHOWN])}{more}."
        findings.add("official_without_list", message)
