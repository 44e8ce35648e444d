"""How long the rings are, drawn as bars: how many items change hands in rings of each length."""

from samarkand.publishing import words
from samarkand.publishing.drawn_bars import DrawnBar, drawn_bars
from samarkand.publishing.markup import Html, join, tag
from samarkand.swaps.reporting.facts import Facts
from samarkand.swaps.reporting.story import length_text

_MOST_LENGTHS = 14
_SHORT = 3


def lengths(facts: Facts) -> Html | None:
    """Return the picture with what it shows; None where nothing is traded."""
    if not facts.items:
        return None
    rows = list(facts.by_length)[:_MOST_LENGTHS]
    rest = words.more(len(facts.by_length) - len(rows), "lengths", "trades")
    return tag(
        "section",
        tag("h2", "How long the rings are"),
        tag("p", _lead(facts), class_="hint"),
        _picture(rows, facts),
        tag("p", words.capital(rest), class_="more") if rest else None,
    )


def _lead(facts: Facts) -> Html:
    lead = "The longer a ring, the more people have to keep their word for it."
    if facts.max_ring or facts.largest_ring <= _SHORT:
        return join([lead])
    return join(
        [lead, " Short ones alone, by ", tag("code", "--max-ring", class_="short"), ", trade fewer items."]
    )


def _picture(rows: list[tuple[int, int]], facts: Facts) -> Html:
    bars = [
        DrawnBar(length_text(length, rings), _amount(length * rings, facts), length * rings)
        for length, rings in rows
    ]
    return drawn_bars(bars, facts.items, "; ".join(bar.label for bar in bars) + ".")


def _amount(items: int, facts: Facts) -> str:
    return f"{items:,} items, {words.share(items, facts.items)}"
