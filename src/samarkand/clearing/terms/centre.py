"""Of all terms at which given fills stay everybody's best, those in the middle.

Gains depend on quantities alone, so several terms can be equally fair. Terms and rates that support
given fills form a cone; its middle is where the product of the traded rows' distances from their
limits is largest (the analytic centre). It depends on the fills, not on the way they were found.
"""

import numpy as np

from samarkand.clearing.terms.fair_program import Point
from samarkand.clearing.terms.gains import Slot
from samarkand.clearing.terms.snap import balanced
from samarkand.solving.arrays import Floats
from samarkand.solving.program import INFINITE, Program
from samarkand.solving.solver import solve

_TOUCHES = np.geomspace(1e-5, 2.0, 60)
"""Where tangents stand in for the logarithm of a distance, a quarter apart."""


def centred(pools: dict[int, list[Slot]], point: Point, reference: Point) -> Point:
    """Return the point with its fills and the middle of the terms that support them.

    ``reference`` only sets the units terms and rates are measured in: those of the smoothed markets.
    The point itself comes back where nothing supports its fills to the solver's tolerance.
    """
    program = Program()
    price = [program.variable(0.0, INFINITE) for _ in reference.terms]
    for slots in pools.values():
        _write_pool(program, slots, point, reference, price, program.variable(0.0, INFINITE))
    weight = _traded(pools, point, reference.terms)
    program.constrain(
        1.0, 1.0, [(price[market], share) for market, share in enumerate(weight) if share > 0.0]
    )
    best = solve(program)
    if best is None:
        return point
    found = reference.terms * np.array([best.values[variable] for variable in price])
    level = float((weight * found / point.terms).sum())
    terms = np.where(weight > 0.0, found, level * point.terms)
    return balanced(pools, Point(terms, point.rates, point.fills))


def _write_pool(
    program: Program, slots: list[Slot], point: Point, reference: Point, price: list[int], rate: int
) -> None:
    """Require that the fills balance the pool and are its best at the terms and its rate."""
    worth: dict[int, float] = {}
    for slot in slots:
        for choice in slot.choices:
            fill = point.fills.get((slot.sign, choice.row), 0.0)
            value = slot.sign * slot.quantity * reference.terms[choice.market] * fill
            worth[price[choice.market]] = worth.get(price[choice.market], 0.0) + value
            weight = reference.rates[slot.pool] * choice.limit / float(reference.terms[choice.market])
            surplus = [(price[choice.market], float(slot.sign)), (rate, -slot.sign * weight)]
            if 0.0 < fill < 1.0:
                program.constrain(0.0, 0.0, surplus)
            elif fill == 0.0:
                program.constrain(-INFINITE, 0.0, surplus)
            else:
                _keep_away(program, surplus)
    scale = max((abs(value) for value in worth.values()), default=0.0)
    if scale > 0.0:
        program.constrain(0.0, 0.0, [(variable, value / scale) for variable, value in worth.items()])


def _keep_away(program: Program, distance: list[tuple[int, float]]) -> None:
    """Keep a distance from falling below nothing, and raise its logarithm."""
    program.constrain(0.0, INFINITE, distance)
    logarithm = program.variable(-INFINITE, 1.0, 1.0)
    for touch in _TOUCHES:
        slopes = [(variable, -amount / touch) for variable, amount in distance]
        program.constrain(-INFINITE, float(np.log(touch)) - 1.0, [(logarithm, 1.0), *slopes])


def _traded(pools: dict[int, list[Slot]], point: Point, terms: Floats) -> Floats:
    """Return each market's share of what is traded."""
    weight = np.zeros(len(terms))
    for slots in pools.values():
        for slot in slots:
            for choice in slot.choices:
                fill = point.fills.get((slot.sign, choice.row), 0.0)
                weight[choice.market] += slot.quantity * fill * terms[choice.market]
    return weight / max(float(weight.sum()), 1e-300)
