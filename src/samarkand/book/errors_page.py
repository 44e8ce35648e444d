"""Prints docs/errors.md, every finding an input can bring: `python -m samarkand.book.errors_page`.

With a path as argument the page is written there instead.
"""

import sys

from samarkand.book.catalogue import CELLS, COLUMNS, FILES, ROWS
from samarkand.book.catalogue_entry import Entry
from samarkand.book.catalogue_others import OBLIGATIONS, WANT_LISTS
from samarkand.book.printed_page import print_page

_HEAD = """\
# What an input can have wrong with it

`samarkand book check BOOK` lists all that is wrong with a book at once, `samarkand net` all that is
wrong with [obligations](reference/obligations.md) and credit limits, `samarkand swap` all that is wrong
with want lists, each with file, line, column, value and what to do. An error keeps the input from being
used; a warning does not. The codes are stable: programs may rely on them. This page is made
from `src/samarkand/book/catalogue.py` and `src/samarkand/book/catalogue_others.py`.
"""

_SECTIONS = (
    ("Files", FILES),
    ("Columns", COLUMNS),
    ("Cells", CELLS),
    ("Rows and tables", ROWS),
    ("Obligations and credit limits", OBLIGATIONS),
    ("Want lists", WANT_LISTS),
)


def errors_page() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD]
    for title, entries in _SECTIONS:
        rows = "\n".join(_row(entry) for entry in entries)
        parts.append(f"## {title}\n\n| code | | means | what to do |\n|---|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def _row(entry: Entry) -> str:
    return f"| `{entry.code}` | {entry.severity} | {entry.meaning} | {entry.remedy} |"


def main(arguments: list[str]) -> None:
    """Print the page, or write it to the path given."""
    print_page(errors_page, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
