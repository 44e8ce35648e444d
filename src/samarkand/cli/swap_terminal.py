"""The printed result of a want-list trade, for someone who has never run one."""

from pathlib import Path
from typing import TYPE_CHECKING

from samarkand.cli import paper
from samarkand.swaps.outcome import Outcome
from samarkand.swaps.reporting.facts import Facts, facts_of
from samarkand.swaps.reporting.rings import ring_text, rings_of
from samarkand.swaps.reporting.story import certificate, headline, length_text
from samarkand.swaps.reporting.titles import Titles, titles_of, trader_name
from samarkand.swaps.reporting.unmatched import by_reason, reason_text
from samarkand.swaps.want_lists import WantLists

if TYPE_CHECKING:
    from rich.console import Console

_MOST_RINGS = 8
_MOST_STEPS = 6
_MOST_LENGTHS = 8
_MOST_ITEMS = 3


def print_outcome(outcome: Outcome, lists: WantLists | None, folder: Path, console: "Console") -> None:
    """Print what changes hands, ring by ring, what stays and why, how far it is proven, and the files."""
    facts, titles = facts_of(outcome), titles_of(lists)
    paper.say(console, headline(facts), style="bold")
    if facts.items:
        _print_lengths(facts, console)
        _print_rings(outcome, facts, titles, console)
    _print_unmatched(outcome, titles, console)
    paper.heading(console, "How this is proven")
    paper.say(console, certificate(facts), indent=2)
    paper.heading(console, "Files")
    paper.say(console, f"The page to read: {folder / 'report.html'}", indent=2)
    paper.say(console, f"The text to post: {folder / 'trade.txt'}", indent=2)
    paper.say(console, f"The tables: {folder}", indent=2)


def _print_lengths(facts: Facts, console: "Console") -> None:
    paper.heading(console, "How long the rings are")
    for length, rings in facts.by_length[:_MOST_LENGTHS]:
        paper.say(console, length_text(length, rings), indent=2)
    paper.more(console, len(facts.by_length) - _MOST_LENGTHS, "lengths", "outcome.json")


def _print_rings(outcome: Outcome, facts: Facts, titles: Titles, console: "Console") -> None:
    paper.heading(console, "Who gives what to whom")
    for ring in rings_of(outcome.trades, _MOST_RINGS, _MOST_STEPS):
        paper.say(console, f"{ring.number}  {ring_text(ring, titles)}.", indent=2)
    paper.more(console, facts.rings - _MOST_RINGS, "rings", "trades")


def _print_unmatched(outcome: Outcome, titles: Titles, console: "Console") -> None:
    if outcome.unmatched.is_empty():
        return
    paper.heading(console, "What stays, and why")
    for code, rows in by_reason(outcome.unmatched):
        paper.say(console, f"{reason_text(code, rows.height)}", style="bold", indent=2)
        for row in rows.head(_MOST_ITEMS).iter_rows(named=True):
            owner = f" of {trader_name(row['trader'])}" if row["trader"] else ""
            paper.say(console, f"{titles.text(row['item'])}{owner}", indent=4)
        paper.more(console, rows.height - _MOST_ITEMS, "items", "unmatched", indent=4)
