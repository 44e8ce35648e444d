"""The rates that let most value move, by a mixed-integer program over allocation and rates at once.

Which rate serves a pool best depends on everybody's. A pool's switches are a staircase: the k-th is on
when the rate is at or above its k-th candidate, and none is on before those below it. A row then
needs one switch only, that of the step at which it comes in or falls out, and the program is small and
tight. Lots, minimums, quotas and bundles are in it, for which rates serve depends on them.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from samarkand.clearing.allocation.allocation_program import AllocationProgram, write_program
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.allocation.ladder import Ladder
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Integers
from samarkand.solving.highs import best_point

_NOTHING = 1e-6
"""An amount ten times what the solver meets bounds to: less is noise, and may differ between machines."""

_NEVER = -float("inf")


def rates_by_program(
    economy: Economy, terms: pl.Series, full: Capacities, ladder: Ladder, start: Integers
) -> Integers | None:
    """Return the step of each pool's best rate; ``start`` where the pool trades nothing.

    None where the program found no point.
    """
    written = write_program(economy, terms, full, whole=True)
    sides = _variables(written, economy)
    rates = [own.step for own in candidates(economy, ladder, full)]
    choices = [_let_choose(written, rows, own, ladder) for rows, own in zip(sides, rates, strict=True)]
    best = best_point(written.program)
    if best is None:
        return None
    chosen = start.copy()
    for pool, (switches, own) in enumerate(zip(choices, rates, strict=True)):
        variables = [variable for side in sides[pool] for _, variable in side]
        # For a pool that trades nothing any rate is as good.
        if any(best.values[variable] > _NOTHING for variable in variables):
            chosen[pool] = own[sum(round(best.values[switch]) for switch in switches)]
    return chosen


class Candidates(NamedTuple):
    """The steps at which a pool's rate may matter, ascending, and from where on each does.

    From ``entry`` on up to the next one's, no step admits what its candidate does not.
    """

    step: Integers
    entry: Integers


def candidates(economy: Economy, ladder: Ladder, full: Capacities) -> list[Candidates]:
    """Return for each pool the candidates for its rate.

    There is one for each want: the lowest offer at or above it, for anything higher lets in
    fewer offers. Where a swing lets a pool trade on one side only, so are the lowest and the highest step.
    """
    found = []
    for pool, slack in enumerate(economy.pools["swing"].to_list()):
        own = np.unique(_steps(economy.offers, ladder.offer, full.offer, pool))
        theirs = np.unique(_steps(economy.alternatives, ladder.alternative, full.alternative, pool))
        places = np.searchsorted(own, theirs)
        matter = own[places[places < len(own)]]
        # An offer at no limit makes no rate; that of the last want admits as much.
        matter = np.where(ladder.limit[matter] > 0, matter, theirs[-1:] if len(theirs) else matter)
        ends = np.concatenate([own[:1], theirs[-1:]]) if slack else own[:0]
        step = np.unique(np.concatenate([matter, ends]))
        entry = theirs[np.minimum(np.searchsorted(theirs, step[:-1], side="right"), len(theirs) - 1)]
        found.append(Candidates(step, np.concatenate([ladder.start[pool : pool + 1][: len(step)], entry])))
    return found


def _steps(rows: pl.DataFrame, step: Integers, cap: Integers, pool: int) -> Integers:
    first, end = np.searchsorted(rows["pool"].to_numpy(), [pool, pool + 1])
    return step[first:end][cap[first:end] > 0]


_Variables = list[tuple[int, int]]
"""Rows of an economy, each with its variable."""


def _variables(written: AllocationProgram, economy: Economy) -> list[tuple[_Variables, _Variables]]:
    """Return for each pool the offers and the alternatives in the program."""
    found: list[tuple[_Variables, _Variables]] = [([], []) for _ in range(economy.pools.height)]
    for side, (frame, rows) in enumerate(
        ((economy.offers, written.offer), (economy.alternatives, written.alternative))
    ):
        pool = frame["pool"].to_list()
        for row, variable in rows.items():
            found[pool[row]][side].append((row, variable))
    return found


def _let_choose(
    written: AllocationProgram, rows: tuple[_Variables, _Variables], own: Integers, ladder: Ladder
) -> list[int]:
    """Add a pool's staircase of switches, one less than its candidates, and let rows flow by them."""
    program = written.program
    switches = [program.switch() for _ in own[1:]]
    for low, high in pairwise(switches):
        program.constrain(0.0, float("inf"), [(low, 1.0), (high, -1.0)])
    offers, ways = rows
    for row, variable in offers:
        below = int(np.searchsorted(own, ladder.offer[row], side="right"))
        most = program.upper[variable]
        if below == 0:
            program.upper[variable] = 0.0
        elif below < len(own):
            program.constrain(_NEVER, most, [(variable, 1.0), (switches[below - 1], most)])
    for row, variable in ways:
        reached = int(np.searchsorted(own, ladder.alternative[row]))
        most = program.upper[variable]
        if reached == len(own):
            program.upper[variable] = 0.0
        elif reached > 0:
            program.constrain(_NEVER, 0.0, [(variable, 1.0), (switches[reached - 1], -most)])
    return switches
