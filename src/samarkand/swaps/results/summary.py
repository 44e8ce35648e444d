"""The content of ``outcome.json``: what was asked, what came out, and how good that is."""

from collections import Counter
from importlib import metadata
from typing import Any

from samarkand.swaps.market import Solution
from samarkand.swaps.results.rings import Ring
from samarkand.swaps.settings import Settings
from samarkand.swaps.want_lists import WantLists

FORMAT = 1

KIND = "swap"
"""What outcome.json calls an outcome of this kind."""


def summarise(lists: WantLists, settings: Settings, found: Solution, rings: list[Ring]) -> dict[str, Any]:
    """Return the summary of what was found; ``rings`` are those it was cut into."""
    lengths = Counter(len(ring) for ring in rings)
    return {
        "format": FORMAT,
        "kind": KIND,
        "status": "traded" if rings else "nothing_traded",
        "version": metadata.version("samarkand"),
        "settings": {"objective": settings.objective, "max_ring": settings.max_ring},
        "lists": _lists(lists),
        "items": found.items,
        "traders": found.traders,
        "bound": {"items": found.item_bound, "traders": found.trader_bound},
        "proven": found.proven,
        "largest_ring": max(lengths, default=0),
        "rings_by_length": {str(length): lengths[length] for length in sorted(lengths)},
        "method": found.method,
    }


def _lists(lists: WantLists) -> dict[str, Any]:
    items = lists.items
    dummies = int(items["is_dummy"].sum())
    return {
        "name": lists.name,
        "items": items.height - dummies,
        "dummies": dummies,
        "wants": lists.wants.height,
        "traders": items.filter(items["trader"] != "")["trader"].n_unique(),
        "digest": lists.digest(),
    }
