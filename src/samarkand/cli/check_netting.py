"""What `samarkand check` does with a netting: proves it from the obligations."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samarkand.cli.columns import shared_out
from samarkand.cli.verdict import Verdict, read_or_tell
from samarkand.core.finding import Finding, errors
from samarkand.publishing.words import grouped

if TYPE_CHECKING:
    from samarkand.netting.obligations import CreditLimits, Obligations
    from samarkand.netting.outcome import Outcome

_LISTED = 3
_PROVEN = "every obligation has its notice, and nobody's net position moved"
_HOUSE = "every obligation has its notice, and nobody owes the clearing house more than it may"
_MOST = {
    "value": "no set-off of any kind could clear more",
    "count": "no set-off of any kind could come nearer to closing more obligations",
    "age": "no set-off of any kind could clear more value times days overdue",
}


def check_netting(book: Path, folder: Path, columns: Mapping[str, str], credit: Path | None) -> Verdict:
    """Return whether the netting in ``folder`` is true of the obligations in ``book``.

    ``columns`` gives the file's headers that have other names; ``credit`` is the file of the credit
    limits the outcome was made with.
    """
    from samarkand.netting.check import FAULTS, check, check_files, not_checked
    from samarkand.netting.outcome_files import read_outcome
    from samarkand.netting.report import report_html

    given = read_or_tell(read_outcome, folder)
    if isinstance(given, Finding):
        return Verdict(unreadable=(given,))
    obligations, limits, found = _sources(book, given, columns, credit)
    if obligations is None or errors(found):
        return Verdict(unreadable=tuple(errors(found)))
    faults = (*check_files(folder, given.summary), *check(obligations, given, limits))
    missing = tuple(fault for fault in faults if fault.code == "limits_missing")
    if missing:
        return Verdict(unreadable=missing)
    faults = faults or tuple(FAULTS.changed_page(folder, [partial(report_html, given)]))
    warnings = tuple(FAULTS.other_version(given.summary))
    if faults:
        return Verdict(faults=faults, warnings=warnings)
    return Verdict(proven=_proven(given), warnings=warnings, not_checked=not_checked(given))


def _sources(
    book: Path, outcome: "Outcome", columns: Mapping[str, str], credit: Path | None
) -> "tuple[Obligations | None, CreditLimits | None, list[Finding]]":
    """Return the obligations and the limits, read by the settings of the outcome, and what was found."""
    from samarkand.netting.reading import read_limits, read_obligations

    settings = outcome.summary.get("settings")
    within = settings.get("within") if isinstance(settings, Mapping) else ""
    within = within if isinstance(within, str) else ""
    of_obligations, of_limits = shared_out(columns, within) if credit else (columns, {})
    reading = read_obligations(book, within=within, columns=of_obligations)
    if reading.obligations is None or credit is None:
        return reading.obligations, None, list(reading.findings)
    limits = read_limits(credit, reading.obligations, columns=of_limits)
    return reading.obligations, limits.limits, [*reading.findings, *limits.findings]


def _proven(outcome: "Outcome") -> str:
    """Return what a true outcome proves; asked only where nothing was found wrong."""
    summary = outcome.summary
    kept = _PROVEN if summary["limits"] is None else _HOUSE
    within = summary["settings"]["within"]
    apart = f", each {within!r} by itself" if within else ""
    return f"{_set_off(summary['units'])}{apart}: {kept}; {_most(summary)}"


def _set_off(units: list[dict[str, Any]]) -> str:
    shown = [
        f"{grouped(unit['set_off'])} of {grouped(unit['owed'])}{' ' + unit['unit'] if unit['unit'] else ''}"
        for unit in units[:_LISTED]
    ]
    more = f" and {len(units) - _LISTED:,} more units" if len(units) > _LISTED else ""
    return f"set-off of {', '.join(shown)}{more}"


def _most(summary: Mapping[str, Any]) -> str:
    settings, units = summary["settings"], summary["units"]
    if settings["scope"] == "bilateral":
        return "no two parties could set off more between them"
    if settings["scope"] == "ring:3":
        return _rings(units)
    credit = "" if summary["limits"] is None else " with this credit, nor as much with less"
    return f"{_MOST[settings['objective']]}{credit}"


def _rings(units: list[dict[str, Any]]) -> str:
    if all(unit["ring_3_proven"] for unit in units):
        return "no rings of three could clear more"
    bounds = [unit["certificate"].get("ring_bound", unit["full"]) for unit in units]
    return f"rings of three could clear {' and '.join(map(grouped, bounds))} at most"
