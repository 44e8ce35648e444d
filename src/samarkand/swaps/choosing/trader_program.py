"""A program in whole numbers over wants: who trades what, so that most traders do.

A switch for each arc, on when its want is met, each node once as giver and once as getter; and a
switch for each trader, on only if one of their items changes hands.
"""

from dataclasses import dataclass, replace

import numpy as np

from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.highs import Rows, best_switches
from samarkand.swaps.choosing.core import Core


@dataclass(frozen=True, slots=True)
class Choice:
    """What each node receives, what that gains, and a bound on the gain of any choice."""

    matched: Integers
    gain: int
    bound: int


def best_choice(core: Core, item_gain: int, trader_gain: int) -> Choice | None:
    """Return the matching of largest gain, so much for each item and each trader in trade.

    None where the search ended without any.
    """
    gain = _gain(core, item_gain, trader_gain)
    return _solved(core, gain, _rows(core))


def cheapest_choice(core: Core, item_gain: int, trader_gain: int, at_least: int) -> Choice | None:
    """Return the matching whose wants cost least, of those that gain at least so much.

    Costs are counted as losses: the gain is at most zero. None where the search ended without any.
    """
    gain = _gain(core, item_gain, trader_gain)
    rows = _rows(core)
    needed = np.flatnonzero(gain)
    floor = replace(
        rows,
        row=np.append(rows.row, np.full(len(needed), len(rows.low))),
        column=np.append(rows.column, needed),
        value=np.append(rows.value, gain[needed]),
        low=np.append(rows.low, at_least),
        high=np.append(rows.high, np.inf),
    )
    cost = np.where(core.tail != core.head, core.cost, 0).astype(float)
    return _solved(core, np.append(-cost, np.zeros(core.traders)), floor)


def _gain(core: Core, item_gain: int, trader_gain: int) -> Floats:
    return np.append(core.trades() * float(item_gain), np.full(core.traders, float(trader_gain)))


def _solved(core: Core, gain: Floats, rows: Rows) -> Choice | None:
    found = best_switches(gain, rows)
    if found is None:
        return None
    matched = np.arange(core.nodes)
    in_use = found.values[: len(core.tail)] == 1
    matched[core.tail[in_use]] = core.head[in_use]
    return Choice(matched, round(found.gain), found.whole_bound)


def _rows(core: Core) -> Rows:
    """Return the constraints: nodes as givers, nodes as getters, and traders."""
    nodes, traders, arcs = core.nodes, core.traders, np.arange(len(core.tail))
    trades = np.flatnonzero(core.trades() & (core.owner[core.tail] >= 0))
    by_trader = 2 * nodes + np.arange(traders)
    return Rows(
        row=np.concatenate(
            [core.tail, nodes + core.head, 2 * nodes + core.owner[core.tail[trades]], by_trader]
        ),
        column=np.concatenate([arcs, arcs, trades, len(arcs) + np.arange(traders)]),
        value=np.append(np.ones(2 * len(arcs) + len(trades)), -np.ones(traders)),
        low=np.append(np.ones(2 * nodes), np.zeros(traders)),
        high=np.append(np.ones(2 * nodes), np.full(traders, np.inf)),
    )
