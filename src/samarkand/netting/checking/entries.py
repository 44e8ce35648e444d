"""Entries of outcome.json as anyone may have written them: read without trust, compared letter for letter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from samarkand.core.finding import Finding
from samarkand.core.scale import plain_text, to_scaled
from samarkand.netting.checking.faults import fault

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


def shown(stated: object) -> str:
    """Return an entry for people: its text without any power over a terminal, cut where it is long."""
    if stated is _ABSENT:
        return "nothing"
    text = ascii(stated)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def agrees(stated: object, true: object) -> bool:
    """Tell whether an entry is what it must be, in value and in kind: 1 is neither true nor "1"."""
    return type(stated) is type(true) and stated == true


def wrong_entries(
    holder: object, true: Mapping[str, object], codes: Mapping[str, str], where: str = ""
) -> list[Finding]:
    """Return a finding for each entry that is not what it must be.

    ``true`` gives the entries by path, ``codes`` the code of a fault by the first word of the path
    ("" for all others), ``where`` what the paths are below.
    """
    return [
        fault(
            codes.get(path.partition(".")[0], codes[""]),
            f"{path} is stated as {shown(entry(holder, path))}, it must be {shown(right)}.",
            file=SUMMARY,
            column=f"{where}{path}",
        )
        for path, right in true.items()
        if not agrees(entry(holder, path), right)
    ]


def day(text: object) -> date | None:
    """Return the day an entry holds, written year-month-day; None where it holds none."""
    if not isinstance(text, str):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


def listed(holder: object, path: str) -> list[Any]:
    """Return the list at a path, an empty one where there is none."""
    found = entry(holder, path)
    return found if isinstance(found, list) else []


def scaled(text: object, decimals: int) -> int | None:
    """Return the number a decimal text stands for, None where it is not written as files write it."""
    if not isinstance(text, str) or not text.isascii():
        return None
    try:
        number = to_scaled(text, decimals)
    except ValueError:
        return None
    return number if plain_text(number, decimals) == text else None
