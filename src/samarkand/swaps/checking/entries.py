"""Entries of outcome.json as anyone may have written them: read without trust, compared letter for letter."""

from collections.abc import Mapping

from samarkand.core.finding import Finding
from samarkand.swaps.checking.faults import fault

SUMMARY = "outcome.json"
_SHOWN = 60
_ABSENT = object()


def entry(holder: object, path: str) -> object:
    """Return what stands at a dotted path; something that equals nothing else where nothing does."""
    for key in path.split("."):
        if not isinstance(holder, Mapping) or key not in holder:
            return _ABSENT
        holder = holder[key]
    return holder


def number(holder: object, path: str) -> int | None:
    """Return the whole number at a path, None where there is none."""
    found = entry(holder, path)
    return found if type(found) is int else None


def shown(stated: object) -> str:
    """Return an entry for people: its text without any power over a terminal, cut where it is long."""
    if stated is _ABSENT:
        return "nothing"
    text = ascii(stated)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def wrong_entries(holder: object, true: Mapping[str, object], code: str) -> list[Finding]:
    """Return a finding for each entry, by its path, that is not what it must be in value and in kind."""
    return [
        fault(
            code,
            f"{path} is stated as {shown(entry(holder, path))}, it must be {shown(right)}.",
            file=SUMMARY,
            column=path,
        )
        for path, right in true.items()
        if not _agrees(entry(holder, path), right)
    ]


def _agrees(stated: object, true: object) -> bool:
    """Tell whether an entry is what it must be: 1 is neither true nor "1"."""
    return type(stated) is type(true) and stated == true
