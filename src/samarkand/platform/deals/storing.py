"""Deals, legs and acceptances go into the database in a statement each, however many they are."""

from datetime import datetime

import polars as pl
from django.db import connection

from samarkand.platform.accounts.given_rows import Kind, with_rows
from samarkand.platform.deals.models import Acceptance, Answer, Deal, DealState, Leg
from samarkand.platform.rounds.models import Round

_DEALS = """
    INSERT INTO deals_deal (round_id, code, value, state, reason, accept_until, ended_at, version)
    SELECT given.round, given.code, given.value, given.state, '', {until}, NULL, 1 FROM {{given}}
"""
_LEGS = """
    INSERT INTO deals_leg (deal_id, code, offer_id, want_id, giver_id, taker_id, hs, from_place, to_place,
                           quantity, unit, value, offer_quantity, want_quantity)
    SELECT deal.id, given.code, offer.id, want.id, offer.party_id, want.party_id, given.hs,
           given.from_place, given.to_place, given.quantity, given.unit, given.value,
           given.offer_quantity, given.want_quantity
    FROM {given}
    JOIN deals_deal AS deal ON deal.code = given.deal
    JOIN market_offer AS offer ON offer.code = given.offer
    JOIN market_want AS want ON want.code = given.want
    ORDER BY given.place
"""
_ACCEPTANCES = """
    INSERT INTO deals_acceptance (deal_id, party_id, answer, reason)
    SELECT asked.deal, asked.party, %s, '' FROM (
        SELECT leg.deal_id AS deal, leg.giver_id AS party FROM deals_leg AS leg
        JOIN deals_deal AS deal ON deal.id = leg.deal_id WHERE deal.round_id = %s
        UNION
        SELECT leg.deal_id, leg.taker_id FROM deals_leg AS leg
        JOIN deals_deal AS deal ON deal.id = leg.deal_id WHERE deal.round_id = %s
    ) AS asked ORDER BY asked.deal, asked.party
"""
_DEAL_COLUMNS: dict[str, Kind] = {
    "round": "bigint",
    "code": "text",
    "value": "bigint",
    "state": "text",
    "until": "text",
}
_LEG_COLUMNS: dict[str, Kind] = {
    "place": "bigint",
    "deal": "text",
    "code": "text",
    "offer": "text",
    "want": "text",
    "hs": "text",
    "from_place": "text",
    "to_place": "text",
    "quantity": "bigint",
    "unit": "text",
    "value": "bigint",
    "offer_quantity": "bigint",
    "want_quantity": "bigint",
}


def store_deals(round_: Round, deals: pl.DataFrame, legs: pl.DataFrame, accept_until: datetime) -> None:
    """Write the deals of an outcome, their legs, and a question to each of their parties.

    ``legs`` has what each takes of its rows (`taken.with_taken`). A deal is called by its round and its
    number there, a leg by its deal and its number.
    """
    deal_rows = deals.select(
        round=pl.lit(round_.pk, dtype=pl.Int64),
        code=_deal_code(round_),
        value="value",
        state=pl.lit(DealState.PROPOSED.value),
        until=pl.lit(str(connection.ops.adapt_datetimefield_value(accept_until))),
    )
    with_rows(_DEALS.format(until=moment("given.until")), _DEAL_COLUMNS, deal_rows.rows())
    number = pl.int_range(1, pl.len() + 1).over("deal").cast(pl.String)
    leg_rows = legs.with_columns(deal=_deal_code(round_), hs="commodity").with_columns(
        code=pl.col("deal") + "-" + number, place=pl.int_range(pl.len())
    )
    with_rows(_LEGS, _LEG_COLUMNS, leg_rows.select(_LEG_COLUMNS.keys()).rows())
    with connection.cursor() as cursor:
        cursor.execute(_ACCEPTANCES, [Answer.AWAITED.value, round_.pk, round_.pk])
    _require_all(round_, deals.height, legs.height)


def _deal_code(round_: Round) -> pl.Expr:
    return pl.lit(f"{round_.code}-") + pl.col("deal")


def moment(column: str) -> str:
    """Return the SQL that reads a column of text as the database keeps times."""
    return f"{column}::timestamptz" if connection.vendor == "postgresql" else column


def _require_all(round_: Round, deals: int, legs: int) -> None:
    """Raise where the joins have lost anything: an offer or a want that is no longer there."""
    written = Deal.objects.filter(round=round_).count(), Leg.objects.filter(deal__round=round_).count()
    if written != (deals, legs):
        raise RuntimeError(f"{deals} deals and {legs} legs came to {written}")
    if legs and not Acceptance.objects.filter(deal__round=round_).exists():
        raise RuntimeError("nobody was asked")
