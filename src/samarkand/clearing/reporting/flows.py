"""Who gives what to whom, grouped until a picture of it can be read."""

from collections import Counter
from dataclasses import dataclass

import polars as pl

from samarkand.book.commodities import name_of
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reporting.names import Names, commodity, country_name

MOST_NODES = 12
"""Givers, goods and takers each show so many by name at most; the rest stand together."""
MOST_FIRMS = 60
"""Beyond so many firms the picture shows countries, where a book tells them."""
_LEAST_SHARE = 0.5
"""Firms are shown while those with a band of their own give at least this part of the value."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Goods of one kind that one giver sends to one taker; value in hundredths of the unit of account."""

    giver: str
    goods: str
    taker: str
    value: int


@dataclass(frozen=True, slots=True)
class Flows:
    """The streams of a picture, the largest first, and what its ends and its goods stand for."""

    rows: tuple[Flow, ...]
    ends: str
    goods: str


def flows_of(outcome: Outcome, names: Names) -> Flows:
    """Return what flows from whom to whom: by firm or by country, by commodity or by HS chapter."""
    legs = outcome.legs
    firms = pl.concat([legs["from_party"], legs["to_party"]]).unique()
    by_country = len(set(map(names.country, firms)) - {""}) > 1 and _too_many(legs, firms.len())
    by_chapter = legs["commodity"].n_unique() > MOST_NODES
    labels = _labels_of_ends(firms, names, by_country=by_country)
    goods = _labels_of_goods(legs["commodity"].unique(), by_chapter=by_chapter)
    noun = "countries" if by_country else "firms"
    table = (
        legs.lazy()
        .group_by("from_party", "commodity", "to_party")
        .agg(pl.col("value").sum())
        .join(labels.lazy().rename({"id": "from_party", "label": "giver"}), on="from_party")
        .join(labels.lazy().rename({"id": "to_party", "label": "taker"}), on="to_party")
        .join(goods.lazy(), on="commodity")
        .group_by("giver", "goods", "taker")
        .agg(pl.col("value").sum())
        .collect()
    )
    for column, kind in (("giver", noun), ("taker", noun), ("goods", "goods")):
        table = _fold(table, column, kind)
    table = table.sort("value", "giver", "goods", "taker", descending=[True, False, False, False])
    rows = tuple(Flow(*row) for row in table.select("giver", "goods", "taker", "value").iter_rows())
    return Flows(rows, ends=noun, goods="HS chapters" if by_chapter else "goods")


def _too_many(legs: pl.DataFrame, firms: int) -> bool:
    if firms <= MOST_NODES:
        return False
    given = legs.group_by("from_party").agg(pl.col("value").sum())["value"].sort(descending=True)
    return firms > MOST_FIRMS or int(given.head(MOST_NODES - 1).sum()) < _LEAST_SHARE * int(given.sum())


def _labels_of_ends(firms: pl.Series, names: Names, *, by_country: bool) -> pl.DataFrame:
    identifiers = firms.sort().to_list()
    if by_country:
        labels = [country_name(names.country(identifier)) for identifier in identifiers]
    else:
        labels = _distinct([names.party(identifier) for identifier in identifiers], identifiers)
    return pl.DataFrame({"id": identifiers, "label": labels}, schema={"id": pl.String, "label": pl.String})


def _labels_of_goods(codes: pl.Series, *, by_chapter: bool) -> pl.DataFrame:
    found = codes.sort().to_list()
    labels = list(map(_chapter, found)) if by_chapter else _distinct(list(map(commodity, found)), found)
    schema = {"commodity": pl.String, "goods": pl.String}
    return pl.DataFrame({"commodity": found, "goods": labels}, schema=schema)


def _chapter(hs: str) -> str:
    first = name_of(hs[:2]).split(";")[0]
    return f"{hs[:2]} {first}".strip()


def _distinct(labels: list[str], identifiers: list[str]) -> list[str]:
    """Return the labels, with the identifier behind those that two identifiers share."""
    uses = Counter(labels)
    pairs = zip(labels, identifiers, strict=True)
    return [f"{label} ({identifier})" if uses[label] > 1 else label for label, identifier in pairs]


def _fold(table: pl.DataFrame, column: str, kind: str) -> pl.DataFrame:
    sizes = table.group_by(column).agg(pl.col("value").sum()).sort("value", column, descending=[True, False])
    if sizes.height <= MOST_NODES:
        return table
    kept = sizes[column].head(MOST_NODES - 1)
    rest = f"{sizes.height - kept.len()} other {kind}"
    folded = pl.when(pl.col(column).is_in(kept.to_list())).then(pl.col(column)).otherwise(pl.lit(rest))
    grouped = table.with_columns(folded.alias(column)).group_by("giver", "goods", "taker")
    return grouped.agg(pl.col("value").sum())
