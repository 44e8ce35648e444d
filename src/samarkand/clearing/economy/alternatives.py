"""The alternatives of a want: the markets whose goods it accepts, can reach in time, and may take from."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from samarkand.book.scaled import times_divided
from samarkand.clearing.economy import restrictions as law
from samarkand.clearing.economy.company import with_company
from samarkand.clearing.economy.lanes import reach
from samarkand.clearing.economy.national_digits import alike_in_six_digits, with_national_digits

_CLASS_KEY = ("hs", "grade", "place", "from", "until", "dimension", "restriction_class")


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The alternatives of every want, and the rows that can meet nobody (id, reason, closed_by)."""

    alternatives: pl.DataFrame
    left_out: pl.DataFrame


def find_alternatives(
    wants: pl.DataFrame,
    offers: pl.DataFrame,
    markets: pl.DataFrame,
    lanes: pl.DataFrame | None,
    restrictions: pl.DataFrame,
    as_of: date | None = None,
) -> Alternatives:
    """Return what each want can take from; see `Economy.alternatives` for the columns.

    No goods leave before ``as_of``.

    Wants that ask alike share a class, and classes are matched with markets once, so the work
    grows with the kinds of want, not with their number.
    """
    classes = wants.select(*_CLASS_KEY).unique().sort(*_CLASS_KEY).with_row_index("want_class")
    pairs = _judged(_same_goods(classes, markets), lanes, restrictions, as_of)
    wants = wants.with_row_index("want_number").join(
        classes, on=_CLASS_KEY, how="left", nulls_equal=True, maintain_order="left"
    )
    open_pairs = pairs.filter(pl.col("freight").is_not_null(), pl.col("closed_by") == "")
    reached = _reached(wants, open_pairs)
    alternatives = with_company(reached, offers).filter("met").sort("pool", "want", "market")
    lonely_wants = wants.join(alternatives.select(want_number="want"), on="want_number", how="anti")
    lonely_offers = with_company(offers, reached).filter(~pl.col("met"))
    alike = alike_in_six_digits(classes, markets.with_row_index("market"))
    left_out = pl.concat(
        [
            with_national_digits(
                _why_lonely(lonely_wants, "want", ("want_class", "want_number"), pairs, reached["want"]),
                wants.join(alike, on="want_class", how="semi")["want"],
            ),
            with_national_digits(
                _why_lonely(lonely_offers, "offer", ("market", "market"), pairs, reached["market"]),
                offers.join(alike, on="market", how="semi")["offer"],
            ),
        ]
    )
    columns = ("want", "pool", "market", "quantity", "limit", "freight")
    return Alternatives(alternatives.select(pl.col(name).cast(pl.Int64) for name in columns), left_out)


def _same_goods(classes: pl.DataFrame, markets: pl.DataFrame) -> pl.DataFrame:
    """Return every class with every market whose goods it accepts, whatever stands between."""
    goods = markets.with_row_index("market").rename(
        {
            "hs": "market_hs",
            "place": "market_place",
            "grade": "market_grade",
            "restriction_class": "offer_class",
        }
    )
    found = []
    for length in sorted(classes["hs"].str.len_chars().unique().to_list()):
        asking = classes.filter(pl.col("hs").str.len_chars() == length)
        keyed = goods.with_columns(hs=pl.col("market_hs").str.slice(0, length))
        found.append(asking.join(keyed, on=["hs", "dimension"], how="inner", suffix="_market"))
    if not found:
        return classes.join(
            goods.with_columns(hs=pl.col("market_hs")), on=["hs", "dimension"], suffix="_market"
        )
    same = pl.concat(found)
    of_grade = same.filter((pl.col("grade") == "") | (pl.col("grade") == pl.col("market_grade")))
    return of_grade.sort("want_class", "market")


def _judged(
    pairs: pl.DataFrame, lanes: pl.DataFrame | None, restrictions: pl.DataFrame, as_of: date | None
) -> pl.DataFrame:
    """Return want_class, market, closed_by and freight per market unit (null: no lane in time)."""
    sides = pairs.with_row_index("pair").select(
        "pair",
        "want_class",
        "market",
        "offer_class",
        "market_hs",
        "tonnes_numerator",
        "tonnes_denominator",
        pl.col("market_place").alias("place"),
        pl.max_horizontal("from_market", pl.lit(as_of, dtype=pl.Date)).alias("from"),
        pl.col("until_market").alias("until"),
        pl.col("place").alias("to_place"),
        pl.col("from").alias("want_from"),
        pl.col("until").alias("want_until"),
        pl.col("restriction_class").alias("taking"),
    )
    why = law.closed_by(restrictions, "offer_class", "taking", "market_hs")
    closed = sides.select("pair", why.alias("closed_by"))
    numerator, denominator = pl.col("tonnes_numerator"), pl.col("tonnes_denominator")
    per_unit = -times_divided(-pl.col("freight"), numerator.fill_null(0), denominator.fill_null(1))
    return (
        reach(sides, lanes)
        .join(closed, on="pair", how="left", maintain_order="left")
        .select("want_class", "market", "closed_by", per_unit.alias("freight"))
    )


def _reached(wants: pl.DataFrame, open_pairs: pl.DataFrame) -> pl.DataFrame:
    asked = wants.select(
        pl.col("want_number").alias("want"),
        "party",
        "pool",
        "quantity",
        "want_class",
        pl.col("limit").alias("bid"),
    )
    net = (pl.col("bid") - pl.col("freight")).alias("limit")
    return asked.join(open_pairs, on="want_class", how="inner").with_columns(net).filter(pl.col("limit") > 0)


def _why_lonely(
    lonely: pl.DataFrame, side: str, keys: tuple[str, str], pairs: pl.DataFrame, reached: pl.Series
) -> pl.DataFrame:
    """Return id, reason and closed_by of the rows that meet nobody else, the nearest miss first.

    ``keys`` name the columns by which pairs are judged, and by which the rows are numbered in ``reached``:
    the lonely ones among those are reached by their own party alone.
    """
    judged_by, number = keys
    own = pl.DataFrame({number: reached}).unique().with_columns(own=pl.lit(value=True))
    has_lane, is_open = pl.col("freight").is_not_null(), pl.col("closed_by") == ""
    misses = pairs.group_by(judged_by, maintain_order=True).agg(
        (has_lane & is_open).any().alias("open"),
        (has_lane & ~is_open).any().alias("closed"),
        pl.col("closed_by").filter(has_lane & ~is_open).first().alias("closed_by"),
    )
    reason = (
        pl.when(pl.col("own"))
        .then(pl.lit("own_goods"))
        .when(pl.col("open"))
        .then(pl.lit("limit_too_far"))
        .when(pl.col("closed"))
        .then(pl.lit("closed_by_restriction"))
        .when(pl.col("open").is_not_null())
        .then(pl.lit("no_lane_in_time"))
        .otherwise(pl.lit("no_counterpart"))
    )
    return (
        lonely.join(own, on=number, how="left", maintain_order="left")
        .join(misses, on=judged_by, how="left", maintain_order="left")
        .select(
            pl.col(side).alias("id"),
            reason.alias("reason"),
            pl.when(reason == "closed_by_restriction")
            .then("closed_by")
            .otherwise(pl.lit(""))
            .alias("closed_by"),
        )
    )
