"""How short deals may be: what could be exchanged in deals of two firms, of three, and of any number."""

from collections.abc import Mapping
from dataclasses import dataclass

from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reporting.facts import Facts, stated_value, unit_short
from samarkand.publishing import entries, words
from samarkand.publishing.drawn_bars import DrawnBar, drawn_bars
from samarkand.publishing.markup import Html, table, tag

_MOST_ROWS = 12
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Reach:
    """What deals of at most so many parties move, and what they cannot pass; values are hundredths.

    ``most`` is None where deals may be of any size. ``deals`` and ``largest`` are 0 where nobody says.
    """

    most: int | None
    value: int
    bound: int
    deals: int
    largest: int

    def label(self) -> str:
        """Return "Up to three firms"."""
        return f"Up to {words.count(self.most, 'firm')}" if self.most else "Any number of firms"


def reaches_of(outcome: Outcome) -> list[Reach]:
    """Return what was found for each size of deals, the shortest first; nothing where no size was asked."""
    listed = entries.listed(outcome.summary, "price_of_shortness")[:_MOST_ROWS]
    return [reach for entry in listed if (reach := _reach(entry))]


def shortness_story(reaches: list[Reach], facts: Facts) -> str:
    """Return in a sentence what the limit on deals costs; blank where the round had none."""
    chosen = next((reach for reach in reaches if reach.most and reach.most == facts.most_parties), None)
    if chosen is None:
        return ""
    firms = words.count(facts.most_parties or 0, "firm")
    return f"Deals of at most {firms} {_moved(chosen, reaches[-1], facts)}."


def shortness(outcome: Outcome, facts: Facts) -> Html | None:
    """Return the section with its picture and its table; None where deals had no limit."""
    reaches = reaches_of(outcome)
    if not reaches or not any(reach.value for reach in reaches):
        return None
    lead = "A deal of few is quickly signed, and few can break it; among more firms more can be exchanged."
    return tag(
        "section",
        tag("h2", "How short may deals be"),
        tag("p", f"{shortness_story(reaches, facts)} {lead}".strip(), class_="hint"),
        _picture(reaches, facts),
        _table(reaches, facts),
    )


def _reach(entry: object) -> Reach | None:
    """Return an entry of the summary as a reach; None where it is none."""
    if not isinstance(entry, Mapping):
        return None
    value, bound = stated_value(entry.get("value")), stated_value(entry.get("bound"))
    if value is None or bound is None:
        return None
    most, deals, largest = (entries.number(entry, key) for key in ("max_parties", "deals", "largest_deal"))
    return Reach(most, value, bound, deals or 0, largest or 0)


def _moved(chosen: Reach, longest: Reach, facts: Facts) -> str:
    reached = facts.worth(chosen.value)
    if facts.expected is not None:
        expected = f"are expected to move {reached}{_expected_of_longer(chosen, longest)}"
        return f"{expected}{_not_ruled_out(chosen, facts)}"
    if longest.most or not longest.value:
        return f"move {reached}{_not_ruled_out(chosen, facts)}"
    if chosen.value >= longest.value:
        return f"move as much as deals of any size do: {reached}"
    share = words.share(chosen.value, longest.value)
    of_all = f"{words.large(chosen.value)} of {facts.worth(longest.value)}"
    return f"move {share} of what deals of any size do: {of_all}{_not_ruled_out(chosen, facts)}"


def _not_ruled_out(chosen: Reach, facts: Facts) -> str:
    """Return what such deals can move at most, where that is far from what was found."""
    if (chosen.bound - chosen.value) * _WHOLE < chosen.value:
        return ""
    return f"; that they could move more than {facts.worth(chosen.bound)} is ruled out"


def _expected_of_longer(chosen: Reach, longest: Reach) -> str:
    if longest.most == chosen.most or not chosen.value:
        return ""
    longer = f"those of up to {words.count_word(longest.most or 0)}"
    if longest.value <= chosen.value:
        return f", and {longer} no more"
    return f", {longer} {words.share(longest.value - chosen.value, chosen.value)} more"


def _picture(reaches: list[Reach], facts: Facts) -> Html:
    whole = max(max(reach.value, reach.bound) for reach in reaches)
    reference = reaches[-1].value
    bars = [
        DrawnBar(
            f"{reach.label()}{', as here' if _is_chosen(reach, facts) else ''}",
            f"{words.large(reach.value)}, {words.share(reach.value, reference)}",
            reach.value,
            reach.bound,
            is_marked=_is_chosen(reach, facts),
        )
        for reach in reaches
    ]
    told = "; ".join(f"{bar.label}: {bar.amount}" for bar in bars)
    return tag("figure", drawn_bars(bars, whole, f"{told}."), _caption(reaches, whole), class_="drawing")


def _caption(reaches: list[Reach], whole: int) -> Html | None:
    """Return what the pale part of a bar means, where one can be seen."""
    if not any((reach.bound - reach.value) * 200 > whole for reach in reaches):
        return None
    return tag("figcaption", "Pale: not found, and not ruled out either.", class_="note")


def _is_chosen(reach: Reach, facts: Facts) -> bool:
    return reach.most is not None and reach.most == facts.most_parties


def _table(reaches: list[Reach], facts: Facts) -> Html:
    rows: list[list[str]] = [
        [
            tag("strong", reach.label()) if _is_chosen(reach, facts) else reach.label(),
            words.whole(reach.value),
            words.whole(reach.bound),
            f"{reach.deals:,}" if reach.deals else "",
            f"{reach.largest:,}" if reach.largest else "",
        ]
        for reach in reaches
    ]
    unit = unit_short(facts.unit)
    what = "Expected to move" if facts.expected is not None else "Moved"
    value = f"{what}, {unit}" if unit else what
    head = ["Deals of", value, "Cannot pass", "Deals", "Firms in the largest"]
    return table("Value by the size of deals", head, rows, frozenset({1, 2, 3, 4}))
