"""The outcome of a round: seven frames and a summary, the same columns in memory and on disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from samarkand.core.scale import PRICE_DECIMALS, QUANTITY_DECIMALS, TERMS_DECIMALS, VALUE_DECIMALS

SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    "terms": {
        "market": pl.String(),
        "commodity": pl.String(),
        "grade": pl.String(),
        "place": pl.String(),
        "period": pl.String(),
        "unit": pl.String(),
        "value_per_unit": pl.Int64(),
        "traded_quantity": pl.Int64(),
        "traded_value": pl.Int64(),
    },
    "deals": {
        "deal": pl.String(),
        "parties": pl.Int64(),
        "legs": pl.Int64(),
        "value": pl.Int64(),
    },
    "legs": {
        "deal": pl.String(),
        "offer": pl.String(),
        "want": pl.String(),
        "from_party": pl.String(),
        "to_party": pl.String(),
        "commodity": pl.String(),
        "from_place": pl.String(),
        "to_place": pl.String(),
        "quantity": pl.Int64(),
        "unit": pl.String(),
        "value": pl.Int64(),
        "market": pl.String(),
    },
    "balances": {
        "pool": pl.String(),
        "value_out": pl.Int64(),
        "value_in": pl.Int64(),
        "balance": pl.Int64(),
        "swing": pl.Int64(),
        "rate": pl.Float64(),
        "rate_low": pl.Float64(),
        "rate_high": pl.Float64(),
        "currency": pl.String(),
    },
    "home_settlement": {
        "pool": pl.String(),
        "payer": pl.String(),
        "payee": pl.String(),
        "amount": pl.Int64(),
        "currency": pl.String(),
    },
    "unmatched": {
        "id": pl.String(),
        "side": pl.String(),
        "party": pl.String(),
        "commodity": pl.String(),
        "open_quantity": pl.Int64(),
        "unit": pl.String(),
        "reason": pl.String(),
        "limit": pl.Int64(),
        "limit_to_trade": pl.Int64(),
        "longer_by": pl.Int64(),
        "closed_by": pl.String(),
    },
    "potentials": {
        "kind": pl.String(),
        "name": pl.String(),
        "potential": pl.Int64(),
        "rate_terms": pl.Int64(),
        "rate_limit": pl.Int64(),
        "case": pl.Int64(),
    },
}

DECIMALS: dict[str, int] = {
    "value_per_unit": TERMS_DECIMALS,
    "traded_quantity": QUANTITY_DECIMALS,
    "quantity": QUANTITY_DECIMALS,
    "open_quantity": QUANTITY_DECIMALS,
    "traded_value": VALUE_DECIMALS,
    "value": VALUE_DECIMALS,
    "value_out": VALUE_DECIMALS,
    "value_in": VALUE_DECIMALS,
    "balance": VALUE_DECIMALS,
    "swing": VALUE_DECIMALS,
    "amount": VALUE_DECIMALS,
    "limit": PRICE_DECIMALS,
    "limit_to_trade": PRICE_DECIMALS,
    "longer_by": QUANTITY_DECIMALS,
}
"""Columns that are decimals on disk and whole numbers at this scale in memory."""

BETWEEN = "\t"
"""Stands between market and party in the name of a potential of the kind ``own``; no code has one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who gives what to whom, at which terms, and the proof.

    ``terms``: a row per market that has an offer and can be reached by a want; the value of one
    unit in the unit of account and what was traded there.
    ``deals`` and ``legs``: a deal is a set of legs balanced by itself; a leg moves goods of one
    offer to one want.
    ``balances``: a row per pool: value given and received, its swing, and its rate (units of
    account per unit of the pool's money; null where nothing was traded) with the interval of
    rates that honour every executed limit.
    ``home_settlement``: payments inside pools of several parties, in the pool's own money; a
    payer or payee that equals the pool's name is the pool's own clearing account.
    ``unmatched``: every offer or want with an open quantity: why; the limit it would have needed at
    these terms, where its own was too far; by how much its side of the market is longer, where it is
    rationed, in its own unit.
    ``potentials``: the certificate, a row per market, pool and quota in each case of rates, and for each
    price that keeps a party from trading with itself (see `certificate`); ``pool_from`` is a pool's
    potential from a rate on, ``rate_below`` and ``rate_from`` bound a case's rates.
    ``summary``: the content of ``outcome.json``.
    """

    terms: pl.DataFrame
    deals: pl.DataFrame
    legs: pl.DataFrame
    balances: pl.DataFrame
    home_settlement: pl.DataFrame
    unmatched: pl.DataFrame
    potentials: pl.DataFrame
    summary: Mapping[str, Any]

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the frames by name, in the order of the files."""
        return {name: getattr(self, name) for name in SCHEMAS}
