"""What proves the value of an allocation: prices for each case of rates, or prices of single rows."""

from dataclasses import dataclass

import polars as pl

from samarkand.clearing.allocation.ladder import Ladder
from samarkand.solving.arrays import Integers


@dataclass(frozen=True, slots=True)
class Branch:
    """A case's side of a parting: the pool's rate is ``step`` or above, or it is below."""

    pool: int
    step: int
    above: bool


def steps_between(ladder: Ladder, branches: tuple[Branch, ...]) -> tuple[Integers, Integers]:
    """Return the first step of each pool that the branches leave, and that after its last."""
    low, high = ladder.start[:-1].copy(), ladder.start[1:].copy()
    for branch in branches:
        if branch.above:
            low[branch.pool] = max(low[branch.pool], branch.step)
        else:
            high[branch.pool] = min(high[branch.pool], branch.step)
    return low, high


@dataclass(frozen=True, slots=True)
class Case:
    """Potentials of markets and prices of quotas, and the potential of a pool at each of its steps.

    ``own`` (market, party, potential; few rows) are the prices that keep parties from trading with
    themselves, never below zero: in a market of potential p where they sum to Y, what a party gives costs
    p and its own price, what it takes p and Y without its own price.

    ``branches`` lead to the case from the root; a pool without steps has no potential.
    """

    markets: Integers
    own: pl.DataFrame
    quotas: Integers
    steps: Integers
    branches: tuple[Branch, ...] = ()

    def open_steps(self, ladder: Ladder) -> tuple[Integers, Integers]:
        """Return the first step of each pool in the case, and that after its last."""
        return steps_between(ladder, self.branches)


@dataclass(frozen=True, slots=True)
class Proof:
    """The cases that together hold all rates, their numbers at ``scale``, and the steps they speak of.

    The price of a quota on value is per minor unit of value; that of a quota on quantity is minor
    units of value per thousandth of the market's unit.
    """

    cases: tuple[Case, ...]
    scale: int
    ladder: Ladder


@dataclass(frozen=True, slots=True)
class RowPrices:
    """The proof of a round of short rings: what a minor unit of each row costs, integers at ``scale``.

    Of a want: at its most valuable way. Of a quota on quantity: a thousandth of the market's unit. Of
    a pool: its swing.
    """

    offers: Integers
    wants: Integers
    quotas: Integers
    pools: Integers
    scale: int
