"""Bargaining over quantities alone: a bound on the merit any terms could reach.

Drop the common terms and the balance of pools, and only the quantities that markets can move are
left. The largest sum of logarithms of the pools' gains over those is a convex problem, and no
terms can do better. The logarithm is approached from above by tangents (Kelley 1960), so every
round gives a bound.
"""

import numpy as np

from samarkand.clearing.terms.arcs import Arcs
from samarkand.solving.arrays import Floats
from samarkand.solving.elementary import exp, log
from samarkand.solving.program import INFINITE, Program
from samarkand.solving.solver import solve

_TOUCHES = (0.5, 0.8, 1.0, 1.25, 2.0, 5.0)
_ROUNDS = 8
_CLOSE = 1e-7
_LEAST = 1e-6


def merit_bound(arcs: Arcs, scale: Floats, reached: Floats) -> float:
    """Return how far above ``reached`` the best sum of ``log(1 + gain / scale)`` can be, in all.

    ``scale`` and ``reached``: a float a pool, the second what the logarithm is taken of at the terms that
    are judged. Pools without a scale do not count, but must not lose.
    """
    program = Program()
    fills = [program.variable(0.0, 1.0) for _ in arcs.row]
    limit = exp(arcs.log_limit)
    for first in _groups(arcs.group, np.flatnonzero(arcs.is_shared)):
        program.constrain(-INFINITE, 1.0, [(fills[arc], 1.0) for arc in first])
    for of_market in _groups(arcs.market, np.arange(len(fills))):
        largest = float(arcs.quantity[of_market].max())
        flows = [(fills[arc], arcs.sign[arc] * arcs.quantity[arc] / largest) for arc in of_market]
        program.constrain(0.0, 0.0, flows)
    ratios: list[int] = []
    for of_pool in _groups(arcs.pool, np.arange(len(fills))):
        pool = int(arcs.pool[of_pool[0]])
        worth = [(fills[arc], -arcs.sign[arc] * arcs.quantity[arc] * limit[arc]) for arc in of_pool]
        unit = scale[pool] * reached[pool] if scale[pool] > 0.0 else max(abs(amount) for _, amount in worth)
        parts = [(fill, amount / unit) for fill, amount in worth]
        if scale[pool] > 0.0:
            ratios.append(program.variable(0.0, INFINITE))
            own = 1.0 / float(reached[pool])
            program.constrain(-own, -own, [*parts, (ratios[-1], -1.0)])
        else:
            program.constrain(0.0, INFINITE, parts)
    return _by_tangents(program, ratios)


def _groups(owner: np.ndarray, arcs: np.ndarray) -> list[np.ndarray]:
    """Return the arcs of each owner."""
    order = np.argsort(owner, kind="stable")
    starts = np.unique(owner[order], return_index=True)[1]
    return np.split(arcs[order], starts[1:]) if len(arcs) else []


def _by_tangents(program: Program, ratios: list[int]) -> float:
    logarithms = [program.variable(-INFINITE, INFINITE, 1.0) for _ in ratios]
    for logarithm, ratio in zip(logarithms, ratios, strict=True):
        for touch in _TOUCHES:
            _tangent(program, logarithm, ratio, touch)
    bound = INFINITE
    for _ in range(_ROUNDS):
        best = solve(program)
        if best is None or best.gain > bound - _CLOSE:
            break
        bound = best.gain
        for logarithm, ratio in zip(logarithms, ratios, strict=True):
            _tangent(program, logarithm, ratio, max(best.values[ratio], _LEAST))
    return bound


def _tangent(program: Program, logarithm: int, ratio: int, touch: float) -> None:
    height = float(log(np.array([touch]))[0]) - 1.0
    program.constrain(-INFINITE, height, [(logarithm, 1.0), (ratio, -1.0 / touch)])
