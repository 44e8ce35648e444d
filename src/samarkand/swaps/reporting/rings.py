"""Who gives what to whom, ring by ring, as chains in words."""

from dataclasses import dataclass

import polars as pl

from samarkand.publishing import words
from samarkand.publishing.markup import Html, join, name, tag
from samarkand.swaps.reporting.titles import Titles, trader_name

_MOST_RINGS = 40
_MOST_STEPS = 12
_FEW = 3
"""So few more steps are told as well, rather than cut."""
_WHICH = ", which goes for "


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring: its number, its first steps as (from, item, to), and how many more it has."""

    number: int
    steps: tuple[tuple[str, str, str], ...]
    left: int


def rings(trades: pl.DataFrame, titles: Titles) -> Html | None:
    """Return the rings as sentences; None where nothing is traded."""
    found = rings_of(trades, _MOST_RINGS, _MOST_STEPS)
    if not found:
        return None
    rest = words.more(trades["ring"].n_unique() - len(found), "rings", "trades")
    lead = "Who gets an item gives the next one, the last to the first. If one is not sent, the ring falls."
    entries = [tag("li", _sentence(ring, titles), value=str(ring.number)) for ring in found]
    return tag(
        "section",
        tag("h2", "Ring by ring"),
        tag("p", lead, class_="hint"),
        tag("ol", *entries, class_="rings"),
        tag("p", words.capital(rest), class_="more") if rest else None,
    )


def rings_of(trades: pl.DataFrame, most_rings: int, most_steps: int) -> list[Ring]:
    """Return the first rings, each cut where it is long."""
    numbers = trades["ring"].unique().sort().head(most_rings)
    shown = trades.filter(pl.col("ring").is_in(numbers.to_list())).sort("ring", "step")
    return [_ring(steps, most_steps) for steps in shown.partition_by("ring", maintain_order=True)]


def ring_text(ring: Ring, titles: Titles) -> str:
    """Return "Anna gives Catan to Boris, who gives Azul to Anna"."""
    if not _has_names(ring):
        start, *others = map(titles.text, _round(ring))
        return f"{start} goes for {_WHICH.join(others)}{_left(ring, start)}"
    first = trader_name(ring.steps[0][0])
    pieces = [f"gives {titles.text(item)} to {trader_name(receiver)}" for _, item, receiver in ring.steps]
    return f"{first} {', who '.join(pieces)}{_left(ring, first)}"


def _ring(steps: pl.DataFrame, most_steps: int) -> Ring:
    rows = steps.select("from_trader", "item", "to_trader").rows()
    cut = rows if len(rows) <= most_steps + _FEW else rows[:most_steps]
    return Ring(int(steps["ring"][0]), tuple(cut), len(rows) - len(cut))


def _sentence(ring: Ring, titles: Titles) -> Html:
    if not _has_names(ring):
        return _of_items(ring, titles)
    first = trader_name(ring.steps[0][0])
    pieces: list[Html | str] = [name(first)]
    for number, (_, item, receiver) in enumerate(ring.steps):
        pieces += [", who gives " if number else " gives ", titles.inline(item), " to "]
        pieces.append(name(trader_name(receiver)))
    return join([*pieces, _left(ring, first), "."])


def _of_items(ring: Ring, titles: Titles) -> Html:
    start, *others = _round(ring)
    pieces: list[Html | str] = [titles.inline(start)]
    for number, item in enumerate(others):
        pieces += [_WHICH if number else " goes for ", titles.inline(item)]
    return join([*pieces, _left(ring, titles.text(start)), "."])


def _has_names(ring: Ring) -> bool:
    return all(giver and receiver for giver, _, receiver in ring.steps)


def _round(ring: Ring) -> list[str]:
    """Return the items of a ring in turn, the first once more at the end where none is left out."""
    items = [item for _, item, _ in ring.steps]
    return items if ring.left else [*items, items[0]]


def _left(ring: Ring, first: str) -> str:
    return f", and so on through {ring.left:,} more items, back to {first}" if ring.left else ""
