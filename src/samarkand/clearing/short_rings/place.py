"""What rings are chosen at: the economy of the round, its terms, and the round without a limit."""

from dataclasses import dataclass

import polars as pl

from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.allocation.capacities import Capacities
from samarkand.clearing.economy.economy import Economy
from samarkand.solving.arrays import Integers


@dataclass(frozen=True, slots=True)
class Place:
    """Terms per market, what every row may carry, and the allocation without a limit on parties.

    ``failing`` is how likely a leg of each offer is to fail, in millionths; None where that does not
    count.
    """

    economy: Economy
    terms: pl.Series
    full: Capacities
    unlimited: Allocation
    failing: Integers | None
