"""What is proven of a netting, in sentences: one for each aim, scope and kind of proof."""

from collections.abc import Mapping
from typing import Any

from samarkand.core.scale import to_scaled
from samarkand.netting.reporting.part import Part
from samarkand.publishing import words

_AGE = (
    "The aim was to set off old debts first, each amount counted once and once more for every day since it "
    "fell due, and no set-off comes nearer to that aim."
)
_COUNT = (
    "The aim was to close the most obligations, each counted by the part of it that is set off, "
    "and no set-off comes nearer to that aim."
)
_GAIN_WITH_LIMITS = 2
"""Where a house may lend, an amount set off gains twice what an amount lent costs."""


def certificate(part: Part) -> str:
    """Return what is proven of one unit."""
    apart = f" Nothing is ever set off between one {part.group} and another." if part.group else ""
    return f"{_proven(part)}{apart}"


def _proven(part: Part) -> str:
    if part.whole.scope == "bilateral":
        return _two_at_a_time(part)
    if part.whole.scope == "ring:3":
        return (
            f"{_rings_of_three(part)} Among all, {part.full(part.facts.full)} could be set off, and no more."
        )
    if not part.facts.certificate.get("proven"):
        return _not_proven(part)
    return f"{_best(part)}{_with_credit(part)}{_given_up(part)}"


def _best(part: Part) -> str:
    unit = part.facts
    if part.whole.objective == "count":
        return f"{_COUNT} {_closed(part)}"
    if part.whole.objective == "age":
        return _AGE
    if _is_weighted(part):
        return f"By the weights given, no set-off counts more than this one of {part.full(unit.set_off)}."
    if not unit.set_off:
        return "Nothing can be set off: the bound that no set-off can pass is 0."
    reached = part.full(unit.set_off)
    return f"No set-off is larger: the amount reached, {reached}, equals a bound that no set-off can pass."


def _closed(part: Part) -> str:
    unit = part.facts
    closed = words.capital(words.count(unit.closed, "obligation"))
    verb = "is" if unit.closed == 1 else "are"
    most = unit.certificate.get("closed_at_most")
    limit = f"; no set-off can close more than {most:,}" if isinstance(most, int) else ""
    return f"{closed} of {unit.obligations:,} {verb} closed in full{limit}."


def _with_credit(part: Part) -> str:
    if not part.facts.credit:
        return ""
    least = "" if part.whole.objective != "value" or _is_weighted(part) else _LEAST_CREDIT
    return f" That holds with the credit that members may use{least}."


_LEAST_CREDIT = ", and no set-off as large takes less credit"


def _given_up(part: Part) -> str:
    unit = part.facts
    if unit.credit or unit.set_off == unit.full:
        return ""
    lost, most = part.full(unit.full - unit.set_off), part.full(unit.full)
    return f" For it {lost} of set-off was given up: without that aim {most} could be set off, and no more."


def _two_at_a_time(part: Part) -> str:
    unit = part.facts
    return (
        "Between two parties no more can be set off than the smaller of what they owe each other, and "
        f"exactly that is set off for every pair: {part.full(unit.set_off)}. Among all, "
        f"{part.full(unit.full)} could be set off, and no more: that is proven too."
    )


def _rings_of_three(part: Part) -> str:
    unit = part.facts
    reached = part.full(unit.set_off)
    if unit.ring_3_proven or unit.set_off == unit.full:
        return (
            f"No set-off in rings of two and three is larger: the amount reached, {reached}, equals a bound "
            "that none of them can pass."
        )
    bound = unit.certificate.get("ring_bound")
    if bound is None:
        return (
            "The rings were taken one after the other: whether rings of two and three could set off more "
            f"than {reached} is not proven."
        )
    scaled = to_scaled(str(bound), part.whole.decimals)
    return (
        f"In rings of two and three {reached} is set off, and no such set-off can pass {part.full(scaled)}: "
        f"at most {part.full(scaled - unit.set_off)} is missing to the best."
    )


def _not_proven(part: Part) -> str:
    gap, bound = (_whole(part.facts.certificate, key) for key in ("gap", "bound"))
    reached = f"{part.full(part.facts.set_off)} is set off; that no set-off does better is not proven."
    return (
        f"{reached} At most {words.figures(100 * gap / bound, 2)} % is missing to the best."
        if bound
        else reached
    )


def _is_weighted(part: Part) -> bool:
    """Tell whether amounts were weighted: what was gained is then not what was set off."""
    unit = part.facts
    used = unit.credit.used if unit.credit else 0
    unweighted = _GAIN_WITH_LIMITS * unit.set_off - used if part.whole.has_limits else unit.set_off
    return _whole(unit.certificate, "gain") != unweighted


def _whole(entries: Mapping[str, Any], key: str) -> int:
    try:
        return int(str(entries.get(key) or 0))
    except ValueError:
        return 0
