"""What is printed of a round's limit on deals, and of what failing legs would do to it."""

from typing import TYPE_CHECKING

from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reporting.facts import Facts
from samarkand.clearing.reporting.failing import failing_of, undone_text
from samarkand.clearing.reporting.shortness import reaches_of, shortness_story
from samarkand.cli import paper
from samarkand.publishing import words

if TYPE_CHECKING:
    from rich.console import Console


def print_shortness(outcome: Outcome, facts: Facts, console: "Console") -> None:
    """Print what the limit on deals costs, and what other limits would; nothing where there was none."""
    reaches = reaches_of(outcome)
    if not any(reach.value for reach in reaches):
        return
    paper.heading(console, "How short deals may be")
    story = shortness_story(reaches, facts)
    if story:
        paper.say(console, story, indent=2)
    for reach in reaches:
        share = words.share(reach.value, reaches[-1].value)
        paper.say(console, f"{reach.label()}: {words.whole(reach.value)}, {share}", indent=4)


def print_failing(outcome: Outcome, facts: Facts, console: "Console") -> None:
    """Print what is expected to move if legs fail."""
    rows = failing_of(outcome)
    if not rows or not facts.value:
        return
    paper.heading(console, "If legs fail, what is expected to move")
    for row in rows:
        share = words.share(row.expected, facts.value)
        expected = f"{words.capital(row.who())}: {words.whole(row.expected)}, {share} of all"
        text = f"{expected}; deals undone: {undone_text(row, facts)}"
        paper.say(console, text, indent=2)
