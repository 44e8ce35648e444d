"""The printed result of a netting, for someone who has never seen one."""

from pathlib import Path
from typing import TYPE_CHECKING

from samarkand.cli import paper
from samarkand.netting.outcome import Outcome
from samarkand.netting.reporting.amounts import NO_UNIT
from samarkand.netting.reporting.certificates import certificate
from samarkand.netting.reporting.credit import credit_story
from samarkand.netting.reporting.facts import facts_of
from samarkand.netting.reporting.part import Part, part_of
from samarkand.netting.reporting.parties import top_parties
from samarkand.netting.reporting.rings import largest_rings, ring_text
from samarkand.netting.reporting.settle import largest_payments, residual_story
from samarkand.netting.reporting.story import headline, set_off_of
from samarkand.netting.reporting.whole import reaches
from samarkand.publishing import words
from samarkand.publishing.names import readable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_MOST_LINES = 12
_MOST_UNITS = 3
_MOST_PARTIES = 8
_MOST_RINGS = 5
_MOST_PAYMENTS = 6
_LONGEST_NAME = 30


def print_outcome(outcome: Outcome, folder: Path, console: "Console") -> None:
    """Print what is set off, how, what remains, why no more is possible, and where the files are."""
    facts = facts_of(outcome)
    paper.say(console, headline(facts), style="bold")
    if len(facts.units) > 1:
        paper.heading(console, "Unit by unit")
        for unit in facts.units[:_MOST_LINES]:
            paper.say(console, set_off_of(unit, facts.decimals), indent=2)
        paper.more(console, len(facts.units) - _MOST_LINES, "units", "outcome.json")
    for unit in facts.units[:_MOST_UNITS]:
        _print_unit(part_of(outcome, facts, unit), console)
    paper.heading(console, "Files")
    paper.say(console, f"The page to read: {folder / 'report.html'}", indent=2)
    paper.say(console, f"The set-off notices and all other tables: {folder}", indent=2)


def _print_unit(part: Part, console: "Console") -> None:
    if part.facts.set_off:
        _print_reaches(part, console)
        _print_parties(part, console)
        _print_rings(part, console)
    _heading(part, console, "What remains to settle")
    paper.say(console, residual_story(part), indent=2)
    for payer, payee, amount in largest_payments(part, _MOST_PAYMENTS):
        text = f"{readable(payer)} pays {readable(payee)}: {part.full(amount)}"
        paper.say(console, text, indent=4)
    paper.more(console, part.residual.height - _MOST_PAYMENTS, "payments", "residual", indent=4)
    _heading(part, console, "How this is proven")
    paper.say(console, certificate(part), indent=2)


def _print_reaches(part: Part, console: "Console") -> None:
    _heading(part, console, "How far each kind of netting reaches")
    table = _table("kind", "set off", "share")
    for reach in reaches(part):
        least = "at least " if reach.is_least else ""
        table.add_row(f"  {reach.kind}", f"{least}{part.short(reach.size)}", part.share(reach.size))
    console.print(table)
    if part.facts.credit:
        paper.say(console, credit_story(part, part.facts.credit), indent=2)


def _print_parties(part: Part, console: "Console") -> None:
    _heading(part, console, "The largest parties")
    table = _table(
        f"party{f' ({part.unit})' if part.unit else ''}", "owed", "still owes", "still due", "net, as before"
    )
    for row in top_parties(part.positions, _MOST_PARTIES).iter_rows(named=True):
        columns = ("owed_before", "owed_after", "due_after", "net_before")
        group = f" ({readable(row['group'], _LONGEST_NAME)})" if part.group else ""
        name = f"  {readable(row['party'], _LONGEST_NAME)}{group}"
        table.add_row(paper.plain(name), *[part.bare(row[column]) for column in columns])
    console.print(table)
    paper.more(console, part.positions.height - _MOST_PARTIES, "positions", "positions")


def _print_rings(part: Part, console: "Console") -> None:
    number, rings = largest_rings(part, _MOST_RINGS)
    if not rings:
        return
    _heading(part, console, "Who sets off with whom")
    for ring in rings:
        paper.say(console, ring_text(part, ring), indent=2)
    paper.more(console, number - len(rings), "rings", "rings")


def _heading(part: Part, console: "Console", text: str) -> None:
    unit = part.unit or words.capital(NO_UNIT)
    paper.heading(console, text if part.is_alone else f"{unit}: {text[:1].lower()}{text[1:]}")


def _table(*titles: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    first, *others = titles
    table.add_column(f"  {first}", overflow="fold")
    for title in others:
        table.add_column(title, justify="right", overflow="fold")
    return table
