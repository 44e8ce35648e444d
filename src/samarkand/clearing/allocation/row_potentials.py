"""What a minor unit of value costs a giver, and is worth to a taker, at a case's prices of markets.

That is the potential of the market, and the prices that keep parties from trading with themselves.
"""

import numpy as np
import polars as pl

from samarkand.clearing.allocation.proof import Case
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Integers


def offer_potentials(economy: Economy, case: Case) -> Integers:
    """Return for each offer the potential of its market and the giver's own price there."""
    rows = economy.offers.select("market", "party")
    potentials: Integers = case.markets[rows["market"].to_numpy()] + _own_price(rows, case)
    return potentials


def alternative_potentials(economy: Economy, case: Case) -> Integers:
    """Return for each alternative the potential of its market and the own prices of all but the taker."""
    everybody = case.markets.copy()
    np.add.at(everybody, case.own["market"].to_numpy(), case.own["potential"].to_numpy())
    potentials: Integers = everybody[economy.alternatives["market"].to_numpy()]
    if case.own.is_empty():
        return potentials
    rows = economy.alternatives.select("market", party=pl.lit(economy.wants["party"]).gather(pl.col("want")))
    return potentials - _own_price(rows, case)


def _own_price(rows: pl.DataFrame, case: Case) -> Integers:
    """Return the price of each row's party in its market, nought where it has none."""
    if case.own.is_empty():
        return np.zeros(rows.height, np.int64)
    known = rows.join(case.own, on=["market", "party"], how="left", maintain_order="left")
    price: Integers = known["potential"].fill_null(0).to_numpy()
    return price
