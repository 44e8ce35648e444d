"""A curve drawn as plain SVG: points joined by a line, with axes that say what they measure."""

from dataclasses import dataclass

from samarkand.publishing.markup import Html, tag

_WIDTH, _HEIGHT = 400, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 34, 30, 46
_TICKS = 5
_ROUND = (1, 2, 2.5, 5, 10, 20, 25, 50)


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis measures and the values it is marked at, the first and the last being its ends."""

    title: str
    marks: tuple[tuple[int, str], ...]

    def part(self, value: int) -> float:
        """Return how far along the axis a value is, from 0 to 1."""
        first, last = self.marks[0][0], self.marks[-1][0]
        return (value - first) / (last - first) if last > first else 0.0


def steps(low: int, high: int) -> list[int]:
    """Return about five round numbers that begin at or below ``low`` and end at or above ``high``."""
    width = max(high - low, 1)
    tenth = 10 ** (len(str(width)) - 1) / 10
    candidates = [max(1, int(tenth * times)) for times in _ROUND]
    step = next(step for step in candidates if step * _TICKS >= width)
    first = low // step * step
    return list(range(first, high + step, step)) if high > first else [first, first + step]


def line(points: list[tuple[int, int]], across: Axis, up: Axis, alternative: str) -> Html:
    """Return the curve through the points."""
    places = [(_x(across.part(x)), _y(up.part(y))) for x, y in points]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    dots = [tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="3.5", class_="dot") for x, y in places]
    return tag(
        "svg",
        *_marks_across(across),
        *_marks_up(up),
        tag("path", d=path, class_="curve"),
        *dots,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_label=alternative,
        class_="line",
    )


def _x(part: float) -> float:
    return _LEFT + part * (_WIDTH - _LEFT - _RIGHT)


def _y(part: float) -> float:
    return _HEIGHT - _BOTTOM - part * (_HEIGHT - _TOP - _BOTTOM)


def _marks_across(axis: Axis) -> list[Html]:
    foot = _HEIGHT - _BOTTOM
    marks = [
        tag("text", text, x=f"{_x(axis.part(value)):.1f}", y=str(foot + 16), text_anchor="middle")
        for value, text in axis.marks
    ]
    middle = str((_LEFT + _WIDTH - _RIGHT) / 2)
    return [
        *marks,
        tag("text", axis.title, x=middle, y=str(_HEIGHT - 8), text_anchor="middle", class_="title"),
    ]


def _marks_up(axis: Axis) -> list[Html]:
    marks: list[Html] = []
    for value, text in axis.marks:
        y = _y(axis.part(value))
        marks.append(tag("path", d=f"M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}", class_="grid"))
        marks.append(tag("text", text, x=str(_LEFT - 8), y=f"{y + 4:.1f}", text_anchor="end"))
    return [*marks, tag("text", axis.title, x=str(_LEFT - 8), y="14", class_="title")]
