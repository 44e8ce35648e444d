"""What the restrictions of a book close, pair of classes by pair of classes, each row judged by itself."""

import polars as pl

from samarkand.book.book import Book


def barred_parties(restrictions: pl.DataFrame) -> list[str]:
    """Return the parties a restriction closes altogether: rows that name a party and nothing else."""
    whole = (pl.col("from") == "") & (pl.col("to") == "") & (pl.col("hs") == "") & (pl.col("party") != "")
    return restrictions.filter(whole)["party"].unique().to_list()


def closed_pairs(pairs: pl.DataFrame, restrictions: pl.DataFrame) -> pl.DataFrame:
    """Return every closed pair: ``goods_class``, ``want_class``, ``restriction`` (the row that closes it)."""
    rows = restrictions.with_row_index("restriction")
    giving = goods_under(pairs.unique("goods_class"), rows)
    taking = _wants_under(pairs.unique("want_class"), rows)
    under = (
        pairs.select("goods_class", "want_class")
        .join(giving, on="goods_class")
        .join(taking, on=["want_class", "restriction"])
    )
    return under.filter(pl.col("party_gives") | pl.col("party_takes")).select(
        "goods_class", "want_class", "restriction"
    )


def goods_under(goods: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return which goods fall under which restriction: ``goods_class``, ``restriction``, ``party_gives``.

    ``party_gives``: the restriction names no party, or the one who gives.
    """
    rows = rows.select("restriction", "from", prefix="hs", barred="party")
    crossed = goods.select("goods_class", "hs", "country", "place_country", "named").join(rows, how="cross")
    origin = (pl.col("from") == "") | _either("from", "country", "place_country")
    under = crossed.filter(origin & may_be_of(pl.col("hs"), pl.col("prefix")))
    return under.select("goods_class", "restriction", party_gives=_blank_or("barred", "named"))


def may_be_of(hs: pl.Expr, named: pl.Expr) -> pl.Expr:
    """Return the test whether goods of a code fall under a named one, or may, their own being shorter."""
    return hs.str.starts_with(named) | named.str.starts_with(hs)


def _wants_under(wanted: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    rows = rows.select("restriction", "to", barred="party")
    crossed = wanted.select("want_class", "country_want", "place_country_want", "named_want").join(
        rows, how="cross"
    )
    arrival = (pl.col("to") == "") | _either("to", "country_want", "place_country_want")
    under = crossed.filter(arrival)
    return under.select("want_class", "restriction", party_takes=_blank_or("barred", "named_want"))


def _either(column: str, first: str, second: str) -> pl.Expr:
    return (pl.col(column) == pl.col(first)) | (pl.col(column) == pl.col(second))


def _blank_or(column: str, other: str) -> pl.Expr:
    return (pl.col(column) == "") | (pl.col(column) == pl.col(other))


def legal_standing(goods: pl.DataFrame, book: Book) -> pl.DataFrame:
    """Return for each class of goods how the restrictions see its giver: a digit a restriction.

    0 not concerned, 1 concerned, 2 concerned and named. Restrictions that bar a whole party have no
    digit. Goods alike in all else are different markets when their standing differs.
    """
    barred = barred_parties(book.restrictions)
    whole = (
        pl.col("party").is_in(barred) & (pl.col("from") == "") & (pl.col("to") == "") & (pl.col("hs") == "")
    )
    rows = book.restrictions.filter(~whole).with_row_index("restriction")
    named = rows.select("restriction", barred="party")
    under = goods_under(goods, rows).join(named, on="restriction")
    digit = pl.when((pl.col("barred") != "") & pl.col("party_gives")).then(pl.lit("2")).otherwise(pl.lit("1"))
    every = goods.select("goods_class").join(rows.select("restriction"), how="cross")
    seen = every.join(under.with_columns(digit=digit), on=["goods_class", "restriction"], how="left").sort(
        "goods_class", "restriction"
    )
    standing = seen.group_by("goods_class", maintain_order=True).agg(
        standing=pl.col("digit").fill_null("0").str.join("")
    )
    return (
        goods.select("goods_class")
        .join(standing, on="goods_class", how="left")
        .with_columns(pl.col("standing").fill_null(""))
    )


def barring_texts(restrictions: pl.DataFrame) -> pl.DataFrame:
    """Return ``party`` and ``barred_by``, what bars it altogether, in words."""
    barred = barred_parties(restrictions)
    rows = [row for row in restrictions.iter_rows(named=True) if _is_whole(row) and row["party"] in barred]
    named = {"party": [row["party"] for row in rows], "barred_by": [_words(row) for row in rows]}
    texts = pl.DataFrame(named, schema={"party": pl.String, "barred_by": pl.String})
    return texts.group_by("party", maintain_order=True).agg(pl.col("barred_by").str.join("; "))


def closing_texts(pairs: pl.DataFrame, restrictions: pl.DataFrame) -> pl.DataFrame:
    """Return for each closed pair of classes with a lane all that closes it: the classes and ``text``."""
    words = [_words(row) for row in restrictions.iter_rows(named=True)]
    named = {"text": words, "prefix": restrictions["hs"]}
    texts = pl.DataFrame(named, schema={"text": pl.String, "prefix": pl.String}).with_row_index("restriction")
    open_lanes = pairs.filter(pl.col("freight").is_not_null(), pl.col("closed"))
    closing = closed_pairs(open_lanes, restrictions).join(texts, on="restriction").sort("restriction")
    codes = open_lanes.select("goods_class", "hs").unique("goods_class")
    closing = closing.join(codes, on="goods_class", maintain_order="left").with_columns(text=_told())
    return closing.group_by("goods_class", "want_class", maintain_order=True).agg(
        pl.col("text").str.join("; ")
    )


def _told() -> pl.Expr:
    """A giver whose code is shorter than what the restriction names learns that a longer one would help."""
    helps = pl.concat_str(
        "text", pl.lit(": goods under "), "hs", pl.lit(" may be these, and a full code would tell")
    )
    return (
        pl.when(pl.col("hs").str.len_chars() < pl.col("prefix").str.len_chars()).then(helps).otherwise("text")
    )


def _is_whole(row: dict[str, str]) -> bool:
    return not (row["from"] or row["to"] or row["hs"])


def _words(row: dict[str, str]) -> str:
    """Return a restriction in a few words: what it closes, and why."""
    closes = " ".join(f"{column} {row[column]}" for column in ("from", "to", "hs", "party") if row[column])
    return f"{closes} ({row['reason']})" if row["reason"] else closes
