"""A fault: one kind of thing wrong in a column, and the rows where it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from samarkand.book.catalogue import CATALOGUE, finding
from samarkand.book.limits import LISTED_FINDINGS, LONGEST_VALUE
from samarkand.book.names import plain
from samarkand.book.raw import RawTable
from samarkand.core.finding import Finding

Words = Callable[[str], str]
"""Makes a sentence from the value of a cell."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and where: ``mask`` is true for the rows that have it.

    ``message`` and ``remedy`` make their sentence from the value as it stands in the file; without
    a remedy the catalogue's holds.
    """

    code: str
    mask: pl.Series
    message: Words
    remedy: Words | None = None
    column: str = ""

    def exists(self) -> bool:
        """Tell whether any row has it."""
        return bool(self.mask.any())


def findings_of(fault: Fault, raw: RawTable, header: str | None) -> Iterator[Finding]:
    """Yield a finding a row, up to the number that is listed, then one that counts the rest.

    ``header`` is the column of the raw frame whose value is shown, None where there is none.
    """
    rows = fault.mask.fill_null(value=False).arg_true()
    column = plain(header) if header else fault.column
    for at in rows.head(LISTED_FINDINGS).to_list():
        value = shown(raw, header, at) if header else ""
        yield finding(
            fault.code,
            fault.message(value),
            file=raw.file,
            row=raw.line(at),
            column=column,
            value=value,
            remedy=fault.remedy(value) if fault.remedy else "",
        )
    if len(rows) > LISTED_FINDINGS:
        more = f"{len(rows) - LISTED_FINDINGS:,} more rows like these: {CATALOGUE[fault.code].meaning}"
        yield finding(fault.code, more, file=raw.file, column=column)


def shown(raw: RawTable, header: str, at: int) -> str:
    """Return a cell as findings show it: as it stands in the file, cut where it is very long."""
    value = raw.frame[header][at]
    return "" if value is None else str(value).strip()[:LONGEST_VALUE]
