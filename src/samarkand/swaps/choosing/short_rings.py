"""The best trade in rings of at most so many items: every such ring, and programs that pick among them."""

from dataclasses import replace

import numpy as np

from samarkand.solving.arrays import Floats, Integers
from samarkand.swaps.choosing.best_items import most_items
from samarkand.swaps.choosing.best_traders import most_traders
from samarkand.swaps.choosing.core import Core, core_of, receipts, solution
from samarkand.swaps.choosing.links import NONE, Links, links_of
from samarkand.swaps.choosing.ring_choice import Mask, best_rings
from samarkand.swaps.choosing.ring_list import rings_of_links
from samarkand.swaps.choosing.ring_program import program_of
from samarkand.swaps.choosing.ring_search import TooManyRingsError
from samarkand.swaps.market import Market, Solution
from samarkand.swaps.settings import Objective

METHOD = "programs in whole numbers over all rings of at most {} items"

_AIMS = {"items": ("items", "traders", "rank"), "traders-first": ("traders", "items", "rank")}
_MOST_RINGS = 1_000_000
_SHORTEST, _USUAL = 2, 4


def in_short_rings(market: Market, longest: int, objective: Objective = "items") -> Solution:
    """Return the best solution of which each ring has at most ``longest`` real items; dummies do not count.

    Where there are too many rings to list, only shorter ones are used, and the bound is that of rings
    of any length.
    """
    core = core_of(market)
    if longest >= core.is_real.sum():
        return _of_any_length(market, objective)
    links = links_of(core)
    rings, used = _listed(core, links, longest)
    chosen, items, traders = _best(core, links, rings, objective)
    if used < longest or not links.complete:
        items, traders = most_items(market).item_bound, core.traders
    receives = receipts(market, core, _matched(core, links, rings[chosen]))
    return solution(market, receives, (items, traders), METHOD.format(used))


def _of_any_length(market: Market, objective: Objective) -> Solution:
    return most_items(market) if objective == "items" else most_traders(market)


def _listed(core: Core, links: Links, longest: int) -> tuple[Integers, int]:
    """Return all rings of at most so many items, or of fewer where there are too many, and of how many."""
    used = min(longest, _USUAL)
    rings = _all_rings(core, links, used)
    while rings is None:
        used -= 1
        rings = _all_rings(core, links, used)
    while _USUAL <= used < longest:
        longer = _all_rings(core, links, used + 1)
        if longer is None:
            break
        rings, used = longer, used + 1
    return rings, used


def _all_rings(core: Core, links: Links, longest: int) -> Integers | None:
    """Return the rings of at most so many items; None where they are too many."""
    if longest < _SHORTEST:
        return np.empty((0, 0), np.int64)
    try:
        return rings_of_links(core, links, longest, _MOST_RINGS)
    except TooManyRingsError:
        return None


def _best(core: Core, links: Links, rings: Integers, objective: Objective) -> tuple[Mask, int, int]:
    """Return which rings to trade, and bounds on items and on traders."""
    chosen, allowed = np.zeros(len(rings), np.bool_), np.ones(len(rings), np.bool_)
    program = program_of(core, links, rings)
    bounds = {"items": 0, "traders": 0}
    for aim in _AIMS[objective]:
        gain = _gain(aim, core, links, rings)
        if gain.any() and len(rings):
            program = replace(program, gain=gain)
            choice = best_rings(program, allowed)
            chosen, allowed, bounds[aim] = choice.rings, choice.as_good, choice.bound
            program = program.reaching(choice.gain, chosen)
    return chosen, bounds["items"], bounds["traders"]


def _gain(aim: str, core: Core, links: Links, rings: Integers) -> Floats:
    """Return what each ring, then each trader, adds to the aim."""
    by_ring, by_trader = np.zeros(len(rings)), np.zeros(core.traders)
    if aim == "items":
        by_ring += (rings != NONE).sum(axis=1)
    elif aim == "traders":
        by_trader += 1
    elif core.is_ranked and len(rings):
        by_ring -= np.where(rings != NONE, links.cost[rings], 0).sum(axis=1)
    return np.append(by_ring, by_trader)


def _matched(core: Core, links: Links, chosen: Integers) -> Integers:
    """Return what each node receives when these rings are traded."""
    matched = np.arange(core.nodes)
    for link in chosen[chosen != NONE].tolist():
        via = links.via[link]
        path = [int(links.tail[link]), *via[via != NONE].tolist(), int(links.head[link])]
        matched[path[:-1]] = path[1:]
    return matched
