"""Small random books for deals of few parties: with bundles, rows traded whole, and legs that fail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from samarkand.book.book import Book
from tests.cast import GOODS, book
from tests.properties.written import FIRMS, Written

SOME_FAILURES = ("Meskay 0.2", "rice 0.1", "0713 0.3", "Astarta 0713 0", "Luoyang wheat 0.5", "0.02")


@dataclass(frozen=True)
class Failing:
    """A book as it would be written down, and how likely its legs are to fail."""

    written: Written
    failures: tuple[str, ...]

    def book(self) -> Book:
        return replace(self.written.book(), failures=book(*FIRMS, failures=self.failures).failures)


@st.composite
def bundled(draw: st.DrawFn, books: st.SearchStrategy[Written]) -> Written:
    """Return one of the books with some of its rows bundled, and some rows or bundles whole."""
    written = draw(books)
    return replace(written, firms=tuple(_bundled_firm(draw, firm) for firm in written.firms))


def _bundled_firm(draw: st.DrawFn, firm: str) -> str:
    head, _, trades = firm.partition(": ")
    rows = trades.split("; ")
    bundled_sides = [side for side in ("gives", "wants") if draw(st.booleans())]
    return f"{head}: {'; '.join(_bundled_row(draw, row, rows, bundled_sides) for row in rows)}"


def _bundled_row(draw: st.DrawFn, row: str, rows: Sequence[str], bundled_sides: Sequence[str]) -> str:
    side = row.split(maxsplit=1)[0]
    if " lot " in row or " min " in row:
        return row
    mates = [
        other for other in rows if other.startswith(side) and " lot " not in other and " min " not in other
    ]
    text = f"{row} bundle {side}" if side in bundled_sides and len(mates) > 1 else row
    return f"{text} whole yes" if draw(st.integers(0, 4)) == 0 else text


@st.composite
def failing(draw: st.DrawFn, books: st.SearchStrategy[Written]) -> Failing:
    """Return one of the books with a few rows of how likely legs are to fail."""
    written = draw(books)
    known = {firm.split()[0] for firm in written.firms} | set(GOODS)
    fitting = [row for row in SOME_FAILURES if row.split()[0] in known or row[0].isdigit()]
    return Failing(written, tuple(draw(st.lists(st.sampled_from(fitting), max_size=3, unique=True))))
