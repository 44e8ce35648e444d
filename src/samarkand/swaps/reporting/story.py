"""The trade in sentences, for the page and the terminal alike."""

from samarkand.publishing import words
from samarkand.swaps.reporting.facts import Facts


def headline(facts: Facts) -> str:
    """Return the trade in one sentence."""
    if not facts.items:
        return f"None of {words.count(facts.all_items, 'item')} changes hands: {_why_none(facts)}."
    what = f"{words.capital(_of(facts.items, facts.all_items))} items change hands"
    who = ""
    if facts.all_traders:
        who = f" among {_of(facts.traders, facts.all_traders)} traders"
    return f"{what}{who}, in {words.count(facts.rings, 'ring')}{_most(facts)}."


def length_text(length: int, rings: int) -> str:
    """Return "Rings of three: two of them, six items"."""
    if rings == 1:
        return f"One ring of {words.count_word(length)}"
    return f"{words.capital(words.count_word(rings))} rings of {words.count_word(length)}"


def certificate(facts: Facts) -> str:
    """Return how far the outcome is proven to be the best."""
    if facts.proven and facts.objective == "items":
        return f"{_no_more_items(facts)}{_and_traders(facts)}"
    if facts.proven:
        return (
            f"{_no_more_traders(facts)} Of all choices with as many traders, none has more items: "
            f"{facts.items:,} equals a bound that none can pass."
        )
    first, second = (_items_gap, _traders_gap) if facts.objective == "items" else (_traders_gap, _items_gap)
    return f"{first(facts)} {second(facts)}"


def _of(part: int, whole: int) -> str:
    return f"{'all' if part == whole else f'{words.count_word(part)} of'} {words.count_word(whole)}"


def _most(facts: Facts) -> str:
    short = f", each of at most {words.count_word(facts.max_ring)} items" if facts.max_ring else ""
    if facts.objective == "traders-first" and facts.are_most_traders:
        return f"{short}; no other choice of trades has more traders"
    if facts.objective == "items" and facts.are_most_items:
        return f"{short}; no other choice of trades has more items"
    return short


def _why_none(facts: Facts) -> str:
    short = f" of at most {words.count_word(facts.max_ring)} items" if facts.max_ring else ""
    return f"no chain of wants closes to a ring{short}" if facts.wants else "nobody wants anything"


def _within(facts: Facts) -> str:
    return f" in rings of at most {words.count_word(facts.max_ring)}" if facts.max_ring else ""


def _no_more_items(facts: Facts) -> str:
    most = f"{facts.items:,} equals a bound that none can pass"
    return f"No choice of trades{_within(facts)} has more items: {most}."


def _and_traders(facts: Facts) -> str:
    if not facts.all_traders:
        return ""
    return f" Of all choices with as many items, none has more traders than {facts.traders:,}."


def _no_more_traders(facts: Facts) -> str:
    return (
        f"No choice of trades{_within(facts)} lets more traders trade: {facts.traders:,} equals a bound that "
        "none can pass."
    )


def _items_gap(facts: Facts) -> str:
    if facts.are_most_items:
        return _no_more_items(facts)
    gap = words.share(facts.item_bound - facts.items, facts.items)
    return f"{facts.items:,} items are traded; at most {facts.item_bound:,} could be, {gap} more."


def _traders_gap(facts: Facts) -> str:
    if not facts.all_traders:
        return ""
    if facts.are_most_traders:
        return f"No more than {words.count(facts.traders, 'trader')} could trade then."
    return f"{facts.traders:,} traders trade; at most {facts.trader_bound:,} could."
