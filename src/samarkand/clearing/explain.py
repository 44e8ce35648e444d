"""Why one offer or want traded or did not, in sentences."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reasons import sentence
from samarkand.publishing import words


def explain(outcome: Outcome, name: str) -> list[str]:
    """Return what became of the offer or want called ``name``, a sentence a line.

    First what was traded, then why anything is left and what limit the terms asked of it. Empty
    when the outcome knows no such row: it either is not in the book or names nothing.
    """
    gave = outcome.legs.filter(pl.col("offer") == name)
    took = outcome.legs.filter(pl.col("want") == name)
    left = outcome.unmatched.filter(pl.col("id") == name)
    said = [_gave(leg) for leg in gave.iter_rows(named=True)]
    said += [_took(leg) for leg in took.iter_rows(named=True)]
    currency = currencies(outcome)
    said += [sentence(row, currency.get(row["party"], "")) for row in left.iter_rows(named=True)]
    return said if said and not left.is_empty() else [*said, *(["Nothing of it is left."] if said else [])]


def known_names(outcome: Outcome) -> list[str]:
    """Return the names of all offers and wants the outcome speaks of."""
    named = pl.concat([outcome.legs["offer"], outcome.legs["want"], outcome.unmatched["id"]])
    return named.unique().sort().to_list()


def currencies(outcome: Outcome) -> dict[str, str]:
    """Return the money of each party that is a pool by itself; members of larger pools have none here."""
    return dict(outcome.balances.select("pool", "currency").iter_rows())


def _gave(leg: Mapping[str, Any]) -> str:
    return f"{_goods(leg)} given to {leg['to_party']} in deal {leg['deal']}."


def _took(leg: Mapping[str, Any]) -> str:
    return f"{_goods(leg)} received from {leg['from_party']} in deal {leg['deal']}."


def _goods(leg: Mapping[str, Any]) -> str:
    worth = words.money(leg["value"])
    return f"{words.quantity(leg['quantity'], leg['unit'])} of {leg['commodity']}, worth {worth},"
