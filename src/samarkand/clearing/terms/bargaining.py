"""Bargaining over quantities alone: a bound on what fair terms can reach, and a place to start from.

Drop the common terms and the balance of pools, and only the quantities that markets can move are
left. The largest product of the pools' gains over those is a convex problem; equilibria cannot do
better. The logarithm is approached from above by tangents, so every round gives a bound.
"""

from dataclasses import dataclass

import numpy as np

from samarkand.clearing.terms.gains import Slot
from samarkand.solving.program import INFINITE, Program
from samarkand.solving.solver import solve

_TOUCHES = (0.5, 0.8, 1.0, 1.25, 2.0, 5.0)
_ROUNDS = 8
_CLOSE = 1e-7


@dataclass(frozen=True, slots=True)
class Bargain:
    """How far above the gains given the best sum of their logarithms is, and the quantities behind it.

    ``fills`` are the filled shares of the choices, keyed by sign and row.
    """

    above: float
    fills: dict[tuple[int, int], float]


def bargain(pools: dict[int, list[Slot]], gains: dict[int, float]) -> Bargain:
    """Return the best bargain of the pools in ``gains``; the others must only not lose."""
    program = Program()
    fills: dict[tuple[int, int], int] = {}
    markets: dict[int, list[tuple[int, float]]] = {}
    ratios = []
    for pool, slots in pools.items():
        worth = _write_pool(program, slots, fills, markets)
        if pool in gains:
            ratios.append(program.variable(0.0, INFINITE))
            scaled = [(fill, amount / gains[pool]) for fill, amount in worth]
            program.constrain(0.0, 0.0, [*scaled, (ratios[-1], -1.0)])
        else:
            program.constrain(0.0, INFINITE, worth)
    for flows in markets.values():
        scale = max(abs(amount) for _, amount in flows)
        program.constrain(0.0, 0.0, [(fill, amount / scale) for fill, amount in flows])
    above, values = _by_tangents(program, ratios)
    return Bargain(above, {key: values[at] for key, at in fills.items()} if values else {})


def _write_pool(
    program: Program,
    slots: list[Slot],
    filled: dict[tuple[int, int], int],
    markets: dict[int, list[tuple[int, float]]],
) -> list[tuple[int, float]]:
    """Add the pool's fills; return what they are worth to it in its own money."""
    worth = []
    for slot in slots:
        fills = [(program.variable(0.0, 1.0), choice) for choice in slot.choices]
        if len(fills) > 1:
            program.constrain(-INFINITE, 1.0, [(fill, 1.0) for fill, _ in fills])
        for fill, choice in fills:
            filled[slot.sign, choice.row] = fill
            markets.setdefault(choice.market, []).append((fill, slot.sign * slot.quantity))
            worth.append((fill, -slot.sign * slot.quantity * choice.limit))
    return worth


def _by_tangents(program: Program, ratios: list[int]) -> tuple[float, list[float]]:
    """Return a bound on the sum of the ratios' logarithms, and the point at it."""
    logarithms = [program.variable(-INFINITE, INFINITE, 1.0) for _ in ratios]
    for logarithm, ratio in zip(logarithms, ratios, strict=True):
        for touch in _TOUCHES:
            _tangent(program, logarithm, ratio, touch)
    bound, values = INFINITE, list[float]()
    for _ in range(_ROUNDS):
        best = solve(program)
        if best is None or best.gain > bound - _CLOSE:
            break
        bound, values = best.gain, best.values
        for logarithm, ratio in zip(logarithms, ratios, strict=True):
            _tangent(program, logarithm, ratio, max(best.values[ratio], 1e-6))
    return bound, values


def _tangent(program: Program, logarithm: int, ratio: int, touch: float) -> None:
    program.constrain(-INFINITE, float(np.log(touch)) - 1.0, [(logarithm, 1.0), (ratio, -1.0 / touch)])
