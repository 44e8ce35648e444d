"""A linear or mixed-integer program being written down; `solver.solve` finds its best point."""

from collections.abc import Iterable
from dataclasses import dataclass, field

Terms = Iterable[tuple[int, float]]
INFINITE = float("inf")


@dataclass(slots=True)
class Program:
    """Variables and constraints, each known by the number it was given; the gain is maximised."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    constraints: list[tuple[float, float, tuple[tuple[int, float], ...]]] = field(default_factory=list)

    def variable(self, lower: float, upper: float, gain: float = 0.0, *, whole: bool = False) -> int:
        """Add a variable and return its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.gain.append(gain)
        self.whole.append(whole)
        return len(self.lower) - 1

    def switch(self) -> int:
        """Add a variable that is 0 or 1 and return its number."""
        return self.variable(0.0, 1.0, whole=True)

    def constrain(self, lower: float, upper: float, terms: Terms) -> int:
        """Require ``lower <= sum(coefficient * variable) <= upper`` and return the constraint's number."""
        self.constraints.append((lower, upper, tuple(terms)))
        return len(self.constraints) - 1


@dataclass(frozen=True, slots=True)
class Solution:
    """The best point found: a value per variable, its gain, and a proven bound on any gain.

    ``prices`` are the dual values of the constraints, empty for programs with whole variables.
    """

    values: list[float]
    gain: float
    bound: float
    prices: list[float]
