"""What legs of a deal may still give up or take on, and paths that balance its pools again.

The residual graph of a deal (Ford and Fulkerson 1956): a leg of divisible goods may carry less from its
giver to its taker, or more where its rows have room; the swings of pools meet in one node. A path from a
pool that gives too much to one that gives too little takes the difference along.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

from samarkand.core.scale import VALUE_DIVISOR

ROUNDING = 2
"""Minor units of value by which a leg may be short of a piece, and yet have it."""

_HAIR, _MUCH = 1_000_000, 100

SWINGS = -1
"""The node where the swings of all pools meet."""

Off = dict[int, int]
"""By how much each pool of a deal gives more (above zero) or less than it did."""


@dataclass(slots=True)
class Leg:
    """A leg while its value changes; all but the last two are integers.

    ``offer``, ``alternative`` and ``want`` are positions in the economy, ``parties`` and the pools
    ``giver`` and ``taker`` numbers. ``price`` are the terms of the market; ``piece`` the thousandths of its
    unit that the leg moves whole multiples of, zero where goods are divisible, and ``pieces`` how many.
    ``tied``: a lot, a minimum or a bundle depends on what its rows carry; ``counted``: a quota does.
    ``wished`` is the value it was cut with. ``least`` and ``most`` are the terms within which it honours the
    limits of both rows at the rates of their pools.
    """

    offer: int
    alternative: int
    want: int
    parties: tuple[int, int]
    giver: int
    taker: int
    price: int
    piece: int
    tied: bool
    counted: bool
    value: int
    wished: int
    pieces: int = 0
    least: float = 0.0
    most: float = inf

    def worth(self, pieces: int) -> int:
        """Return the value of so many pieces, rounded down to the minor unit."""
        return pieces * self.piece * self.price // VALUE_DIVISOR

    def bought(self) -> int:
        """Return the pieces its value buys, rounded down; what is short by a hair counts as whole.

        A hair is `ROUNDING` minor units, or one part in `_HAIR` of the value: terms have nine digits.
        """
        each, exact = self.piece * self.price, self.value * VALUE_DIVISOR
        return (exact + min(max(ROUNDING * VALUE_DIVISOR, exact // _HAIR), each // 4)) // each

    def is_exact(self, pieces: int) -> bool:
        """Tell whether its value is that of so many pieces, to the minor unit."""
        return pieces > 0 and 0 <= self.value - self.worth(pieces) <= 1

    def suits(self, pieces: int) -> bool:
        """Tell whether so many pieces, less than one off its value, honour the limits of both its rows."""
        each = self.piece * self.price
        off = abs(self.value * VALUE_DIVISOR - pieces * each)
        if pieces <= 0 or off > each - VALUE_DIVISOR or (self.counted and pieces > self.bought()):
            return False
        return self.least <= self.value * VALUE_DIVISOR / (pieces * self.piece) <= self.most

    def loses_much(self) -> bool:
        """Tell whether its value buys a part of a piece more that is over one part in `_MUCH` of it."""
        return _MUCH * (self.value - self.worth(self.bought())) > self.value

    def counts(self) -> list[int]:
        """Return the numbers of pieces next to its value that suit, the smaller first."""
        return [number for number in (self.bought(), self.bought() + 1) if self.suits(number)]


class Step(NamedTuple):
    """From a pool to another: by a leg whose value grows (``sign`` 1) or falls, or by the swings."""

    start: int
    end: int
    leg: Leg | None
    sign: int


@dataclass(slots=True)
class Room:
    """What is left to give and to take, and the changes made so far.

    ``offer`` and ``alternative`` are left in minor units of value, ``goods`` (of offers) and ``wanted``
    (of wants) in thousandths. ``balance`` is what each pool gives more than it takes in all deals, within
    its ``swing``. A leg of divisible goods that carries less keeps at least ``kept``.
    """

    offer: list[int]
    alternative: list[int]
    goods: list[int]
    wanted: list[int]
    balance: list[int]
    swing: list[int]
    kept: int = 0
    changes: list[tuple[Leg, int, int]] = field(default_factory=list)

    def change(self, leg: Leg, value: int, pieces: int, off: Off) -> None:
        """Give a leg another value and number of pieces, and count what that takes off balance."""
        self.changes.append((leg, leg.value, leg.pieces))
        off[leg.giver] = off.get(leg.giver, 0) + value - leg.value
        off[leg.taker] = off.get(leg.taker, 0) - value + leg.value
        self._set(leg, value, pieces)

    def back_to(self, mark: int) -> None:
        """Undo all but the first ``mark`` changes."""
        while len(self.changes) > mark:
            self._set(*self.changes.pop())

    def less(self, leg: Leg) -> int:
        """Return by how much the value of a leg may fall: of things, to the rounded value of its pieces."""
        if leg.piece:
            return int(leg.is_exact(leg.pieces) and leg.value > leg.worth(leg.pieces))
        return 0 if leg.tied else max(0, leg.value - self.kept)

    def more(self, leg: Leg) -> int:
        """Return by how much the value of a leg may grow: of things, to that of its pieces rounded up."""
        if leg.piece:
            is_broken = leg.pieces * leg.piece * leg.price % VALUE_DIVISOR
            return int(leg.pieces > 0 and is_broken > 0 and leg.value == leg.worth(leg.pieces))
        return 0 if leg.tied else max(0, min(self.offer[leg.offer], self.alternative[leg.alternative]))

    def pieces_left(self, leg: Leg) -> int:
        """Return how many more pieces at their terms the rows of a leg have room for."""
        value = min(self.offer[leg.offer], self.alternative[leg.alternative]) + ROUNDING
        goods = min(self.goods[leg.offer], self.wanted[leg.want])
        return max(0, min(goods, value * VALUE_DIVISOR // leg.price) // leg.piece)

    def goods_left(self, leg: Leg) -> bool:
        """Tell whether the rows of a leg have one more piece to give and to take."""
        return min(self.goods[leg.offer], self.wanted[leg.want]) >= leg.piece

    def goods_over(self, leg: Leg) -> bool:
        """Tell whether a row of a leg gives or takes more goods than it has."""
        return min(self.goods[leg.offer], self.wanted[leg.want]) < 0

    def along(self, step: Step) -> int:
        """Return what may be carried along a step."""
        if step.leg is not None:
            return self.less(step.leg) if step.sign < 0 else self.more(step.leg)
        if step.end == SWINGS:
            return self.swing[step.start] - self.balance[step.start]
        return self.swing[step.end] + self.balance[step.end]

    def _set(self, leg: Leg, value: int, pieces: int) -> None:
        more, goods = value - leg.value, (pieces - leg.pieces) * leg.piece
        self.offer[leg.offer] -= more
        self.alternative[leg.alternative] -= more
        self.goods[leg.offer] -= goods
        self.wanted[leg.want] -= goods
        self.balance[leg.giver] += more
        self.balance[leg.taker] -= more
        leg.value, leg.pieces = value, pieces


def balance_again(room: Room, legs: Iterable[Leg], off: Off) -> bool:
    """Change divisible legs until no pool is off balance; return False where no path is left.

    Changes made till then stay: `Room.back_to` undoes them.
    """
    around = _around(legs)
    while any(off.values()):
        path = _path(room, around, off)
        if path is None:
            return False
        amount = min(off[path[0].start], -off[path[-1].end], *(room.along(step) for step in path))
        for step in path:
            if step.leg is not None:
                room.change(step.leg, step.leg.value + step.sign * amount, step.leg.pieces, off)
            else:
                off[step.start] = off.get(step.start, 0) - amount
                off[step.end] = off.get(step.end, 0) + amount
    return True


_Around = dict[int, tuple[list[Leg], list[Leg]]]
"""The legs that leave and that reach each pool of a deal."""


def _around(legs: Iterable[Leg]) -> _Around:
    around: _Around = {}
    for leg in legs:
        if leg.giver != leg.taker:
            around.setdefault(leg.giver, ([], []))[0].append(leg)
            around.setdefault(leg.taker, ([], []))[1].append(leg)
    return around


def _path(room: Room, around: _Around, off: Off) -> list[Step] | None:
    """Return the shortest path, found breadth first, from a pool that gives too much to one too little."""
    starts = sorted(pool for pool, amount in off.items() if amount > 0)
    came: dict[int, Step | None] = dict.fromkeys(starts)
    queue = deque(starts)
    while queue:
        for step in _steps(room, around, queue.popleft()):
            if step.end in came or room.along(step) <= 0:
                continue
            came[step.end] = step
            if off.get(step.end, 0) < 0:
                return _traced(came, step)
            queue.append(step.end)
    return None


def _steps(room: Room, around: _Around, pool: int) -> Iterator[Step]:
    if pool == SWINGS:
        yield from (Step(pool, other, None, 1) for other in sorted(around) if room.swing[other])
        return
    outgoing, incoming = around.get(pool, ([], []))
    yield from (Step(pool, leg.taker, leg, -1) for leg in outgoing)
    yield from (Step(pool, leg.giver, leg, 1) for leg in incoming)
    if room.swing[pool]:
        yield Step(pool, SWINGS, None, 1)


def _traced(came: dict[int, Step | None], last: Step) -> list[Step]:
    path, step = [last], came[last.start]
    while step is not None:
        path.append(step)
        step = came[step.start]
    return path[::-1]
