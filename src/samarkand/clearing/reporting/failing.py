"""What stays of a round if legs fail: what is expected to move, how it varies, and which deals are undone."""

from collections.abc import Mapping
from dataclasses import dataclass

from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reporting.facts import Facts, stated_value, unit_short
from samarkand.core.scale import to_scaled
from samarkand.publishing import entries, words
from samarkand.publishing.markup import Html, table, tag

_MOST_ROWS = 12
_SHARES = {"0.01": "one leg in a hundred", "0.05": "one leg in twenty", "0.10": "one leg in ten"}
_TOLD = "0.05"
"""The share of failing legs that the sentence speaks of."""


@dataclass(frozen=True, slots=True)
class Failing:
    """What stays if such a share of legs fails; values are hundredths, ``undone`` is a number as text.

    In nine of ten rounds played, what stays lies between ``low`` and ``high``.
    """

    share: str
    expected: int
    low: int
    high: int
    undone: str

    def who(self) -> str:
        """Return "one leg in twenty"."""
        return _SHARES.get(self.share, f"a share of {self.share} of legs")


def failing_of(outcome: Outcome) -> list[Failing]:
    """Return what stays for each share of failing legs, as the summary has it."""
    listed = entries.listed(outcome.summary, "if_legs_fail")[:_MOST_ROWS]
    return [failing for entry in listed if (failing := _failing(entry))]


def failing_story(rows: list[Failing], facts: Facts) -> str:
    """Return in a sentence what stays if one leg in twenty fails."""
    told = next((row for row in rows if row.share == _TOLD), None)
    if told is None:
        return ""
    expected = facts.worth(told.expected)
    return (
        f"If {told.who()} fails, and each takes its whole deal with it, {expected} is expected to move, "
        f"{words.share(told.expected, facts.value)} of all."
    )


def undone_text(row: Failing, facts: Facts) -> str:
    """Return "2.6 of 40"."""
    return f"{row.undone} of {facts.deals:,}"


def failing(outcome: Outcome, facts: Facts) -> Html | None:
    """Return the section; None where nothing trades, or where nobody says."""
    rows = failing_of(outcome)
    if not rows or not facts.value:
        return None
    return tag(
        "section",
        tag("h2", "If legs fail"),
        tag("p", failing_story(rows, facts), class_="hint"),
        _table(rows, facts),
        tag("p", _foreseen(facts), class_="more") if facts.expected is not None else None,
    )


def _failing(entry: object) -> Failing | None:
    """Return an entry of the summary as what stays; None where it is none."""
    if not isinstance(entry, Mapping):
        return None
    expected, low, high = (stated_value(entry.get(key)) for key in ("expected", "low", "high"))
    if expected is None or low is None or high is None:
        return None
    return Failing(str(entry.get("share")), expected, low, high, _tenths(entry.get("deals_undone")))


def _tenths(text: object) -> str:
    try:
        return f"{to_scaled(str(text), 1) / 10:,.1f}"
    except ValueError:
        return "?"


def _table(rows: list[Failing], facts: Facts) -> Html:
    unit = unit_short(facts.unit)
    head = [
        "If there fails",
        f"Expected to move, {unit}" if unit else "Expected to move",
        "Of all",
        "In nine rounds of ten",
        "Deals undone",
    ]
    cells: list[list[str]] = [
        [
            words.capital(row.who()),
            words.whole(row.expected),
            words.share(row.expected, facts.value),
            f"{words.whole(row.low)} to {words.whole(row.high)}",
            undone_text(row, facts),
        ]
        for row in rows
    ]
    return table("What stays if legs fail", head, cells, frozenset({1, 2, 3, 4}))


def _foreseen(facts: Facts) -> str:
    expected = facts.worth(facts.expected or 0)
    return (
        f"This round was chosen for what is expected to move: {expected}, if legs fail as the book and the "
        "settings foresee."
    )
