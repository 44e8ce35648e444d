"""Debts drawn as arrows between parties on a circle, as thick as they are large; plain SVG."""

from dataclasses import dataclass
from math import cos, hypot, pi, sin

from samarkand.netting.reporting.labels import wrapped
from samarkand.publishing.markup import Html, tag
from samarkand.publishing.names import readable

_WIDTH, _HEIGHT = 440, 400
_CENTRE = (_WIDTH / 2, _HEIGHT / 2)
_RADIUS = 128
_DOT = 5
_LABEL_GAP = 12
_LINE = 15
_THICKEST, _THINNEST = 14.0, 1.0
_PULL = 0.8
"""How far the middle of an arrow is drawn towards the centre: 1 is straight, 0 through the centre."""
_BEND = 11
"""How far the two directions between two parties keep apart."""
_MOST_AMOUNTS = 12
_AMOUNT = (54, 16)
"""How much room an amount needs."""
_PLACES_ON_ARROW = (0.5, 0.4, 0.6, 0.3, 0.7)
_SIDE = 0.35
"""Labels nearer to the top or the bottom than this stand above or below their party."""

_DIGITS = 6
"""Decimals to which the machine's sine and cosine are taken, and places before they are written."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Node:
    """A party on the circle: its name, and what stands below it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A debt from one node to another: its size, the part of it that is marked, and what is written on it."""

    debtor: int
    creditor: int
    size: int
    marked: int
    text: str


def circle(nodes: list[Node], arrows: list[Arrow], largest: int, alternative: str) -> Html:
    """Return the picture; ``largest`` is the debt drawn thickest, the same for pictures to be compared.

    An arrow of no size is drawn as a trace of what was there.
    """
    places = [_place(index, len(nodes)) for index in range(len(nodes))]
    drawn = sorted(arrows, key=lambda arrow: -arrow.size)
    lines = [_arrow(arrow, places, largest) for arrow in drawn]
    is_legible = sum(1 for arrow in arrows if arrow.size) <= _MOST_AMOUNTS
    texts = _amounts([arrow for arrow in drawn if arrow.size], places) if is_legible else []
    labels = [_label(node, place) for node, place in zip(nodes, places, strict=True)]
    dots = [tag("circle", cx=_n(x), cy=_n(y), r=str(_DOT), class_="dot") for x, y in places]
    return tag(
        "svg",
        *lines,
        *dots,
        *labels,
        *texts,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_label=alternative,
        class_="circle",
    )


def _place(index: int, count: int) -> Point:
    angle = 2 * pi * index / count - pi / 2
    across, down = (round(part(angle), _DIGITS) for part in (cos, sin))
    return _CENTRE[0] + _RADIUS * across, _CENTRE[1] + _RADIUS * down


def _bow(start: Point, end: Point) -> Point:
    """Return the point that pulls an arrow towards the centre, and to its own side of the way back."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1
    left = ((end[1] - start[1]) / length, (start[0] - end[0]) / length)
    x, y = (_CENTRE[axis] + (middle[axis] - _CENTRE[axis]) * _PULL + left[axis] * _BEND for axis in range(2))
    return x, y


def _arrow(arrow: Arrow, places: list[Point], largest: int) -> Html:
    start, end = places[arrow.debtor], places[arrow.creditor]
    bow = _bow(start, end)
    width = max(_THINNEST, _THICKEST * arrow.size / max(largest, 1)) if arrow.size else _THINNEST
    head = max(7.0, width * 1.15)
    begin = _towards(start, bow, _DOT + 1)
    tip = _towards(end, bow, _DOT + 1)
    neck = _towards(end, bow, _DOT + 1 + head)
    path = f"M{_p(begin)}Q{_p(bow)} {_p(neck)}"
    if not arrow.size:
        return tag("path", d=path, class_="trace")
    is_all = arrow.marked == arrow.size
    marked = width * arrow.marked / arrow.size
    core = tag("path", d=path, class_="marked", stroke_width=_n(marked)) if marked and not is_all else None
    kind = "marked" if is_all else "debt"
    return tag(
        "g",
        tag("path", d=path, class_=kind, stroke_width=_n(width)),
        core,
        tag("path", d=_head(neck, tip, max(7.0, width * 1.7)), class_=f"{kind} head"),
    )


def _head(neck: Point, tip: Point, width: float) -> str:
    length = hypot(tip[0] - neck[0], tip[1] - neck[1]) or 1
    side = ((tip[1] - neck[1]) / length * width / 2, (neck[0] - tip[0]) / length * width / 2)
    left, right = ((neck[0] + sign * side[0], neck[1] + sign * side[1]) for sign in (1, -1))
    return f"M{_p(left)}L{_p(tip)}L{_p(right)}Z"


def _amounts(arrows: list[Arrow], places: list[Point]) -> list[Html]:
    """Return what is written on the arrows, each where it stands farthest from the others."""
    taken: list[Point] = []
    for arrow in arrows:
        start, end = places[arrow.debtor], places[arrow.creditor]
        spots = [_along(start, _bow(start, end), end, part) for part in _PLACES_ON_ARROW]
        taken.append(max(spots, key=lambda spot: min((_apart(spot, other) for other in taken), default=0.0)))
    return [
        tag("text", arrow.text, x=_n(x), y=_n(y + 4), class_="amount", text_anchor="middle")
        for arrow, (x, y) in zip(arrows, taken, strict=True)
    ]


def _along(start: Point, bow: Point, end: Point, part: float) -> Point:
    """Return the point of the bent arrow at a part of its way, from 0 to 1."""
    rest = 1 - part
    x, y = (
        rest * rest * start[axis] + 2 * rest * part * bow[axis] + part * part * end[axis] for axis in range(2)
    )
    return x, y


def _apart(here: Point, there: Point) -> float:
    """Return how far apart two amounts stand, at most what is enough; they are wider than high."""
    return min(1.0, hypot((here[0] - there[0]) / _AMOUNT[0], (here[1] - there[1]) / _AMOUNT[1]))


def _label(node: Node, place: Point) -> Html:
    across, down = ((place[axis] - _CENTRE[axis]) / _RADIUS for axis in range(2))
    anchor = "middle" if abs(across) < _SIDE else "start" if across > 0 else "end"
    lines = [*wrapped(node.name), node.text]
    x = place[0] + (across * _LABEL_GAP if anchor == "middle" else (1 if across > 0 else -1) * _LABEL_GAP)
    height = _LINE * len(lines)
    if anchor == "middle":
        top = place[1] + _LABEL_GAP + 10 if down > 0 else place[1] - _LABEL_GAP - height + _LINE
    else:
        top = place[1] - height / 2 + 11
    spans = [
        tag("tspan", line, x=_n(x), y=_n(top + row * _LINE), class_="net" if row == len(lines) - 1 else False)
        for row, line in enumerate(lines)
    ]
    return tag("text", *spans, tag("title", readable(node.name)), text_anchor=anchor)


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1
    x, y = (start[axis] + (end[axis] - start[axis]) * distance / length for axis in range(2))
    return x, y


def _p(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _n(number: float) -> str:
    # Twice, for machines differ in the last digits, which must not decide a half.
    return f"{round(number, _DIGITS):.1f}"
