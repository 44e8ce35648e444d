"""How long the rings are, drawn as bars: how many items change hands in rings of each length."""

from samarkand.publishing import words
from samarkand.publishing.markup import Html, join, tag
from samarkand.swaps.reporting.facts import Facts
from samarkand.swaps.reporting.story import length_text, share

_MOST_LENGTHS = 14
_SHORT = 3
_ROW, _BAR = 46, 16
_TEXT_BASE, _BAR_TOP = 15, 22
_WHOLE = 100


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
        tag("g", *_bar(length, rings, facts), transform=f"translate(0 {number * _ROW})")
        for number, (length, rings) in enumerate(rows)
    ]
    told = "; ".join(length_text(length, rings) for length, rings in rows)
    return tag(
        "svg",
        *bars,
        width="100%",
        height=str(len(rows) * _ROW),
        role="img",
        aria_label=f"{told}.",
        class_="lengths",
    )


def _bar(length: int, rings: int, facts: Facts) -> list[Html]:
    items = length * rings
    amount = f"{items:,} items, {share(items, facts.items)}"
    return [
        tag("text", length_text(length, rings), x="0", y=str(_TEXT_BASE)),
        tag("text", amount, x="100%", y=str(_TEXT_BASE), text_anchor="end", class_="amount"),
        tag("rect", width="100%", height=str(_BAR), y=str(_BAR_TOP), rx="3", class_="track"),
        tag(
            "rect",
            width=f"{_WHOLE * items / facts.items:.2f}%",
            height=str(_BAR),
            y=str(_BAR_TOP),
            rx="3",
            class_="bar",
        ),
    ]
