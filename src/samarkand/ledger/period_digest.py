"""The digest of a closed period: SHA-256 over its entries, their postings, and the digest before it.

Each period rests on the one before, so that nothing in a closed period can be changed without changing
every later digest (a hash chain, as in S. Haber and W. S. Stornetta, How to time-stamp a digital document,
Journal of Cryptology 3, 1991). Texts are written with their length before them: two different entries
never read the same.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import polars as pl

_ROWS_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class PeriodHead:
    """What a digest says of its period beside the entries: unit, number, last day, digest before it."""

    unit: str
    number: int
    until: date
    previous: str


def period_digest(head: PeriodHead, entries: pl.DataFrame, postings: pl.DataFrame) -> str:
    """Return the digest of a period: 64 hexadecimal digits, the same for the rows in any sequence.

    ``entries`` and ``postings`` are those of the period, with the columns of `books.SCHEMAS`.
    """
    digest = sha256()
    first = f"{_sized(head.unit)}|{head.number}|{head.until.isoformat()}|{head.previous}\n"
    digest.update(first.encode())
    _feed(digest, entries, postings)
    return digest.hexdigest()


def entries_digest(entries: pl.DataFrame, postings: pl.DataFrame) -> str:
    """Return the digest of any entries and their postings, as `period_digest` makes it, without a head."""
    digest = sha256()
    _feed(digest, entries, postings)
    return digest.hexdigest()


def _feed(digest: "hashlib._Hash", entries: pl.DataFrame, postings: pl.DataFrame) -> None:
    for text in _texts(entries.sort("entry"), _ENTRY):
        digest.update(text)
    for text in _texts(postings.sort("entry", "account", "place"), _POSTING):
        digest.update(text)


def _sized(text: str) -> str:
    return f"{len(text.encode())}:{text}"


def _sized_text(column: str) -> pl.Expr:
    return pl.concat_str(pl.col(column).str.len_bytes(), pl.lit(":"), pl.col(column))


_ENTRY = (
    pl.lit("entry"),
    pl.col("entry"),
    pl.col("effective_on"),
    pl.col("posted_at").dt.epoch("us"),
    pl.col("corrects").fill_null(0),
    _sized_text("key"),
    _sized_text("kind"),
    _sized_text("subject"),
    _sized_text("memo"),
)
_POSTING = (
    pl.lit("posting"),
    pl.col("entry"),
    pl.col("account"),
    pl.col("amount"),
    pl.col("balance"),
    pl.col("place"),
)


def _texts(rows: pl.DataFrame, cells: tuple[pl.Expr, ...]) -> Iterator[bytes]:
    """Yield the rows as lines of text, many at once."""
    for part in rows.iter_slices(_ROWS_AT_ONCE):
        lines = part.select(pl.concat_str(*cells, separator="|").alias("line"))
        yield (lines["line"].str.join("\n").item() + "\n").encode()
