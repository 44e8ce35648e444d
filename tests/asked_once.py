"""The engine asked once for each book: the same book and settings give the same outcome, by contract.

For tests of what is around the engine; the engine's own ask it as often as they like.
"""

import pytest

from samarkand.book.book import Book
from samarkand.clearing import check as check_module
from samarkand.clearing import clear as clear_module
from samarkand.clearing.check import check
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.settings import Settings
from samarkand.core.finding import Finding

_outcomes: dict[str, Outcome] = {}
_findings: dict[tuple[str, int], list[Finding]] = {}


def ask_once(patch: pytest.MonkeyPatch) -> None:
    """Let whoever looks up the engine or its check find one that remembers."""
    patch.setattr(clear_module, "clear", clear_once)
    patch.setattr(check_module, "check", check_once)


def clear_once(book: Book, settings: Settings) -> Outcome:
    """Return the outcome of a book, from memory the second time."""
    asked = repr((_name(book), settings))
    if asked not in _outcomes:
        _outcomes[asked] = clear(book, settings)
    return _outcomes[asked]


def check_once(book: Book, outcome: Outcome) -> list[Finding]:
    """Return what the check finds; of an outcome out of memory it knows that already."""
    if not any(outcome is kept for kept in _outcomes.values()):
        return check(book, outcome)
    asked = _name(book), id(outcome)  # every outcome is kept, so that its id stays its own
    if asked not in _findings:
        _findings[asked] = check(book, outcome)
    return _findings[asked]


def _name(book: Book) -> str:
    return repr((book.name, book.digests()))
