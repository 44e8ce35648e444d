"""The engine is asked once for each book: the same book and settings give the same outcome, by contract."""

import pytest

from samarkand.book.book import Book
from samarkand.clearing import check as check_module
from samarkand.clearing import clear as clear_module
from samarkand.clearing.check import check
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.settings import Settings
from samarkand.core.finding import Finding

_OUTCOMES: dict[str, Outcome] = {}
_FINDINGS: dict[int, list[Finding]] = {}


@pytest.fixture(autouse=True)
def engine_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clear_module, "clear", _clear)
    monkeypatch.setattr(check_module, "check", _check)


def _clear(book: Book, settings: Settings) -> Outcome:
    key = repr((book.name, book.digests(), settings))
    if key not in _OUTCOMES:
        _OUTCOMES[key] = clear(book, settings)
    return _OUTCOMES[key]


def _check(book: Book, outcome: Outcome) -> list[Finding]:
    if id(outcome) not in _FINDINGS:  # every outcome is kept, so that its id stays its own
        _FINDINGS[id(outcome)] = check(book, outcome)
    return _FINDINGS[id(outcome)]
