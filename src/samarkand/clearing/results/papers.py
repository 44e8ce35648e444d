"""How many papers a round takes: legs for each row, partners of a party, what is in swaps, small legs."""

from typing import Any

import numpy as np
import polars as pl

from samarkand.clearing.deals.flows import party_of_rows
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.pieces import has_things
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.solving.arrays import Integers

_TINY = 100
"""A leg is small if it is less than one part in so many of what one of its rows trades."""

_SWAP = 2

_MILLION = 1_000_000
"""Terms have nine digits: what is off by less than one part in so many is at the terms."""


def papers(economy: Economy, terms: pl.Series, deals: pl.DataFrame, legs: pl.DataFrame) -> dict[str, Any]:
    """Return the figures of the summary's ``papers``; empty where nothing was cleared.

    ``deals`` is the outcome's table, ``legs`` are those of `make_legs`. Shares have four decimals, rounded
    down.
    """
    if legs.is_empty():
        return {}
    offer, alternative, value = (legs[name].to_numpy() for name in ("offer", "alternative", "value"))
    want = economy.alternatives["want"].to_numpy()[alternative]
    rows = _different(offer) + _different(want)
    larger = np.maximum(_row_value(offer, value), _row_value(want, value))
    small = int(np.count_nonzero(value <= (larger - 1) // _TINY))
    swapped = deals.filter(pl.col("parties") <= _SWAP)["value"].sum()
    giver, taker = party_of_rows(economy)
    partners = _partners(giver[offer], taker[alternative])
    return {
        "legs_per_row": _ratio(legs.height, rows),
        "partners_median": _no_more_than(partners, 50),
        "partners_95_in_100": _no_more_than(partners, 95),
        "partners_most": int(partners[-1]),
        "share_in_swaps": _ratio(int(swapped), int(deals["value"].sum())),
        "small_legs": _ratio(small, legs.height),
        "own_price_legs": _own_prices(economy, terms, legs),
    }


def who_trades(economy: Economy, legs: pl.DataFrame) -> dict[str, int]:
    """Return how many of each kind trade: ``parties_trading``, ``offers_traded``, ``wants_traded``."""
    offer, alternative = (legs[name].to_numpy() for name in ("offer", "alternative"))
    giver, taker = party_of_rows(economy)
    return {
        "parties_trading": _different(np.concatenate([giver[offer], taker[alternative]])),
        "offers_traded": _different(offer),
        "wants_traded": _different(economy.alternatives["want"].to_numpy()[alternative]),
    }


def _different(numbers: Integers) -> int:
    return int(np.count_nonzero(np.bincount(numbers)))


def _own_prices(economy: Economy, terms: pl.Series, legs: pl.DataFrame) -> int:
    """Return how many legs move things at a price off the terms by more than a millionth."""
    if not has_things(economy):
        return 0
    offers = economy.offers.select("piece", "market")[legs["offer"]]
    priced = legs.with_columns(offers["piece"], price=terms.gather(offers["market"]))
    exact = pl.col("value").cast(pl.Int128) * VALUE_DIVISOR
    off = (exact - pl.col("quantity").cast(pl.Int128) * pl.col("price")).abs()
    hair = pl.max_horizontal(exact // _MILLION, pl.lit(VALUE_DIVISOR, dtype=pl.Int128))
    return priced.filter(pl.col("piece").is_not_null() & (off > hair)).height


def _row_value(row: Integers, value: Integers) -> Integers:
    """Return for each leg what its row trades in all."""
    sums = np.zeros(int(row.max()) + 1, np.int64)
    np.add.at(sums, row, value)
    return sums[row]


def _partners(giver: Integers, taker: Integers) -> Integers:
    """Return how many others each party trades with, ascending."""
    parties = max(int(giver.max()), int(taker.max())) + 1
    pairs = np.sort(np.concatenate([giver * parties + taker, taker * parties + giver]))
    party = pairs[np.diff(pairs, prepend=-1) > 0] // parties
    partners = np.bincount(party)
    return np.sort(partners[partners > 0])


def _no_more_than(ascending: Integers, percent: int) -> int:
    """Return the least number that so many in a hundred do not exceed."""
    return int(ascending[-(-len(ascending) * percent // 100) - 1])


def _ratio(part: int, whole: int) -> str:
    units, rest = divmod(part * 10_000 // whole, 10_000)
    return f"{units}.{rest:04d}"
