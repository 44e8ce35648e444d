"""Deals, legs and questions go into the database in one go each, however many they are."""

from datetime import datetime

import polars as pl

from samarkand.platform.deals.models import Answer, DealState
from samarkand.platform.house.many_rows import insert_frame, kept_moment, next_numbers, with_rows
from samarkand.platform.rounds.models import Round

_ROWS = """
    SELECT side.code, side.id, side.party_id
    FROM {{given}} JOIN market_{side} AS side ON side.code = given.code
"""


def store_deals(round_: Round, deals: pl.DataFrame, legs: pl.DataFrame, accept_until: datetime) -> None:
    """Write the deals of an outcome, their legs, and a question to each of their parties.

    ``legs`` has what each takes of its rows (`taken.with_taken`). A deal is called by its round and its
    number there, a leg by its deal and its number.
    """
    deal_rows = _deals(round_, deals, accept_until)
    leg_rows = _legs(round_, deal_rows, legs)
    insert_frame("deals_deal", deal_rows)
    insert_frame("deals_leg", leg_rows)
    insert_frame("deals_acceptance", _questions(leg_rows))


def _deals(round_: Round, deals: pl.DataFrame, accept_until: datetime) -> pl.DataFrame:
    return deals.select(
        "value",
        code=_deal_code(round_),
        id=pl.Series(next_numbers("deals_deal", deals.height), dtype=pl.Int64),
        round_id=pl.lit(round_.pk, dtype=pl.Int64),
        state=pl.lit(DealState.PROPOSED.value),
        reason=pl.lit(""),
        accept_until=pl.lit(str(kept_moment(accept_until))),
        version=pl.lit(1),
    )


def _legs(round_: Round, deals: pl.DataFrame, legs: pl.DataFrame) -> pl.DataFrame:
    """Return the legs with the numbers of their deals, rows and parties in place of codes.

    Raises RuntimeError where a row is no longer there: the round that froze it keeps it from going.
    """
    number = pl.int_range(1, pl.len() + 1).over("deal").cast(pl.String)
    named = legs.with_columns(deal=_deal_code(round_)).with_columns(code=pl.col("deal") + "-" + number)
    rows = (
        named.join(deals.select(deal="code", deal_id="id"), on="deal", maintain_order="left")
        .join(_rows(legs, "offer", "giver_id"), on="offer", maintain_order="left")
        .join(_rows(legs, "want", "taker_id"), on="want", maintain_order="left")
    )
    if rows.height < legs.height:
        raise RuntimeError(f"{legs.height} legs of {round_}, but {rows.height} with deal, offer and want")
    kept = ("code", "deal_id", "offer_id", "want_id", "giver_id", "taker_id", "from_place", "to_place")
    counted = ("quantity", "unit", "value", "offer_quantity", "want_quantity")
    return rows.select(*kept, *counted, hs="commodity")


def _rows(legs: pl.DataFrame, side: str, holder: str) -> pl.DataFrame:
    """Return the number of each offer or want that legs have, and of the party whose it is."""
    codes = legs.select(pl.col(side).unique())
    rows = with_rows(_ROWS.format(side=side), {"code": "text"}, codes.rows())
    return pl.DataFrame(
        rows, schema={side: pl.String, f"{side}_id": pl.Int64, holder: pl.Int64}, orient="row"
    )


def _questions(legs: pl.DataFrame) -> pl.DataFrame:
    """Return what each party of each deal is asked, in the order of both."""
    sides = (legs.select("deal_id", party_id=side) for side in ("giver_id", "taker_id"))
    asked = pl.concat(sides).unique().sort("deal_id", "party_id")
    return asked.with_columns(answer=pl.lit(Answer.AWAITED.value), reason=pl.lit(""))


def _deal_code(round_: Round) -> pl.Expr:
    return pl.lit(f"{round_.code}-") + pl.col("deal")
