"""The front door: want lists in, the swaps that trade most and their proof out."""

import numpy as np
import polars as pl

from samarkand.core.finding import Finding, Refusal
from samarkand.swaps.market import Market, Solution, market_of
from samarkand.swaps.outcome import SCHEMAS, Outcome
from samarkand.swaps.results.reasons import reasons_of
from samarkand.swaps.results.rings import Ring, rings_of
from samarkand.swaps.results.summary import summarise
from samarkand.swaps.settings import Settings
from samarkand.swaps.want_lists import WantLists

_DEFAULT = Settings()
_SHORTEST = 2


def swap(lists: WantLists, settings: Settings = _DEFAULT) -> Outcome:
    """Return which items change hands in which rings, why the others do not, and how good that is.

    Raises Refusal, with a finding, when rings may have a single item.
    """
    if settings.max_ring and settings.max_ring < _SHORTEST:
        message = f"A ring has at least two items, not {settings.max_ring}."
        remedy = "Give 2 or more, or 0 for rings of any length."
        raise Refusal(Finding("ring_too_short", message, remedy, column="--max-ring"))
    market = market_of(lists)
    found = solve(market, settings)
    rings = rings_of(found.receives, market.is_real)
    return Outcome(
        trades=_trades(lists, rings),
        unmatched=_unmatched(lists, market, found, settings),
        summary=summarise(lists, settings, found, rings),
    )


def solve(market: Market, settings: Settings) -> Solution:
    """Return the best solution as the settings ask for it."""
    # Each solver loads slow packages: the one that is needed is imported alone.
    if settings.max_ring:
        from samarkand.swaps.choosing.short_rings import in_short_rings

        return in_short_rings(market, settings.max_ring, settings.objective)
    if settings.objective == "traders-first":
        from samarkand.swaps.choosing.best_traders import most_traders

        return most_traders(market)
    from samarkand.swaps.choosing.best_items import most_items

    return most_items(market)


def _trades(lists: WantLists, rings: list[Ring]) -> pl.DataFrame:
    item, trader = lists.items["item"], lists.items["trader"]
    goes = pl.Series([row for ring in rings for row in ring], dtype=pl.Int64)
    comes = pl.Series([row for ring in rings for row in (*ring[1:], ring[0])], dtype=pl.Int64)
    return pl.DataFrame(
        {
            "ring": [number for number, ring in enumerate(rings, start=1) for _ in ring],
            "step": [step for ring in rings for step in range(1, len(ring) + 1)],
            "item": item.gather(goes),
            "from_trader": trader.gather(goes),
            "to_trader": trader.gather(comes),
            "for_item": item.gather(comes),
        },
        schema=SCHEMAS["trades"],
    )


def _unmatched(lists: WantLists, market: Market, found: Solution, settings: Settings) -> pl.DataFrame:
    stays = np.flatnonzero(market.is_real & (found.receives == np.arange(len(market.owner))))
    kept = lists.items[stays]
    return pl.DataFrame(
        {
            "item": kept["item"],
            "trader": kept["trader"],
            "reason": reasons_of(market, stays, settings.max_ring),
        },
        schema=SCHEMAS["unmatched"],
    )
