"""The flows that are taken apart into deals: what rows carry, and what pools owe within their swings."""

from typing import Any

import numpy as np
import polars as pl

from samarkand.clearing.deals.board import Flows
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Integers


def pool_balances(economy: Economy, offer_value: Integers, alternative_value: Integers) -> Integers:
    """Return what each pool gives more than it takes."""
    balance = np.zeros(economy.pools.height, np.int64)
    np.add.at(balance, economy.offers["pool"].to_numpy(), offer_value)
    np.subtract.at(balance, economy.alternatives["pool"].to_numpy(), alternative_value)
    return balance


def party_of_rows(economy: Economy) -> tuple[Integers, Integers]:
    """Return the party of each offer and of each alternative as a number."""
    giver = economy.offers["party_number"].to_numpy()
    taker = economy.wants["party_number"].to_numpy()
    return giver, taker[economy.alternatives["want"].to_numpy()]


def flows_of(
    economy: Economy,
    values: tuple[Integers, Integers],
    balance: Integers,
    parties: tuple[Integers, Integers],
) -> tuple[Flows, Flows]:
    """Return what is given and what is taken: of each pair the first is about offers.

    A pool that is given more than it gives owes the rest: it gives that into a market of its own kind,
    after the markets of goods, from which those who gave more than they got take it.
    """
    markets = economy.markets.height
    owed, due = np.maximum(-balance, 0), np.maximum(balance, 0)
    gives = _flows(economy.offers, parties[0], values[0], owed, markets)
    takes = _flows(economy.alternatives, parties[1], values[1], due, markets)
    return gives, takes


def _flows(rows: pl.DataFrame, party: Integers, value: Integers, swing: Integers, markets: int) -> Flows:
    """Return the flows of the rows that carry something and of the swings."""
    used, swinging = np.flatnonzero(value), np.flatnonzero(swing)
    none, no_row = np.zeros(len(swinging), np.int64), np.full(len(swinging), -1)
    pool = np.concatenate([rows["pool"].to_numpy()[used].astype(np.int64), swinging])
    by_pool = np.argsort(pool, kind="stable")
    market = np.concatenate([rows["market"].to_numpy()[used].astype(np.int64), none + markets])[by_pool]
    listed = np.argsort(market, kind="stable")
    spot = np.empty_like(listed)
    spot[listed] = np.arange(len(listed))
    bounds = np.searchsorted(market[listed], np.arange(markets + 2))
    columns: dict[str, Any] = {
        "row": np.concatenate([used, no_row])[by_pool],
        "party": np.concatenate([party[used], no_row])[by_pool],
        "left": np.concatenate([value[used], swing[swinging]])[by_pool],
    }
    return Flows(
        start=np.searchsorted(pool[by_pool], np.arange(len(swing) + 1)),
        pool=pool[by_pool],
        market=market,
        first=bounds[:-1].copy(),
        live=np.diff(bounds),
        listed=listed,
        spot=spot,
        **columns,
    )
