"""Reads want lists in the TradeMaximizer form, with everything that is wrong with them."""

from dataclasses import dataclass
from pathlib import Path

from samarkand.book.catalogue import finding
from samarkand.book.csv_text import plain_lines
from samarkand.book.table_file import refuse_size, unreadable
from samarkand.core.finding import Finding, errors
from samarkand.swaps.format.file import read_lines
from samarkand.swaps.format.findings import Findings
from samarkand.swaps.format.wants import lists_of
from samarkand.swaps.want_lists import WantLists


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading want lists: they, unless a finding is an error, and all findings."""

    lists: WantLists | None
    findings: tuple[Finding, ...]


def read_want_lists(path: Path) -> Reading:
    """Return the want lists in a text file of the form that TradeMaximizer and the OLWLG write.

    What TradeMaximizer stops at is an error; what it reports and goes on is a warning, and the list
    or the want is left out. Unlike there, an unknown option is a warning, and so are the lines of
    cash that an Australian descendant of it reads. Whatever the file holds, nothing is raised.
    """
    path = Path(path)
    data = _data_of(path)
    if isinstance(data, Finding):
        return Reading(None, (data,))
    text = plain_lines(data, path.name, "a text of want lists")
    if isinstance(text, Finding):
        return Reading(None, (text,))
    return _reading(text.decode(), path.name, path.stem)


def want_lists_from_text(text: str, *, name: str = "wants") -> Reading:
    """Return the want lists a text holds, as `read_want_lists` does of a file."""
    return _reading(text, name, name)


def _data_of(path: Path) -> bytes | Finding:
    if not path.exists():
        return finding("path_missing", f"There is nothing at {path}.", file=str(path))
    try:
        return refuse_size(path) or path.read_bytes()
    except OSError as error:
        return unreadable(path, error)


def _reading(text: str, file: str, name: str) -> Reading:
    findings = Findings(file)
    lists = lists_of(read_lines(text, findings), name, findings)
    if not lists.items.height:
        findings.add("lists_none", "The file holds no want list that can take part.")
    elif not lists.wants.height and not any(lists.items["trader"]):
        findings.add("lists_none", "No line of the file says who wants what: it is no file of want lists.")
    listed = findings.listed()
    return Reading(None if errors(listed) else lists, listed)
