"""What the clearing house's credit adds: how much more is set off for each unit that it lends."""

from samarkand.netting.reporting import amounts
from samarkand.netting.reporting.facts import Credit
from samarkand.netting.reporting.line import Axis, line, steps
from samarkand.netting.reporting.part import Part
from samarkand.publishing import words
from samarkand.publishing.markup import Html, table, tag

_FEWEST_POINTS = 2


def credit(part: Part) -> Html | None:
    """Return what credit was granted, used and gained; None where nobody may owe the clearing house."""
    lent = part.facts.credit
    if lent is None:
        return None
    has_curve = len(lent.curve) >= _FEWEST_POINTS
    return tag(
        "section",
        part.heading("What credit adds"),
        tag("p", _story(part, lent), class_="hint"),
        tag("div", _curve(part, lent), _table(part, lent), class_="curve-and-table") if has_curve else None,
    )


def credit_story(part: Part, lent: Credit) -> str:
    """Return what was lent and what it added, in one sentence."""
    granted = part.short(lent.granted)
    if not lent.used:
        return f"The members may owe the clearing house {granted} in all; nothing of it is used."
    used = f"Of the {granted} that the members may owe the clearing house, {part.short(lent.used)} is used"
    if lent.added <= 0:
        return f"{used}; with another aim than the largest set-off, that adds nothing to it."
    each = words.figures(lent.added / lent.used, 3)
    return f"{used}: it sets off {part.short(lent.added)} more, {each} for each unit of credit."


def _story(part: Part, lent: Credit) -> str:
    return (
        f"{credit_story(part, lent)} A member that owes the house pays later what it would have paid now; "
        "what the house owes and is owed is the same in all."
    )


def _curve(part: Part, lent: Credit) -> Html:
    points = [(point.credit, point.set_off) for point in lent.curve]
    lowest, highest = points[0], points[-1]
    across = _axis(part, f"Credit used {part.unit}".strip(), 0, max(x for x, _ in points))
    up = _axis(part, f"Set off {part.unit}".strip(), min(y for _, y in points), max(y for _, y in points))
    alternative = (
        f"Curve: {part.short(lowest[1])} set off with {part.bare(lowest[0])} of credit, "
        f"{part.short(highest[1])} with {part.bare(highest[0])}. The table holds the same numbers."
    )
    return tag("figure", line(points, across, up, alternative))


def _axis(part: Part, title: str, low: int, high: int) -> Axis:
    values = steps(low, high)
    return Axis(title, tuple(zip(values, amounts.marks(values, part.whole.decimals), strict=True)))


def _table(part: Part, lent: Credit) -> Html:
    rows = [
        [f"With {part.exact(point.credit)}", part.exact(point.set_off), _per_unit(point.per_unit)]
        for point in lent.curve
    ]
    head = ["Credit", "Set off", "Added by each further unit"]
    return table(f"Set-off by credit {part.unit}".strip(), head, rows, frozenset({1, 2}))


def _per_unit(text: str) -> str:
    try:
        return words.figures(float(text), 3)
    except ValueError:
        return ""
