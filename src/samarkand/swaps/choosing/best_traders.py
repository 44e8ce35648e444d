"""Most traders in trade, then most items, then the wants ranked best: one program in whole numbers."""

from samarkand.swaps.choosing.best_items import most_items
from samarkand.swaps.choosing.core import core_of, receipts, solution
from samarkand.swaps.choosing.trader_program import best_choice, cheapest_choice
from samarkand.swaps.market import Market, Solution

METHOD = "a program in whole numbers over all wants on some ring"


def most_traders(market: Market) -> Solution:
    """Return the solution with most traders, of these one with most items, of these the cheapest.

    Both bounds are proven by HiGHS. Where its search ends before the end, the solution is the better of
    what it found and that with most items.
    """
    core = core_of(market)
    by_items = most_items(market)
    if by_items.traders == core.traders:
        return by_items
    weight = by_items.item_bound + 1
    found = best_choice(core, 1, weight)
    if found is None or found.gain < by_items.traders * weight + by_items.items:
        return solution(market, by_items.receives, (by_items.item_bound, core.traders), METHOD)
    traders, items = divmod(found.bound, weight)
    matched = found.matched
    if core.is_ranked:
        cheapest = cheapest_choice(core, 1, weight, found.gain)
        matched = matched if cheapest is None else cheapest.matched
    if traders > found.gain // weight:
        items = by_items.item_bound
    return solution(market, receipts(market, core, matched), (items, traders), METHOD)
