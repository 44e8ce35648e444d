"""Bars drawn as plain SVG, one below the other: what each is above it, and how long it is of the whole.

They are as wide as the page lets them, and their words keep their size on any screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from samarkand.publishing.markup import Html, tag

_ROW, _BAR = 46, 16
_TEXT_BASE, _BAR_TOP = 15, 22
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """What a bar shows: its words on the left and on the right, its size, and how far it might reach.

    ``most`` above ``size`` is drawn pale, for what was not found and is not ruled out.
    """

    label: str
    amount: str
    size: int
    most: int = 0
    is_marked: bool = False


def drawn_bars(bars: Sequence[DrawnBar], whole: int, alternative: str) -> Html:
    """Return the bars as one picture, ``whole`` as long as it is wide; ``alternative`` says what it shows."""
    rows = [
        tag("g", *_bar(bar, max(whole, 1)), transform=f"translate(0 {number * _ROW})")
        for number, bar in enumerate(bars)
    ]
    return tag(
        "svg",
        *rows,
        width="100%",
        height=str(len(bars) * _ROW),
        role="img",
        aria_label=alternative,
        class_="drawn-bars",
    )


def _bar(bar: DrawnBar, whole: int) -> list[Html | None]:
    name = "marked" if bar.is_marked else False
    return [
        tag("text", bar.label, x="0", y=str(_TEXT_BASE), class_=name),
        tag("text", bar.amount, x="100%", y=str(_TEXT_BASE), text_anchor="end", class_="amount"),
        _piece(_WHOLE, "track"),
        _piece(_WHOLE * bar.most / whole, "open") if bar.most > bar.size else None,
        _piece(_WHOLE * bar.size / whole, "bar"),
    ]


def _piece(width: float, kind: str) -> Html:
    part = f"{width:.2f}%" if width < _WHOLE else "100%"
    return tag("rect", width=part, height=str(_BAR), y=str(_BAR_TOP), rx="3", class_=kind)
