"""The top of the page: the netting in a sentence, its figures, and where there are several, its units."""

from samarkand.netting.reporting import amounts
from samarkand.netting.reporting.facts import Facts, UnitFacts
from samarkand.netting.reporting.part import Part
from samarkand.netting.reporting.story import headline
from samarkand.publishing import blocks, words
from samarkand.publishing.markup import Html, name, table, tag
from samarkand.publishing.names import readable

_MOST_UNITS = 60


def header(facts: Facts, parts: list[Part]) -> Html:
    """Return the headline and the figures of the whole netting."""
    figures = part_figures(parts[0]) if len(parts) == 1 and parts[0].is_alone else _whole(facts)
    return tag(
        "header",
        tag("p", " · ".join(filter(None, ["Netting", readable(facts.name)])), class_="eyebrow"),
        tag("h1", headline(facts)),
        figures,
    )


def part_figures(part: Part) -> Html:
    """Return the figures of one unit."""
    unit = part.facts
    touched = unit.touched - unit.closed
    in_part = f"{words.count(touched, 'other')} in part" if touched else ""
    obligations = words.count(unit.obligations, "obligation")
    return blocks.figures(
        [
            ("Owed", part.bare(unit.owed), f"{part.unit} in {obligations}".strip()),
            ("Set off", part.bare(unit.set_off), f"{part.share(unit.set_off)} of what is owed"),
            ("Remains", part.bare(unit.remainder), part.share(unit.remainder)),
            ("Closed in full", f"{unit.closed:,}", in_part),
            ("Parties", f"{unit.parties:,}", _kept_apart(part)),
        ]
    )


def units(facts: Facts) -> Html | None:
    """Return all units in a table; None where there is only one."""
    if len(facts.units) == 1:
        return None
    rows = [_unit_row(unit, facts.decimals) for unit in facts.units[:_MOST_UNITS]]
    head = ["Unit", "Obligations", "Owed", "Set off", "Share", "Remains"]
    left = len(facts.units) - len(rows)
    rest = words.more(left, "units", "outcome.json")
    lead = "Each unit is netted by itself: nothing is set off between two of them."
    return tag(
        "section",
        tag("h2", "Unit by unit"),
        tag("p", lead, class_="hint"),
        table("Units", head, rows, frozenset({1, 2, 3, 4, 5})),
        tag("p", words.capital(rest), class_="more") if rest else None,
    )


def _whole(facts: Facts) -> Html:
    closed = sum(unit.closed for unit in facts.units)
    touched = sum(unit.touched for unit in facts.units) - closed
    in_part = f"{words.count(touched, 'other')} in part" if touched else ""
    return blocks.figures(
        [
            ("Obligations", f"{facts.obligations:,}", ""),
            ("Closed in full", f"{closed:,}", in_part),
            ("Parties", f"{facts.parties:,}", ""),
            ("Units", f"{len(facts.units):,}", "each netted by itself"),
        ]
    )


def _kept_apart(part: Part) -> str:
    if not part.whole.within:
        return ""
    return f"in {words.count(part.facts.groups, 'group')} kept apart"


def _unit_row(unit: UnitFacts, decimals: int) -> list[str]:
    return [
        name(amounts.unit_name(unit.unit)),
        f"{unit.obligations:,}",
        amounts.exact(unit.owed, decimals),
        amounts.exact(unit.set_off, decimals),
        words.share(unit.set_off, unit.owed),
        amounts.exact(unit.remainder, decimals),
    ]
