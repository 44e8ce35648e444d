"""One step towards fair terms, as a mixed-integer program around the present ones.

Within a small box of terms the conditions of an equilibrium are linear in the terms, the pools'
rates and the fills, but for one thing: a row with surplus to gain must be filled whole, one with
surplus to lose not at all. That either-or takes two switches a row, and only rows near indifference
need them. The pools' gains are the least of their pieces (`gains`), linear in the box; the sum of
their logarithms is what the step raises.
"""

from dataclasses import dataclass

import numpy as np

from samarkand.clearing.terms.gains import Choice, Piece, Slot
from samarkand.solving.arrays import Floats
from samarkand.solving.program import INFINITE, Program

_SLACK_PRICE = 100.0
_FREE_RATE = 0.6
_INTERIOR = 1e-6
_MOST_RATIO = 1e4
_LEAST_GAIN, _LEAST_TOUCH = 1e-2, 1e-2
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Point:
    """Terms per market, a rate per pool, and the filled share of each choice (sign and row)."""

    terms: Floats
    rates: dict[int, float]
    fills: dict[Key, float]


@dataclass(frozen=True, slots=True)
class Step:
    """A step being written down: its program, and the variables of terms, rates and fills in it."""

    program: Program
    point: Point
    box: float
    price: list[int]
    rate: dict[int, int]
    fill: dict[Key, int]

    def read(self, values: list[float]) -> Point:
        """Return the point the values of the variables stand for."""
        terms = self.point.terms * np.array([values[variable] for variable in self.price])
        rates = {pool: self.point.rates[pool] * values[variable] for pool, variable in self.rate.items()}
        fills = {key: values[variable] for key, variable in self.fill.items()}
        return Point(terms, rates, fills)


def write_step(pools: dict[int, list[Slot]], gains: dict[int, list[Piece]], point: Point, box: float) -> Step:
    """Return the program of the best step from ``point`` with terms within ``box`` of theirs."""
    program = Program()
    traded = {choice.market for slots in pools.values() for slot in slots for choice in slot.choices}
    reach_of = [box if market in traded else 0.0 for market in range(len(point.terms))]
    price = [program.variable(1.0 - reach, 1.0 + reach) for reach in reach_of]
    step = Step(program, point, box, price, {}, {})
    for pool, slots in pools.items():
        reach = _rate_reach(slots, point, box)
        step.rate[pool] = program.variable(1.0 / (1.0 + reach), 1.0 + reach)
        for slot in slots:
            _write_slot(step, slot, reach)
        _write_pool_balance(step, slots)
        if pool in gains:
            _write_gain(step, slots, gains[pool])
    _write_markets(step, pools)
    _write_gauge(step, pools)
    return step


def _rate_reach(slots: list[Slot], point: Point, box: float) -> float:
    """Return how far the pool's rate may move: a row half filled holds it, else it is loose."""
    fills = [point.fills.get((slot.sign, choice.row), 0.0) for slot in slots for choice in slot.choices]
    held = any(_INTERIOR < fill < 1.0 - _INTERIOR for fill in fills)
    return 3.0 * box if held else _FREE_RATE


def _write_slot(step: Step, slot: Slot, reach: float) -> None:
    """Add the fills of a slot and what ties them to its surplus."""
    program, point = step.program, step.point
    surplus = {choice: _surplus(slot, choice, point) for choice in slot.choices}
    best = max(surplus.values())
    swing = {choice: step.box + _weight(slot, choice, point) * reach for choice in slot.choices}
    near = [c for c in slot.choices if surplus[c] + swing[c] >= max(0.0, best - max(swing.values()))]
    for choice in slot.choices:
        step.fill[slot.sign, choice.row] = program.variable(0.0, 1.0 if choice in near else 0.0)
    if not near:
        return
    if len(near) == 1 and surplus[near[0]] > swing[near[0]]:
        program.lower[step.fill[slot.sign, near[0].row]] = 1.0
        return
    _write_either_or(step, slot, near, {c: abs(surplus[c]) + swing[c] for c in near})


def _write_either_or(step: Step, slot: Slot, near: list[Choice], most: dict[Choice, float]) -> None:
    program = step.program
    top = max(most.values())
    profit = program.variable(0.0, top)
    whole = program.switch()
    fills = [step.fill[slot.sign, choice.row] for choice in near]
    program.constrain(-INFINITE, 0.0, [(profit, 1.0), (whole, -top)])
    program.constrain(0.0, INFINITE, [*((fill, 1.0) for fill in fills), (whole, -1.0)])
    if len(near) > 1:
        program.constrain(-INFINITE, 1.0, [(fill, 1.0) for fill in fills])
    for choice, fill in zip(near, fills, strict=True):
        short = [*_surplus_after(step, slot, choice), (profit, -1.0)]
        program.constrain(-INFINITE, 0.0, short)
        used = program.switch()
        program.constrain(-INFINITE, 0.0, [(fill, 1.0), (used, -1.0)])
        lowest = -(most[choice] + top)
        program.constrain(lowest, INFINITE, [*short, (used, lowest)])


