"""The outcome of a want-list trade as one page for people, which opens from disk without any network."""

from importlib.resources import files

from samarkand.publishing import blocks, words
from samarkand.publishing.markup import Html, tag
from samarkand.publishing.names import readable
from samarkand.publishing.page import page
from samarkand.swaps.outcome import Outcome
from samarkand.swaps.reporting.facts import Facts, facts_of
from samarkand.swaps.reporting.lengths import lengths
from samarkand.swaps.reporting.proof import foot, proof
from samarkand.swaps.reporting.rings import rings
from samarkand.swaps.reporting.story import headline
from samarkand.swaps.reporting.titles import titles_of
from samarkand.swaps.reporting.traders import traders
from samarkand.swaps.reporting.unmatched import unmatched
from samarkand.swaps.want_lists import WantLists


def report_html(outcome: Outcome, lists: WantLists | None = None) -> str:
    """Return the page as one self-contained HTML text.

    The lists, where they are given, say what the items are called. Long lists are cut and say how many
    more are in which file. Raises ValueError when the outcome's summary lacks what the page tells.
    """
    facts, titles = facts_of(outcome), titles_of(lists)
    main = tag(
        "main",
        lengths(facts),
        rings(outcome.trades, titles),
        traders(outcome.trades, titles),
        unmatched(outcome.unmatched, titles),
        proof(facts),
        id="content",
    )
    style = (files("samarkand.swaps.reporting") / "page.css").read_text(encoding="utf-8")
    return page(headline(facts), _header(facts), main, foot(outcome), style=style)


def _header(facts: Facts) -> Html:
    eyebrow = " · ".join(filter(None, ["Want-list trade", readable(facts.name)]))
    return tag("header", tag("p", eyebrow, class_="eyebrow"), tag("h1", headline(facts)), _figures(facts))


def _figures(facts: Facts) -> Html:
    of_all = f"{words.share(facts.items, facts.all_items)} of {facts.all_items:,}"
    entries = [
        ("Items traded", f"{facts.items:,}", of_all),
        ("Rings", f"{facts.rings:,}", f"the longest of {facts.largest_ring:,}" if facts.rings else ""),
        ("Wants", f"{facts.wants:,}", _dummies(facts)),
    ]
    if facts.all_traders:
        of_all = f"{words.share(facts.traders, facts.all_traders)} of {facts.all_traders:,}"
        entries.insert(1, ("Traders", f"{facts.traders:,}", of_all))
    return blocks.figures(entries)


def _dummies(facts: Facts) -> str:
    return f"and {words.count(facts.dummies, 'dummy', 'dummies')}" if facts.dummies else ""
