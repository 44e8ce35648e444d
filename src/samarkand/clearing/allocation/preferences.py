"""Which of several allocations of the same value: higher priority first, then whoever gains most."""

import numpy as np
import polars as pl

from samarkand.clearing.allocation.network import Network
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Floats, Integers

ROWS_WITH_PREFERENCES = 20_000
_STEPS = 100
_STEP = 0.001
"""A row is preferred by one step for each tenth of a per cent its limit is better than the rate."""


def arc_gains(economy: Economy, terms: pl.Series, rates: pl.DataFrame, network: Network) -> Integers:
    """Return the gain of a minor unit on each arc: what must flow, then value, then preferences.

    The levels are so far apart that no ring of arcs can trade a unit of a higher level for units of
    a lower one. Large books go without preferences: uniform gains are solved several times faster.
    """
    arcs = len(network.tail)
    preference = np.zeros(arcs, np.int64)
    if arcs <= ROWS_WITH_PREFERENCES:
        preference[network.offer_arcs()] = _offers(economy, terms, rates)[network.offer]
        preference[network.alternative_arcs()] = _alternatives(economy, terms, rates)[network.alternative]
    level = int(preference.max(initial=0)) * 2 * network.nodes + 1
    gain = preference
    gain[network.offer_arcs()] += level
    gain[network.forced] += level * 2 * network.nodes
    return gain


def _offers(economy: Economy, terms: pl.Series, rates: pl.DataFrame) -> Integers:
    ratio = _ratio(economy.offers, terms, rates)
    return _steps(ratio - 1.0)


def _alternatives(economy: Economy, terms: pl.Series, rates: pl.DataFrame) -> Integers:
    ratio = _ratio(economy.alternatives, terms, rates)
    wants = economy.alternatives["want"].to_numpy()
    order_of = np.unique(economy.wants["priority"].to_numpy(), return_inverse=True)[1]
    preferred: Integers = _steps(1.0 / ratio - 1.0) + (2 * _STEPS) * order_of[wants]
    return preferred


def _ratio(rows: pl.DataFrame, terms: pl.Series, rates: pl.DataFrame) -> Floats:
    """Return each row's ratio over its pool's rate; NaN where the pool has none."""
    rate = (rates["rate_terms"] / rates["rate_limit"]).to_numpy()
    price = terms.cast(pl.Float64).to_numpy()[rows["market"].to_numpy()]
    ratio: Floats = price / rows["limit"].to_numpy() / rate[rows["pool"].to_numpy()]
    return ratio


def _steps(gap: Floats) -> Integers:
    steps: Integers = np.clip(np.nan_to_num(gap) / _STEP, 0, _STEPS).astype(np.int64)
    return steps