def _surplus(slot: Slot, choice: Choice, point: Point) -> float:
    """Return the surplus of a choice per unit of goods, as a share of its terms."""
    return slot.sign * (1.0 - _weight(slot, choice, point))


def _weight(slot: Slot, choice: Choice, point: Point) -> float:
    return point.rates[slot.pool] * choice.limit / float(point.terms[choice.market])


def _surplus_after(step: Step, slot: Slot, choice: Choice) -> list[tuple[int, float]]:
    """Return the surplus after the step as a sum over the step's variables."""
    weight = _weight(slot, choice, step.point)
    return [(step.price[choice.market], float(slot.sign)), (step.rate[slot.pool], -slot.sign * weight)]


def _write_pool_balance(step: Step, slots: list[Slot]) -> None:
    """What the pool gives is worth what it takes; fill times price is taken to the first order."""
    scale = max(slot.quantity * step.point.terms[slot.choices[0].market] for slot in slots)
    terms: list[tuple[int, float]] = []
    constant = 0.0
    for slot in slots:
        for choice in slot.choices:
            variable = step.fill[slot.sign, choice.row]
            value = slot.sign * slot.quantity * step.point.terms[choice.market] / scale
            is_fixed = step.program.lower[variable] == step.program.upper[variable]
            now = step.program.lower[variable] if is_fixed else _fill(step, slot, choice)
            terms += [(variable, value), (step.price[choice.market], value * now)]
            constant -= value * now
    step.program.constrain(-constant, -constant, _gathered(terms))


def _fill(step: Step, slot: Slot, choice: Choice) -> float:
    return step.point.fills.get((slot.sign, choice.row), 0.0)


def _write_markets(step: Step, pools: dict[int, list[Slot]]) -> None:
    """Every market clears, but for a slack that costs more than any gain."""
    flows: dict[int, list[tuple[int, float]]] = {}
    for slots in pools.values():
        for slot in slots:
            for choice in slot.choices:
                variable = step.fill[slot.sign, choice.row]
                flows.setdefault(choice.market, []).append((variable, slot.sign * slot.quantity))
    for terms in flows.values():
        scale = max(abs(amount) for _, amount in terms)
        over, under = (step.program.variable(0.0, INFINITE, -_SLACK_PRICE) for _ in range(2))
        scaled = [(variable, amount / scale) for variable, amount in terms]
        step.program.constrain(0.0, 0.0, [*scaled, (over, -1.0), (under, 1.0)])


def _write_gain(step: Step, slots: list[Slot], gains: list[Piece]) -> None:
    """Raise the logarithm of the pool's gain, the least of its pieces, bent by a few tangents."""
    program, now = step.program, gains[0].height
    # A gain of next to nothing is measured against what the pool could trade: numbers stay near one.
    unit = max(now, _LEAST_GAIN * sum(slot.quantity * slot.choices[0].limit for slot in slots))
    ratio = program.variable(0.0, _MOST_RATIO)
    for piece in gains:
        if piece.height <= now + 200.0 * step.box * unit:
            slopes = {market: slope / unit for market, slope in piece.slope.items()}
            terms = [(step.price[market], -slope) for market, slope in slopes.items()]
            program.constrain(-INFINITE, piece.height / unit - sum(slopes.values()), [(ratio, 1.0), *terms])
    logarithm = program.variable(-_MOST_RATIO, _MOST_RATIO, 1.0)
    for times in (-30.0, -10.0, -3.0, -1.0, 0.0, 1.0, 3.0, 10.0, 30.0):
        touch = now / unit + times * step.box
        if touch >= _LEAST_TOUCH:
            program.constrain(
                -INFINITE, float(np.log(touch)) - 1.0, [(logarithm, 1.0), (ratio, -1.0 / touch)]
            )


def _write_gauge(step: Step, pools: dict[int, list[Slot]]) -> None:
    """Terms are known up to a factor: keep their mean, weighed by what could be traded."""
    weight: dict[int, float] = {}
    for slots in pools.values():
        for slot in slots:
            for choice in slot.choices:
                value = slot.quantity * step.point.terms[choice.market]
                weight[choice.market] = weight.get(choice.market, 0.0) + value
    total = sum(weight.values())
    step.program.constrain(
        1.0, 1.0, [(step.price[market], value / total) for market, value in weight.items()]
    )


def _gathered(terms: list[tuple[int, float]]) -> list[tuple[int, float]]:
    sums: dict[int, float] = {}
    for variable, amount in terms:
        sums[variable] = sums.get(variable, 0.0) + amount
    return list(sums.items())
