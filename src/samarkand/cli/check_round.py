"""What `samarkand check` does with a clearing round: proves it from the book."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from samarkand.cli.verdict import Verdict, read_or_tell
from samarkand.core.finding import Finding, errors
from samarkand.publishing.entries import entry, number

if TYPE_CHECKING:
    from samarkand.clearing.outcome import Outcome

_PROVEN = (
    "the book is the one cleared, limits and caps hold, every pool and deal balances, "
    "home settlement and reasons fit"
)


def check_round(book: Path, folder: Path) -> Verdict:
    """Return whether the round in ``folder`` is true of the book."""
    from samarkand.book.reading import read_book
    from samarkand.clearing.check import FAULTS, check, check_files, not_checked
    from samarkand.clearing.outcome_files import read_outcome
    from samarkand.clearing.report import report_html

    reading = read_book(book)
    given = read_or_tell(read_outcome, folder)
    if reading.book is None or isinstance(given, Finding):
        found = [given] if isinstance(given, Finding) else []
        return Verdict(unreadable=(*errors(reading.findings), *found))
    faults = (*check_files(folder, given.summary), *check(reading.book, given))
    # Only a page of what was found true is worth drawing, and safe to draw.
    pages = (partial(report_html, given, book) for book in (reading.book, None))
    faults = faults or tuple(FAULTS.changed_page(folder, pages))
    warnings = tuple(FAULTS.other_version(given.summary))
    if faults:
        return Verdict(faults=faults, warnings=warnings)
    return Verdict(proven=_proven(given), warnings=warnings, not_checked=not_checked(given))


def _proven(outcome: "Outcome") -> str:
    certificate = outcome.summary.get("certificate", {})
    value, gap = certificate.get("value"), certificate.get("gap")
    deals, legs = _counted(outcome.deals.height, "deal"), _counted(outcome.legs.height, "leg")
    most = number(outcome.summary, "settings.max_parties")
    short = "" if most is None else f" in deals of at most {most} parties"
    return (
        f"{deals} of {legs}, {certificate.get('objective')} {value}: {_PROVEN}{_least(outcome)}; "
        f"at these terms{short} no more than {gap} could be added"
    )


def _least(outcome: "Outcome") -> str:
    """Return what legs and deals are worth at least, where something was asked for."""
    asked = [(what, entry(outcome.summary, f"settings.smallest_{what}")) for what in ("leg", "deal")]
    return "".join(f", no {what} is worth less than {least}" for what, least in asked if type(least) is str)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
