"""Entries of outcome.json as anyone may have written them: read without trust, compared letter for letter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from samarkand.core.scale import plain_text, to_scaled

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


def number(holder: object, path: str) -> int | None:
    """Return the whole number at a path, None where there is none."""
    found = entry(holder, path)
    return found if type(found) is int else None


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
        found = to_scaled(text, decimals)
    except ValueError:
        return None
    return found if plain_text(found, decimals) == text else None
