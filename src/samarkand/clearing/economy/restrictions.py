"""Restrictions as data: which goods may not move from whom to whom.

Every offer and every want is put in a class: how each restriction sees its side. Whether a want
may take from a market is then a matter of the two classes alone, however many rows share them.
"""

from collections.abc import Callable

import polars as pl

_CLASS = "restriction_class"
_NOT_TOUCHED, _TOUCHED, _NAMED = "0", "1", "2"


def closed_parties(restrictions: pl.DataFrame) -> pl.DataFrame:
    """Return party and closed_by for the parties closed altogether."""
    whole = restrictions.filter(_blank("from"), _blank("to"), _blank("hs"), ~_blank("party"))
    texts = [describe(row) for row in whole.iter_rows(named=True)]
    described = whole.select("party", pl.Series("closed_by", texts, dtype=pl.String))
    return described.group_by("party", maintain_order=True).agg(pl.col("closed_by").str.join("; "))


def partial_restrictions(restrictions: pl.DataFrame) -> pl.DataFrame:
    """Return the restrictions that close something less than a whole party."""
    return restrictions.filter(~(_blank("from") & _blank("to") & _blank("hs") & ~_blank("party")))


def with_offer_class(offers: pl.DataFrame, restrictions: pl.DataFrame) -> pl.DataFrame:
    """Add ``restriction_class``: a digit per restriction, how it sees the giving side.

    0 it does not concern these goods; 1 it does; 2 it does and names this party. Needs the columns
    hs, party, country, place.
    """
    return _with_class(offers, restrictions, _offer_digit)


def with_want_class(wants: pl.DataFrame, restrictions: pl.DataFrame) -> pl.DataFrame:
    """Add ``restriction_class``: a digit per restriction, how it sees the taking side."""
    return _with_class(wants, restrictions, _want_digit)


def may_be(hs: pl.Expr, closed: str) -> pl.Expr:
    """Return an expression: goods of a code are those of the closed one, or may be: it is shorter."""
    return hs.str.starts_with(closed) | pl.lit(closed).str.starts_with(hs)


def closed_by(restrictions: pl.DataFrame, giving: str, taking: str, goods: str) -> pl.Expr:
    """Return an expression over two columns of classes and one of codes: why the pair is closed, or ''."""
    texts = []
    for index, row in enumerate(restrictions.iter_rows(named=True)):
        gives = pl.col(giving).str.slice(index, 1)
        takes = pl.col(taking).str.slice(index, 1)
        both = (gives != _NOT_TOUCHED) & (takes != _NOT_TOUCHED)
        named = (gives == _NAMED) | (takes == _NAMED)
        texts.append(pl.when(both & named if row["party"] else both).then(_told(row, pl.col(goods))))
    return pl.concat_str(texts, separator="; ", ignore_nulls=True) if texts else pl.lit("")


def describe(row: dict[str, str]) -> str:
    """Return a restriction in a few words: what it closes, and why."""
    named = [f"{name} {row[name]}" for name in ("from", "to", "hs", "party") if row[name]]
    reason = f" ({row['reason']})" if row["reason"] else ""
    return " ".join(named) + reason


def _told(row: dict[str, str], goods: pl.Expr) -> pl.Expr:
    """Return the words for a restriction; where the goods' code is shorter, also what would help."""
    whole = pl.lit(describe(row))
    short = pl.format("{}: goods under {} may be these, and a full code would tell", whole, goods)
    return pl.when(goods.str.len_chars() < len(row["hs"])).then(short).otherwise(whole)


def _offer_digit(row: dict[str, str]) -> pl.Expr:
    touched = _country_is(row["from"]) & may_be(pl.col("hs"), row["hs"])
    return _digit(touched, row["party"])


def _want_digit(row: dict[str, str]) -> pl.Expr:
    return _digit(_country_is(row["to"]), row["party"])


def _digit(touched: pl.Expr, party: str) -> pl.Expr:
    named = pl.col("party") == party if party else pl.lit(value=False)
    return (
        pl.when(touched & named)
        .then(pl.lit(_NAMED))
        .when(touched)
        .then(pl.lit(_TOUCHED))
        .otherwise(pl.lit(_NOT_TOUCHED))
    )


def _country_is(country: str) -> pl.Expr:
    if not country:
        return pl.lit(value=True)
    return (pl.col("country") == country) | (pl.col("place").str.slice(0, 2) == country)


def _with_class(
    rows: pl.DataFrame, restrictions: pl.DataFrame, digit: Callable[[dict[str, str]], pl.Expr]
) -> pl.DataFrame:
    if restrictions.is_empty():
        return rows.with_columns(pl.lit("").alias(_CLASS))
    digits = [digit(row) for row in restrictions.iter_rows(named=True)]
    return rows.with_columns(pl.concat_str(digits).alias(_CLASS))


def _blank(column: str) -> pl.Expr:
    return pl.col(column) == ""
