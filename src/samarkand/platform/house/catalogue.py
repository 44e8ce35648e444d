"""How a stage declares its findings: a catalogue of codes, and a function that makes them.

Each stage has a module ``catalogue`` with ``ENTRIES`` and ``finding = finding_maker(ENTRIES)``; the page
of all codes is printed from them.
"""

from collections.abc import Callable, Iterable

from samarkand.book.catalogue_entry import Entry
from samarkand.core.finding import Finding

FindingMaker = Callable[..., Finding]
"""Takes a code and a message, then by name column, value, file, row, remedy; returns the finding."""


def finding_maker(entries: Iterable[Entry]) -> FindingMaker:
    """Return a function that makes findings of these entries; the remedy is the entry's unless given."""
    by_code = {entry.code: entry for entry in entries}

    def finding(
        code: str,
        message: str,
        *,
        column: str = "",
        value: object = "",
        file: str = "",
        row: int | None = None,
        remedy: str = "",
    ) -> Finding:
        entry = by_code[code]
        return Finding(
            code,
            message,
            remedy or entry.remedy,
            file=file,
            row=row,
            column=column,
            value=str(value),
            severity=entry.severity,
        )

    return finding


ENTRIES = (
    Entry(
        "code_unfit",
        "A code holds more than letters a to z, digits, and . - _ between, and might be taken for another.",
        "Write it with those alone, beginning with a letter or a digit: KARACHI-1.",
    ),
    Entry(
        "state_wrong",
        "Something is asked of a row that its state does not allow.",
        "Look at it again: somebody else may have acted first.",
    ),
    Entry(
        "version_stale",
        "The row was changed since it was read.",
        "Read it again, then repeat the change with its new version.",
    ),
)

finding = finding_maker(ENTRIES)
