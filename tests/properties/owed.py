"""Small random ledgers in the notation of the cast: a failing one can be read and pasted into a test."""

from hypothesis import strategies as st

FIRMS = ("Meskay", "Astarta", "NationalFruit", "AltynDan", "Luoyang", "Samarkand")

Written = tuple[str, ...]
"""Obligations, one line each."""


@st.composite
def ledgers(
    draw: st.DrawFn,
    *,
    firms: tuple[int, int] = (2, 6),
    rows: tuple[int, int] = (1, 16),
    largest: int = 1000,
    weights: bool = False,
    units: bool = False,
    groups: bool = False,
) -> Written:
    """Return a few obligations between a few firms, some of them overdue, several to a pair at times."""
    names = FIRMS[: draw(st.integers(*firms))]
    count = draw(st.integers(*rows))
    return tuple(
        _obligation(draw, names, largest, weights=weights, units=units, groups=groups) for _ in range(count)
    )


def tiny_ledgers() -> st.SearchStrategy[Written]:
    """Return ledgers so small that every way of setting off can be tried."""
    return ledgers(firms=(2, 4), rows=(1, 6), largest=3)


@st.composite
def memberships(draw: st.DrawFn, largest: int = 1000) -> str:
    """Return credit limits of some of the firms, in ledgers of one unit and no groups."""
    members = draw(st.lists(st.sampled_from(FIRMS), min_size=1, max_size=len(FIRMS), unique=True))
    return "; ".join(_member(draw, name, largest) for name in members)


def _obligation(
    draw: st.DrawFn, names: Written, largest: int, *, weights: bool, units: bool, groups: bool
) -> str:
    debtor, creditor = draw(st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True))
    text = f"{debtor} owes {creditor} {draw(st.integers(1, largest))}"
    if units:
        text += draw(st.sampled_from((" PKR", " RUB")))
    if draw(st.booleans()):
        text += f" due 2026-{draw(st.integers(1, 6)):02}-15"
    if weights:
        text += f" weight {draw(st.integers(1, 5))}"
    if groups:
        text += draw(st.sampled_from((" in A-1", " in A-2")))
    return text


def _member(draw: st.DrawFn, name: str, largest: int) -> str:
    text = f"{name} may owe {draw(st.integers(0, largest))}"
    return text + (f", be owed {draw(st.integers(0, largest))}" if draw(st.booleans()) else "")
