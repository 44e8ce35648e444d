"""The digest of a period: worked out by hand, and another for anything that differs."""

from datetime import date
from hashlib import sha256

import polars as pl
import pytest

from samarkand.ledger.period_digest import PeriodHead, period_digest
from tests.ledger.frames import books

HEAD = PeriodHead("USD", 1, date(2026, 1, 31), "")
DIGEST = period_digest(HEAD, books().entries, books().postings)


def test_the_sequence_of_rows_does_not_matter() -> None:
    assert period_digest(HEAD, books().entries.reverse(), books().postings.reverse()) == DIGEST


def test_the_text_is_what_its_page_says() -> None:
    entries, postings = books().entries.head(1), books().postings.head(2)
    lines = (
        "3:USD|1|2026-01-31|",
        "entry|1|2026-01-05|1767603600000000|0|7:entry 1|7:receipt|0:|0:",
        "posting|1|11|500|500|1",
        "posting|1|12|-500|-500|1",
    )
    assert (
        period_digest(HEAD, entries, postings)
        == sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    )


@pytest.mark.parametrize(
    "head",
    [
        PeriodHead("SOM", 1, HEAD.until, ""),
        PeriodHead("USD", 2, HEAD.until, ""),
        PeriodHead("USD", 1, date(2026, 2, 1), ""),
        PeriodHead("USD", 1, HEAD.until, "0" * 64),
    ],
)
def test_every_word_of_the_head_counts(head: PeriodHead) -> None:
    assert period_digest(head, books().entries, books().postings) != DIGEST


@pytest.mark.parametrize(
    ("table", "column"),
    [(t, c) for t in ("entries", "postings") for c in getattr(books(), t).columns if c != "unit"],
)
def test_every_cell_counts(table: str, column: str) -> None:
    frames = {"entries": books().entries, "postings": books().postings}
    kind = frames[table].schema[column]
    other = {pl.String: "x", pl.Date: date(1999, 1, 1)}.get(type(kind), 7_777)
    cell = (
        pl.when(pl.int_range(pl.len()) == 2)
        .then(pl.lit(other).cast(kind))
        .otherwise(pl.col(column))
        .alias(column)
    )
    frames[table] = frames[table].with_columns(cell)
    assert period_digest(HEAD, **frames) != DIGEST


def test_text_cannot_be_moved_from_one_cell_to_the_next() -> None:
    entries = books().entries
    one = entries.with_columns(subject=pl.lit("a|1:b"), memo=pl.lit("c"))
    two = entries.with_columns(subject=pl.lit("a"), memo=pl.lit("b|1:c"))
    assert period_digest(HEAD, one, books().postings) != period_digest(HEAD, two, books().postings)
