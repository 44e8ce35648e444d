"""What a trader is told of a round that is published: the terms, and what became of its own rows."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from samarkand.clearing.reasons import sentence
from samarkand.core.finding import Refusal
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.catalogue import finding as house_finding
from samarkand.platform.parties.models import Party
from samarkand.platform.rounds.models import Clearing, Round
from samarkand.platform.rounds.outcomes import snapshot_table, table_of
from samarkand.platform.rounds.told_limits import with_told_limits
from samarkand.platform.rounds.told_terms import EXACT, told_terms

_DIRECTION = {
    "offer": "It would have to ask less.",
    "want": "It would have to pay more.",
}
"""What is told of a limit that was too far, where no number may be told."""


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


def public_terms(actor: Actor, round_: Round) -> list[dict[str, Any]]:
    """Return the terms of a published round, a row a market, as they are told to the one who asks.

    Those who see everything read the outcome's ``terms``; others what `told_terms.told_terms` leaves of it,
    with ``told`` beside it. Raises Refusal (``state_wrong``) before the round is published.
    """
    clearing = published_clearing(round_)
    terms = table_of(clearing, "terms")
    if actor.sees_all:
        shown = terms.with_columns(told=pl.lit(EXACT))
    else:
        shown = told_terms(terms, table_of(clearing, "legs"), _spoken_for(actor))
    return list(shown.iter_rows(named=True))


def _spoken_for(actor: Actor) -> set[str]:
    """Return the parties whose deals an actor may read: a trader's own, those of a regulator's country."""
    if actor.role is Role.REGULATOR:
        return set(Party.objects.filter(country=actor.country).values_list("code", flat=True))
    return {actor.party}


def own_unmatched(round_: Round, party: Party) -> list[Unmatched]:
    """Return what is left of a party's own rows in a published round, each with its reason in words.

    Of the limit that a row would have needed only as much as `told_limits` lets the party know. Raises
    Refusal (``state_wrong``) before the round is published.
    """
    clearing = published_clearing(round_)
    tables = {name: table_of(clearing, name) for name in ("unmatched", "potentials", "terms", "legs")}
    terms = told_terms(tables["terms"], tables["legs"], {party.code})
    parties = snapshot_table(round_, "parties")
    if parties is None:
        raise ValueError(f"the snapshot of {round_} has no parties")
    lanes = snapshot_table(round_, "lanes") is not None
    rows = with_told_limits(tables, parties, terms, party.code, lanes=lanes)
    return [told_row(row, party.currency) for row in rows.iter_rows(named=True)]


def told_row(row: dict[str, Any], currency: str) -> Unmatched:
    """Return a row that `told_limits.with_told_limits` has been over, with its reason in words."""
    said = sentence(row, currency)
    if row["reason"] == "limit_too_far" and row["limit_to_trade"] is None:
        said = f"{said} {_DIRECTION[row['side']]}"
    return Unmatched(
        code=row["id"],
        side=row["side"],
        hs=row["commodity"],
        open_quantity=row["open_quantity"],
        unit=row["unit"],
        reason=row["reason"],
        limit=row["limit"],
        limit_to_trade=row["limit_to_trade"],
        told=said,
    )


def published_clearing(round_: Round) -> Clearing:
    """Return the clearing that a round published; raises Refusal (``state_wrong``) where there is none."""
    if round_.published is None:
        message = f"round {round_} is {round_.state}: nothing of it is published."
        raise Refusal(house_finding("state_wrong", message, column="state", value=round_.state))
    return round_.published
