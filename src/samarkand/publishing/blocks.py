"""Blocks every page has: its few figures in a row, and facts that open on demand."""

from collections.abc import Mapping, Sequence
from typing import Any

from samarkand.publishing import words
from samarkand.publishing.markup import Html, join, tag
from samarkand.publishing.names import printable

_WORDS = {True: "yes", False: "no", None: "none", "": "none"}


def figures(entries: Sequence[tuple[str, str, str]]) -> Html:
    """Return figures in a row: label, value, and a note below where it is not blank."""
    cells = [
        tag("div", tag("dt", label), tag("dd", value), tag("dd", note, class_="note") if note else None)
        for label, value, note in entries
    ]
    return tag("dl", *cells, class_="figures")


def facts(title: str, entries: Mapping[str, Any]) -> Html | None:
    """Return what a part of outcome.json holds, to be opened under its title; None where it is empty."""
    lines = _lines(entries, "")
    if not lines:
        return None
    cells = [tag("div", tag("dt", label), tag("dd", value)) for label, value in lines]
    return tag("details", tag("summary", title), tag("dl", *cells, class_="facts"))


def _lines(entries: Mapping[str, Any], prefix: str) -> list[tuple[str, Html]]:
    lines: list[tuple[str, Html]] = []
    for key, value in entries.items():
        label = f"{prefix}{str(key).replace('_', ' ')}"
        if isinstance(value, Mapping):
            lines += _lines(value, f"{label}: ")
        else:
            lines.append((printable(label), join([_shown(value)])))
    return lines


def _shown(value: object) -> str:
    if isinstance(value, bool) or value is None or value == "":
        return _WORDS[value]
    if isinstance(value, float):
        return words.figures(value, 6)
    if isinstance(value, int):
        return f"{value:,}"
    return printable(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
