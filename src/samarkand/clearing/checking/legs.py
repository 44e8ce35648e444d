"""Whether each leg names real rows, moves what they are about, and holds exactly what its value buys."""

from functools import partial
from typing import Any

import polars as pl

from samarkand.clearing.checking.evidence import Evidence, with_words
from samarkand.clearing.checking.faults import faults, wrong_cells
from samarkand.clearing.checking.numbers import (
    quantity_of,
    quantity_text,
    terms_text,
    value_of,
    value_text,
    wide,
)
from samarkand.core.finding import Finding
from samarkand.core.scale import VALUE_DIVISOR

_FILE = "legs"
_NAMES = {"offer": "offer_no", "want": "want_no", "market": "market_no", "deal": "deal_no"}


_DESCRIBED = ("from_party", "to_party", "commodity", "from_place", "to_place", "unit", "market")


def check_names(evidence: Evidence) -> list[Finding]:
    """Return the legs that name an offer, want, market or deal the round does not have."""
    findings = []
    for column, number in _NAMES.items():
        unknown = with_words(evidence, evidence.legs.filter(pl.col(number).is_null()))
        findings += faults("unknown_name", unknown, partial(_say_unknown, column), file=_FILE, column=column)
    return findings


def _say_unknown(column: str, row: dict[str, Any]) -> str:
    return f"line {row['line']} names the {column} {row[column]!r}, which this round does not have."


def check_descriptions(evidence: Evidence) -> list[Finding]:
    """Return the legs whose party, goods, places, unit or market are not those of their rows."""
    numbers = evidence.legs
    offers, wants, markets = evidence.book.offers, evidence.book.wants, evidence.markets
    giver = offers.select(true_from_party="party", true_commodity="hs", true_from_place="place")
    taker = wants.select(true_to_party="party", true_to_place="place")
    goods = markets.select(true_market="label", true_unit="unit")
    true = [
        giver.select(pl.all().gather(numbers["offer_no"])),
        taker.select(pl.all().gather(numbers["want_no"])),
        goods.select(pl.all().gather(numbers["offered_in"])),
    ]
    legs = with_words(evidence, numbers.select("line"))
    legs = pl.concat([legs, *true], how="horizontal")
    columns = dict.fromkeys(_DESCRIBED, repr)
    return wrong_cells("leg_differs", legs, columns, lambda row: f"line {row['line']}", file=_FILE)


def check_quantities(evidence: Evidence) -> list[Finding]:
    """Return the legs of divisible goods whose quantity is not value over terms, rounded down.

    One thousandth more is right for as many legs of an offer as bring it to what its total value
    earns: value over terms, or whole lots, or its whole quantity where their whole value is given. A leg
    may stay without only where its want has no room left.
    """
    divisible = evidence.legs.filter(pl.col("piece").is_null(), pl.col("terms") > 0)
    legs = divisible.with_columns(bought=quantity_of("value", "terms"))
    extra, full = pl.col("quantity") - pl.col("bought"), pl.col("taken") >= pl.col("cap")
    judged = legs.join(_room(evidence), on="want_no", how="left", maintain_order="left").with_columns(
        extra=extra, excused=(extra == 0) & full
    )
    judged = judged.join(_offer_sums(evidence, judged), on="offer_no", how="left", maintain_order="left")
    short = pl.col("earned") - pl.col("sum_bought")
    chances = pl.min_horizontal(short, "legs")
    too_much = (pl.col("topped") > short) & (pl.col("extra") == 1)
    too_little = (chances > pl.col("topped") + pl.col("excuses")) & (pl.col("extra") == 0)
    wrong = judged.filter(~pl.col("extra").is_between(0, 1) | too_much | too_little)
    return _nothing_moved(evidence) + faults(
        "leg_quantity", with_words(evidence, wrong), _say_quantity, file=_FILE, column="quantity"
    )


def _say_quantity(row: dict[str, Any]) -> str:
    return (
        f"line {row['line']} moves {quantity_text(row['quantity'])} {row['unit']}; "
        f"{value_text(row['value'])} at {terms_text(row['terms'])} buys {quantity_text(row['bought'])}."
    )


def _room(evidence: Evidence) -> pl.DataFrame:
    """Return for each want that trades its cap and what it takes in all."""
    taken = evidence.taken.select("want_no", taken="traded")
    return evidence.wants.select("want_no", "cap").join(taken, on="want_no")


def _offer_sums(evidence: Evidence, legs: pl.DataFrame) -> pl.DataFrame:
    """Return per offer what its legs buy, what their total value earns, and how its legs are rounded.

    Columns: sum_bought, earned, legs, topped (with a thousandth more), excuses (without, for want of room).
    """
    sums = legs.group_by("offer_no").agg(
        pl.col("value").sum(),
        pl.col("terms").first(),
        sum_bought=pl.col("bought").sum(),
        legs=pl.len().cast(pl.Int64),
        topped=(pl.col("extra") == 1).sum().cast(pl.Int64),
        excuses=pl.col("excused").sum().cast(pl.Int64),
    )
    caps = evidence.offers.select("offer_no", "cap", "lot")
    known = sums.join(caps, on="offer_no", how="left")
    is_whole = pl.col("value") >= value_of("cap", "terms")
    bought = quantity_of("value", "terms")
    # What is short of the value of one more lot by less than a minor unit is that lot.
    lots = (wide("value") * VALUE_DIVISOR + VALUE_DIVISOR - 1) // wide("terms") // wide("lot")
    in_lots = pl.max_horizontal(bought, lots * wide("lot"))
    earned = pl.when(is_whole).then(wide("cap")).otherwise(in_lots)
    return known.select("offer_no", "sum_bought", "legs", "topped", "excuses", earned=earned)


def _nothing_moved(evidence: Evidence) -> list[Finding]:
    empty = evidence.legs.filter((pl.col("value") <= 0) | (pl.col("quantity") < 0) | (wide("terms") <= 0))
    return faults(
        "leg_quantity",
        with_words(evidence, empty),
        lambda row: (
            f"line {row['line']} moves {quantity_text(row['quantity'])} {row['unit']} "
            f"for {value_text(row['value'])}: both must be more than nothing."
        ),
        file=_FILE,
        column="value",
    )


def check_reach(evidence: Evidence) -> list[Finding]:
    """Return the legs whose goods may not or cannot go where they are said to go."""
    legs = evidence.legs.select("line", "want_class", "offered_in")
    judged = legs.join(
        evidence.reach,
        left_on=["want_class", "offered_in"],
        right_on=["want_class", "market_no"],
        how="left",
    )
    why = (
        pl.when(pl.col("closed").is_null())
        .then(pl.lit("the want is for other goods"))
        .when(pl.col("closed"))
        .then(pl.lit("a restriction closes the way"))
        .when(pl.col("freight").is_null())
        .then(pl.lit("no lane arrives in time"))
    )
    known = judged.drop_nulls(["want_class", "offered_in"])
    wrong = known.with_columns(why=why).drop_nulls("why").sort("line")
    return faults(
        "leg_unreachable",
        with_words(evidence, wrong),
        lambda row: f"line {row['line']}: {row['offer']} cannot go to {row['want']}: {row['why']}.",
        file=_FILE,
    )


def check_parties(evidence: Evidence) -> list[Finding]:
    """Return the legs from a party to itself."""
    own = evidence.legs.filter(pl.col("giver_no") == pl.col("taker_no"))
    return faults(
        "leg_within_party",
        with_words(evidence, own),
        lambda row: f"line {row['line']}: {row['offer']} and {row['want']} are both of {row['to_party']}.",
        file=_FILE,
        column="to_party",
    )
