"""HiGHS, by way of SciPy: linear programs with their prices, and programs in whole numbers with a proof.

Searches are stopped by a count of nodes and never by the clock, so that an outcome can be repeated.
SciPy's copy of HiGHS can be loaded beside OR-Tools; a separate one cannot.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.program import Program, Solution

_NODES = 1_000
"""Nodes of a search; public trades take under a hundred."""

_ROUNDING = 1e-7

_GAP = 1e-6
"""Amounts this near to the bound, as a part of it, end the search."""


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


def best_mixed(
    gain: Floats, most: Floats, whole: NDArray[np.bool_], rows: Rows, *, nodes: int = _NODES
) -> Floats | None:
    """Return amounts from 0 to ``most`` each, whole numbers where asked, of the largest gain found.

    None where no point was found.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    constraints = LinearConstraint(_matrix(rows, len(gain)), rows.low, rows.high)
    for presolve in (True, False):
        # With very small bounds HiGHS's presolve has found no point where doing nothing is one.
        solved = milp(
            -gain,
            integrality=whole.astype(np.int64),
            bounds=Bounds(0, most),
            constraints=constraints,
            options={"mip_rel_gap": _GAP, "node_limit": nodes, "presolve": presolve},
        )
        if solved.x is not None:
            break
    if solved.x is None:
        return None
    # What is whole comes out within a tolerance; at exactly whole numbers the rest is chosen again.
    exactly = np.rint(solved.x)
    bounds = Bounds(np.where(whole, exactly, 0.0), np.where(whole, exactly, most))
    again = milp(-gain, bounds=bounds, constraints=constraints)
    values: Floats = solved.x if again.x is None else again.x
    return values


def best_point(program: Program, *, nodes: int = _NODES) -> Solution | None:
    """Return the best point found of a program with whole variables, None where none was found."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    entries = [
        (row, column, value)
        for row, (_, _, terms) in enumerate(program.constraints)
        for column, value in terms
    ]
    row, column, value = (np.array(part) for part in zip(*entries, strict=True))
    low, high = (np.array([each[side] for each in program.constraints]) for side in (0, 1))
    matrix = _matrix(Rows(row, column, value, low, high), len(program.gain))
    solved = milp(
        -np.array(program.gain),
        integrality=np.array(program.whole, np.int64),
        bounds=Bounds(np.array(program.lower), np.array(program.upper)),
        constraints=LinearConstraint(matrix, low, high),
        options={"mip_rel_gap": _GAP, "node_limit": nodes},
    )
    if solved.x is None:
        return None
    bound = solved.fun if solved.mip_dual_bound is None else solved.mip_dual_bound
    return Solution(solved.x.tolist(), -float(solved.fun), -float(bound), [])


@dataclass(frozen=True, slots=True)
class Amounts:
    """The best amounts, their gain, and the price of each row: what one unit more of it would gain."""

    values: Floats
    gain: float
    prices: Floats


def prices(gain: Floats, most: Floats, rows: Rows) -> tuple[float, Floats]:
    """Return the largest total gain of amounts from 0 to ``most`` each, and the price of each row.

    Only the rows' ``high`` counts. Raises RuntimeError when the program is not solved.
    """
    found = _solved(gain, most, rows, np.zeros(len(rows.high), np.bool_), "highs")
    return found.gain, found.prices


def best_amounts(gain: Floats, most: Floats, rows: Rows) -> Amounts:
    """Return the amounts from 0 to ``most`` each of largest total gain, by an interior-point method.

    Rows count by their ``high``; those whose ``low`` is the same are equations. For packings of many
    columns this is several times faster than a simplex method.
    Raises RuntimeError when the program is not solved.
    """
    return _solved(gain, most, rows, rows.low == rows.high, "highs-ipm")


def _solved(gain: Floats, most: Floats, rows: Rows, equal: NDArray[np.bool_], method: str) -> Amounts:
    from scipy.optimize import linprog

    matrix = _matrix(rows, len(gain)).tocsr()
    solved = linprog(
        -gain,
        A_ub=matrix[~equal],
        b_ub=rows.high[~equal],
        A_eq=matrix[equal] if equal.any() else None,
        b_eq=rows.high[equal] if equal.any() else None,
        bounds=np.column_stack([np.zeros(len(gain)), most]),
        method=method,
    )
    if solved.x is None:
        raise RuntimeError(f"the linear program was not solved: {solved.message}")
    row_prices = np.zeros(len(rows.high))
    row_prices[~equal] = -solved.ineqlin.marginals
    if equal.any():
        row_prices[equal] = -solved.eqlin.marginals
    return Amounts(solved.x, -float(solved.fun), row_prices)


def _matrix(rows: Rows, columns: int) -> Any:  # noqa: ANN401 - SciPy's matrices have no types here
    from scipy.sparse import csc_matrix

    return csc_matrix((rows.value, (rows.row, rows.column)), shape=(len(rows.high), columns))
