"""What `samarkand check` does with a want-list trade: proves it from the want lists."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from samarkand.cli.verdict import Verdict, read_or_tell
from samarkand.core.finding import Finding, errors
from samarkand.publishing import words

if TYPE_CHECKING:
    from samarkand.swaps.outcome import Outcome

_PROVEN = "everyone gets what he asked for in return, and gives nothing twice"


def check_swap(wants: Path, folder: Path) -> Verdict:
    """Return whether the trade in ``folder`` is true of the want lists."""
    from samarkand.swaps.check import FAULTS, check, check_files, not_checked
    from samarkand.swaps.outcome_files import read_outcome
    from samarkand.swaps.reading import read_want_lists
    from samarkand.swaps.report import report_html
    from samarkand.swaps.results.organiser_text import organiser_text

    given = read_or_tell(read_outcome, folder)
    if isinstance(given, Finding):
        return Verdict(unreadable=(given,))
    reading = read_want_lists(wants)
    if reading.lists is None:
        return Verdict(unreadable=tuple(errors(reading.findings)))
    faults = (*check_files(folder, given.summary), *check(reading.lists, given))
    pages = (partial(report_html, given, lists) for lists in (reading.lists, None))
    text = partial(organiser_text, given, reading.lists.options)
    faults = faults or (
        *FAULTS.changed_page(folder, pages),
        *FAULTS.changed_page(folder, [text], "trade.txt"),
    )
    warnings = tuple(FAULTS.other_version(given.summary))
    if faults:
        return Verdict(faults=faults, warnings=warnings)
    return Verdict(proven=_proven(given), warnings=warnings, not_checked=not_checked(given))


def _proven(outcome: "Outcome") -> str:
    """Return what a true outcome proves; asked only where nothing was found wrong."""
    summary = outcome.summary
    rings = sum(summary["rings_by_length"].values())
    traded = f"{words.count(summary['items'], 'item')} in {words.count(rings, 'ring')}"
    return f"{traded}: {_PROVEN}; {_most(outcome)}"


def _most(outcome: "Outcome") -> str:
    summary = outcome.summary
    items, bound, settings = summary["items"], summary["bound"], summary["settings"]
    if settings["objective"] == "items" and not settings["max_ring"] and items == bound["items"]:
        return "no choice of trades has more items"
    stated = [f"{bound['items']:,} items"] + [f"{bound['traders']:,} traders"] * bool(bound["traders"])
    return f"that at most {words.listing(stated)} are possible is stated, not checked"
