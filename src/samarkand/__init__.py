"""Samarkand: a clearing house for goods-for-goods trade.

>>> import samarkand
>>> reading = samarkand.read_book("examples/one-swap")
>>> outcome = samarkand.clear(reading.book)
>>> outcome.deals["parties"].to_list()
[2]

The names below are the library; importing them is put off until they are used, since the numeric
packages behind them are slow to load.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samarkand.book.book import Book
    from samarkand.book.frames import book_from_frames
    from samarkand.book.reading import Reading, read_book
    from samarkand.clearing.check import check
    from samarkand.clearing.clear import clear
    from samarkand.clearing.explain import explain
    from samarkand.clearing.outcome import Outcome
    from samarkand.clearing.outcome_files import read_outcome, write_outcome
    from samarkand.clearing.settings import Settings
    from samarkand.core.finding import Finding

_HOMES = {
    "Book": "book.book",
    "Finding": "core.finding",
    "Outcome": "clearing.outcome",
    "Reading": "book.reading",
    "Settings": "clearing.settings",
    "book_from_frames": "book.frames",
    "check": "clearing.check",
    "clear": "clearing.clear",
    "explain": "clearing.explain",
    "read_book": "book.reading",
    "read_outcome": "clearing.outcome_files",
    "write_outcome": "clearing.outcome_files",
}

__all__ = [
    "Book",
    "Finding",
    "Outcome",
    "Reading",
    "Settings",
    "book_from_frames",
    "check",
    "clear",
    "explain",
    "read_book",
    "read_outcome",
    "write_outcome",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'samarkand' has no attribute {name!r}")
    found: object = getattr(import_module(f"samarkand.{_HOMES[name]}"), name)
    return found
