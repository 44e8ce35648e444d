"""Most items in trade, then most traders, then the wants ranked best: each proven.

The first is a matching of least cost, where a real item that stays out costs one. Its prices tell
which wants are met in some such matching, most often a small part; among those a program in whole
numbers finds the matching with most traders.
"""

import numpy as np

from samarkand.solving.arrays import Integers
from samarkand.solving.matching import cheapest_matching, in_a_cheapest
from samarkand.swaps.choosing.core import Core, core_of, receipts, solution
from samarkand.swaps.choosing.trader_program import best_choice, cheapest_choice
from samarkand.swaps.market import Market, Solution

METHOD = "a matching of least cost, then a program in whole numbers on the wants some such matching meets"


def most_items(market: Market) -> Solution:
    """Return the solution with most items in trade, of these one with most traders, of these the cheapest.

    The bound on items is proven by the prices of the matching, that on traders by HiGHS.
    """
    core = core_of(market)
    if not core.nodes:
        return solution(market, np.arange(len(market.owner)), (0, 0), METHOD)
    stays_out = (core.is_real[core.tail] & (core.tail == core.head)).astype(np.int64)
    matched = cheapest_matching(core.tail, core.head, stays_out, core.nodes)
    items = int((core.is_real & (matched != np.arange(core.nodes))).sum())
    best = core.only(in_a_cheapest(core.tail, core.head, stays_out, matched))
    matched, traders = _with_most_traders(best, matched)
    return solution(market, receipts(market, core, matched), (items, traders), METHOD)


def _with_most_traders(core: Core, matched: Integers) -> tuple[Integers, int]:
    """Return a matching with most traders among those of these arcs, and a bound on their number."""
    bound = core.traders
    if _traders(core, matched) < bound:
        found = best_choice(core, 0, 1)
        if found is None:
            return matched, bound
        matched, bound = found.matched, found.bound
    if core.is_ranked:
        cheapest = cheapest_choice(core, 0, 1, _traders(core, matched))
        matched = matched if cheapest is None else cheapest.matched
    return matched, bound


def _traders(core: Core, matched: Integers) -> int:
    """Return how many traders have an item that changes hands."""
    owners = core.owner[core.is_real & (matched != np.arange(core.nodes))]
    return len(np.unique(owners[owners >= 0]))
