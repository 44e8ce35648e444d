"""The one door to the solvers: maximum-gain circulations, packings and small mixed-integer programs.

OR-Tools' `SimpleMinCostFlow` (cost scaling, Goldberg 1997) is exact in integers. Programs go to
the solvers OR-Tools carries: GLOP for linear ones, whose prices we use, SCIP for those with whole
variables, stopped by a count of nodes and never by the clock, so that an outcome can be repeated.
"""

from collections.abc import Collection

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from ortools.linear_solver import pywraplp

from samarkand.solving.arrays import Floats, Integers
from samarkand.solving.program import Program, Solution

_REPEATABLE = "limits/nodes = 500\n"
_NO_CUTS = "separating/maxrounds = 0\nseparating/maxroundsroot = 0\n"


def maximum_circulation(tail: Integers, head: Integers, capacity: Integers, gain: Integers) -> Integers:
    """Return the flow of largest total gain that is conserved at every node, an integer per arc."""
    network = SimpleMinCostFlow()
    arcs = network.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, -gain)
    nodes = int(max(tail.max(initial=-1), head.max(initial=-1))) + 1
    network.set_nodes_supplies(np.arange(nodes), np.zeros(nodes, np.int64))
    status = network.solve()
    if status != network.OPTIMAL:
        raise RuntimeError(f"the circulation was not solved: {status}")
    flow: Integers = network.flows(arcs)
    return flow


def solve(program: Program, *, cuts: bool = True) -> Solution | None:
    """Return the best point of the program that was found, None when there is none.

    Cutting planes help where a proof of optimality is wanted, and only cost time where it is not.
    """
    is_linear = not any(program.whole)
    solver = pywraplp.Solver.CreateSolver("GLOP" if is_linear else "SCIP")
    variables = [
        solver.Var(lower, upper, whole, "")
        for lower, upper, whole in zip(program.lower, program.upper, program.whole, strict=True)
    ]
    constraints = [_constraint(solver, variables, *constraint) for constraint in program.constraints]
    objective = solver.Objective()
    for variable, gain in zip(variables, program.gain, strict=True):
        objective.SetCoefficient(variable, gain)
    objective.SetMaximization()
    if not is_linear:
        solver.SetSolverSpecificParametersAsString(_REPEATABLE + ("" if cuts else _NO_CUTS))
    status = solver.Solve()
    if status not in (solver.OPTIMAL, solver.FEASIBLE):
        return None
    return Solution(
        values=[variable.solution_value() for variable in variables],
        gain=objective.Value(),
        bound=objective.Value() if is_linear else objective.BestBound(),
        prices=[constraint.dual_value() for constraint in constraints] if is_linear else [],
    )


def largest_packing(
    gain: Floats, upper: Floats, row: Integers, column: Integers, room: Floats, effort: float
) -> tuple[Floats, Floats] | None:
    """Return amounts of largest total gain, from 0 to ``upper`` each, and the prices of the rows.

    In each row the amounts of its columns sum to at most its ``room``; entry i says that ``column[i]``
    is in ``row[i]``. None when GLOP has not finished within ``effort``, roughly seconds but counted
    in steps, so that it can be repeated. Other threads run meanwhile.
    """
    from ortools.linear_solver.python.model_builder_helper import ModelBuilderHelper, ModelSolverHelper
    from scipy.sparse import csr_matrix

    entries = csr_matrix((np.ones(len(row)), (row, column)), shape=(len(room), len(gain)))
    model = ModelBuilderHelper()
    model.fill_model_from_sparse_data(
        np.zeros(len(gain)), upper, gain, np.full(len(room), -np.inf), room, entries
    )
    model.set_maximize(True)
    solver = ModelSolverHelper("GLOP")
    solver.set_solver_specific_parameters(f"max_deterministic_time: {effort}")
    solver.solve(model)
    if not solver.has_solution() or solver.status().name != "OPTIMAL":
        return None
    return solver.variable_values(), solver.dual_values()


def _constraint(
    solver: pywraplp.Solver,
    variables: list[pywraplp.Variable],
    lower: float,
    upper: float,
    terms: tuple[tuple[int, float], ...],
) -> pywraplp.Constraint:
    constraint = solver.Constraint(lower, upper)
    for variable, coefficient in terms:
        constraint.SetCoefficient(variables[variable], coefficient)
    return constraint


class Resolved:
    """A linear program that is solved again and again, with some variables closed and others open.

    Each solution starts from the last one, which takes a part of the time of a new beginning.
    """

    def __init__(self, program: Program) -> None:
        """Write the program down for GLOP."""
        self._program = program
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._variables = [
            self._solver.NumVar(lower, upper, "")
            for lower, upper in zip(program.lower, program.upper, strict=True)
        ]
        self._constraints = [
            _constraint(self._solver, self._variables, *constraint) for constraint in program.constraints
        ]
        self._objective = self._solver.Objective()
        for variable, gain in zip(self._variables, program.gain, strict=True):
            self._objective.SetCoefficient(variable, gain)
        self._objective.SetMaximization()

    def solve(self, closed: Collection[int]) -> Solution | None:
        """Return the best point in which the ``closed`` variables are nothing, None when there is none."""
        for number, variable in enumerate(self._variables):
            variable.SetUb(0.0 if number in closed else self._program.upper[number])
        if self._solver.Solve() != self._solver.OPTIMAL:
            return None
        gain = self._objective.Value()
        return Solution(
            values=[variable.solution_value() for variable in self._variables],
            gain=gain,
            bound=gain,
            prices=[constraint.dual_value() for constraint in self._constraints],
        )
