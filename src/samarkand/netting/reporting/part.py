"""The part of an outcome in one unit, as the sections of the page take it."""

from dataclasses import dataclass

import polars as pl

from samarkand.netting.outcome import Outcome
from samarkand.netting.reporting import amounts
from samarkand.netting.reporting.facts import Facts, UnitFacts
from samarkand.netting.reporting.story import group_word
from samarkand.publishing import words
from samarkand.publishing.markup import Html, tag

_MAIN, _INNER = "h2", "h3"


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's facts and tables, and how its amounts and headings are written."""

    facts: UnitFacts
    whole: Facts
    notices: pl.DataFrame
    positions: pl.DataFrame
    residual: pl.DataFrame
    rings: pl.DataFrame | None

    @property
    def is_alone(self) -> bool:
        """Tell whether the page is about this unit only."""
        return len(self.whole.units) == 1

    @property
    def unit(self) -> str:
        """Return the unit to write behind an amount, blank where the only unit has no name."""
        return amounts.unit_name(self.facts.unit) if self.facts.unit else ""

    @property
    def group(self) -> str:
        """Return the word for what keeps obligations apart, blank where nothing does."""
        return group_word(self.whole)

    def short(self, scaled: int) -> str:
        """Return an amount for a sentence, with its unit."""
        return amounts.short(scaled, self.whole.decimals, self.unit)

    def bare(self, scaled: int) -> str:
        """Return an amount for a picture, without its unit."""
        return amounts.short(scaled, self.whole.decimals)

    def exact(self, scaled: int) -> str:
        """Return an amount for a table, without its unit."""
        return amounts.exact(scaled, self.whole.decimals)

    def full(self, scaled: int) -> str:
        """Return an amount with all its decimals and its unit."""
        return f"{self.exact(scaled)} {self.unit}".strip()

    def share(self, scaled: int) -> str:
        """Return which share of everything owed an amount is."""
        return words.share(scaled, self.facts.owed)

    def heading(self, text: str) -> Html:
        """Return a heading of the level that sections have on this page."""
        return tag(_MAIN if self.is_alone else _INNER, text)


def part_of(outcome: Outcome, facts: Facts, unit: UnitFacts) -> Part:
    """Return the part of the outcome in this unit."""

    def rows(frame: pl.DataFrame) -> pl.DataFrame:
        return frame if len(facts.units) == 1 else frame.filter(pl.col("unit") == unit.unit)

    return Part(
        facts=unit,
        whole=facts,
        notices=rows(outcome.set_off_notices),
        positions=rows(outcome.positions),
        residual=rows(outcome.residual),
        rings=None if outcome.rings is None else rows(outcome.rings),
    )
