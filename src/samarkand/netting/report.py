"""The outcome of a netting as one page for people, which opens from disk without any network."""

from importlib.resources import files

from samarkand.netting.outcome import Outcome
from samarkand.netting.reporting import overview, proof
from samarkand.netting.reporting.before_after import before_after
from samarkand.netting.reporting.credit import credit
from samarkand.netting.reporting.facts import facts_of
from samarkand.netting.reporting.part import Part, part_of
from samarkand.netting.reporting.parties import groups, parties
from samarkand.netting.reporting.rings import rings
from samarkand.netting.reporting.settle import residual
from samarkand.netting.reporting.story import headline
from samarkand.netting.reporting.whole import comparison, whole
from samarkand.publishing.markup import Html, join, name, tag
from samarkand.publishing.page import page

_MOST_UNITS = 12
"""So many units get sections of their own; the others stand in the table of units."""


def report_html(outcome: Outcome) -> str:
    """Return the page as one self-contained HTML text.

    Long tables are cut to their largest rows and say how many more are in which file.
    Raises ValueError when the outcome's summary lacks what the page tells.
    """
    facts = facts_of(outcome)
    parts = [part_of(outcome, facts, unit) for unit in facts.units[:_MOST_UNITS]]
    main = tag("main", overview.units(facts), *map(_unit, parts), proof.proof(parts), id="content")
    style = (files("samarkand.netting.reporting") / "page.css").read_text(encoding="utf-8")
    return page(headline(facts), overview.header(facts, parts), main, proof.foot(outcome), style=style)


def _unit(part: Part) -> Html:
    sections = join(
        [
            whole(part),
            before_after(part),
            comparison(part),
            credit(part),
            groups(part),
            parties(part),
            residual(part),
            rings(part),
        ]
    )
    if part.is_alone:
        return sections
    heading = tag("h2", name(part.unit or "No unit"))
    return tag("section", heading, overview.part_figures(part), sections, class_="unit")
