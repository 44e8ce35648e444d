"""HiGHS, by way of SciPy: linear programs with their prices, and programs in whole numbers with a proof.

Searches are stopped by a count of nodes and never by the clock, so that an outcome can be repeated.
SciPy's copy of HiGHS can be loaded beside OR-Tools; a separate one cannot.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from samarkand.solving.arrays import Floats, Integers

_NODES = 1_000
"""Nodes of a search; public trades take under a hundred."""

_ROUNDING = 1e-7


@dataclass(frozen=True, slots=True)
class Rows:
    """Constraints: entry i adds ``value[i]`` times variable ``column[i]`` to row ``row[i]``.

    Row r lies from ``low[r]`` to ``high[r]``.
    """

    row: Integers
    column: Integers
    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class WholeSolution:
    """The best point found in whole numbers from 0 to 1, and a bound on the gain of any."""

    values: Integers
    gain: float
    bound: float

    @property
    def whole_bound(self) -> int:
        """The bound on the gain where only whole gains can be."""
        return math.floor(self.bound + _ROUNDING * max(1.0, abs(self.bound)))


def best_switches(gain: Floats, rows: Rows, *, nodes: int = _NODES) -> WholeSolution | None:
    """Return the variables, each 0 or 1, of largest total gain; None where no point was found."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    solved = milp(
        -gain,
        integrality=np.ones(len(gain)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(_matrix(rows, len(gain)), rows.low, rows.high),
        options={"mip_rel_gap": 0.0, "node_limit": nodes},
    )
    if solved.x is None:
        return None
    return WholeSolution(
        np.rint(solved.x).astype(np.int64), -float(solved.fun), -float(solved.mip_dual_bound)
    )


def prices(gain: Floats, most: Floats, rows: Rows) -> tuple[float, Floats]:
    """Return the largest total gain of amounts from 0 to ``most`` each, and the price of each row.

    Only the rows' ``high`` counts. A price is what the gain would grow by with one more unit of it.
    Raises RuntimeError when the program is not solved.
    """
    from scipy.optimize import linprog

    matrix = _matrix(rows, len(gain))
    bounds = np.column_stack([np.zeros(len(gain)), most])
    solved = linprog(-gain, A_ub=matrix, b_ub=rows.high, bounds=bounds, method="highs")
    if solved.x is None:
        raise RuntimeError(f"the linear program was not solved: {solved.message}")
    return -float(solved.fun), -solved.ineqlin.marginals


def _matrix(rows: Rows, columns: int) -> Any:  # noqa: ANN401 - SciPy's matrices have no types here
    from scipy.sparse import csc_matrix

    return csc_matrix((rows.value, (rows.row, rows.column)), shape=(len(rows.high), columns))
