"""What a trader is told of a round that is published: the terms, and what became of its own rows."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from samarkand.clearing.reasons import sentence
from samarkand.core.finding import Refusal
from samarkand.platform.house.catalogue import finding as house_finding
from samarkand.platform.parties.models import Party
from samarkand.platform.rounds.models import Clearing, Round
from samarkand.platform.rounds.outcomes import table_of


@dataclass(frozen=True, slots=True)
class Unmatched:
    """What is left open of one row, and why. Quantities count thousandths, limits millionths."""

    code: str
    side: str
    hs: str
    open_quantity: int
    unit: str
    reason: str
    limit: int | None
    limit_to_trade: int | None
    told: str


def public_terms(round_: Round) -> list[dict[str, Any]]:
    """Return the terms of a published round, a row a market: commodity, place, value of a unit, traded.

    Terms are the same for everyone who trades there; no party and no limit price can be read from
    them. Raises Refusal (``state_wrong``) before the round is published.
    """
    return list(table_of(published_clearing(round_), "terms").iter_rows(named=True))


def own_unmatched(round_: Round, party: Party) -> list[Unmatched]:
    """Return what is left of a party's own rows in a published round, each with its reason in words.

    Raises Refusal (``state_wrong``) before the round is published.
    """
    rows = table_of(published_clearing(round_), "unmatched").filter(pl.col("party") == party.code)
    return [_unmatched(row, party.currency) for row in rows.iter_rows(named=True)]


def _unmatched(row: dict[str, Any], currency: str) -> Unmatched:
    return Unmatched(
        code=row["id"],
        side=row["side"],
        hs=row["commodity"],
        open_quantity=row["open_quantity"],
        unit=row["unit"],
        reason=row["reason"],
        limit=row["limit"],
        limit_to_trade=row["limit_to_trade"],
        told=sentence(row, currency),
    )


def published_clearing(round_: Round) -> Clearing:
    """Return the clearing that a round published; raises Refusal (``state_wrong``) where there is none."""
    if round_.published is None:
        message = f"round {round_} is {round_.state}: nothing of it is published."
        raise Refusal(house_finding("state_wrong", message, column="state", value=round_.state))
    return round_.published
