"""Rows of a book sorted into classes that a lane, a period or a restriction treats alike.

A book of a million rows has few classes; who can reach whom is then a question between classes.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from samarkand.book.book import Book

Side = Literal["offer", "want"]

OPEN_FROM = -(10**7)
"""Day number of a blank first day."""

OPEN_UNTIL = 10**7
"""Day number of a blank last day."""

CLASS_KEYS = (
    "hs",
    "grade",
    "dimension",
    "place",
    "country",
    "place_country",
    "named",
    "first_day",
    "last_day",
)
"""What makes two rows alike; columns that cannot matter in a book are blank."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """Which columns can matter in a book; the others are left blank so that classes stay few.

    ``listed_places``: HS code and place of the values of the price list that are for one place.
    """

    lanes: bool
    restrictions: bool
    quotas_by_origin: bool
    listed_places: tuple[tuple[str, str], ...]
    named_parties: tuple[str, ...]


def relevance(book: Book) -> Relevance:
    """Tell which columns decide markets and reachability in this book."""
    named = book.restrictions["party"].unique().sort().to_list()
    return Relevance(
        lanes=book.lanes is not None,
        restrictions=book.restrictions.height > 0,
        quotas_by_origin=book.quotas.filter(pl.col("from") != "").height > 0,
        listed_places=_listed_places(book.listed),
        named_parties=tuple(name for name in named if name),
    )


def _listed_places(listed: pl.DataFrame | None) -> tuple[tuple[str, str], ...]:
    return () if listed is None else tuple(listed.filter(pl.col("place") != "").select("hs", "place").rows())


def with_class_keys(rows: pl.DataFrame, matters: Relevance, side: Side) -> pl.DataFrame:
    """Return the rows with the columns of ``CLASS_KEYS``; the book's place is kept as ``own_place``.

    ``rows`` needs the book's columns, the party's ``country`` and the ``dimension`` of its unit.
    """
    blank = pl.lit("")
    place_country = pl.col("place").str.slice(0, 2)
    named = pl.when(pl.col("party").is_in(matters.named_parties)).then(pl.col("party")).otherwise(blank)
    return rows.with_columns(
        own_place=pl.col("place"),
        place=_place(matters, side),
        country=pl.col("country") if matters.restrictions else blank,
        place_country=place_country if matters.restrictions else blank,
        named=named if matters.named_parties else blank,
        first_day=pl.col("from").to_physical().cast(pl.Int64).fill_null(OPEN_FROM),
        last_day=pl.col("until").to_physical().cast(pl.Int64).fill_null(OPEN_UNTIL),
    )


def _place(matters: Relevance, side: Side) -> pl.Expr:
    """Return the place of a row as far as it tells markets apart: lane, quota by origin, listed value."""
    own = pl.col("place")
    if matters.lanes:
        return own
    if side == "want":
        return pl.lit("")
    country = own.str.slice(0, 2)
    place = pl.when(matters.quotas_by_origin).then(country).otherwise(pl.lit(""))
    # The closer place last: it is what stands.
    for end in (country, own):
        place = pl.when(_is_listed(matters, end)).then(end).otherwise(place)
    return place


def _is_listed(matters: Relevance, place: pl.Expr) -> pl.Expr:
    named: dict[int, set[str]] = {}
    for hs, name in matters.listed_places:
        named.setdefault(len(hs), set()).add(name + hs)
    tests = [(place + pl.col("hs").str.head(length)).is_in(sorted(set_)) for length, set_ in named.items()]
    return pl.any_horizontal(pl.lit(value=False), *tests)


def numbered_classes(rows: pl.DataFrame, number: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows with the number of their class, and the classes with the measure they count in."""
    columns = [*CLASS_KEYS, "counted_in", "tonnes", "per"]
    # Most books vary in few of the keys; joining on the others would only cost time.
    keys = [key for key in CLASS_KEYS if rows[key].n_unique() > 1] or ["hs"]
    classes = rows.select(columns).unique(keys, keep="first", maintain_order=True).with_row_index(number)
    found = rows.select(keys).join(classes.select(number, *keys), on=keys, how="left", maintain_order="left")
    spent = [key for key in CLASS_KEYS if key not in {"hs", "named"}]
    return rows.drop(spent).with_columns(found[number]), classes
