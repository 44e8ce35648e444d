"""The search for the least generous limit at which a row trades, by trying limits one after another.

Whether a row trades is not monotone in its limit: the terms follow it. So a limit counts only once it
was tried itself, and one that is 5 % less generous must have been tried and have failed. How far a
limit lies from the row's own is counted in steps of generosity: down for offers, up for wants.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from samarkand.core.scale import LARGEST

MOST_TRIES = 24
"""No search tries more limits than this."""

_LADDER = ((21, 20), (5, 4), (2, 1), (4, 1), (16, 1))
"""Factors by which a limit is bettered, until one trades: the first that does is then closed in on."""

_NEAR = 200
"""The search ends where the limit that trades is within one part in so many of one that does not."""

_SHORT = (19, 20)
"""A limit 5 % less generous must not trade."""

_FIGURES = 4
"""Limits that people read have so many figures."""

_MOST_LIMIT = LARGEST // 2**10
"""Limits above this are not tried: the sums of a round would not fit 64 bits."""


@dataclass(slots=True)
class LimitSearch:
    """Limits of one row, tried and counted.

    ``trades`` tells whether the row trades at a limit, a whole number; ``limit`` is its own, at which
    it does not; ``up`` whether more is more generous, as for a want.
    """

    trades: Callable[[int], bool]
    limit: int
    up: bool
    tried: dict[int, bool] = field(default_factory=dict)

    def find(self, first: int | None) -> int | None:
        """Return a limit at which the row trades, None where none of those tried lets it.

        ``first`` is tried before others: the limit that the terms of the round ask for, if it is known.
        """
        self.tried[self.limit] = False
        found = self._climb(first)
        while found is not None and len(self.tried) <= MOST_TRIES:
            found = self._close_in(found)
            short = self._rounded(*self._less_generous(found))
            if not self._between(short, self.limit, found) or not self._try(short):
                break
            found = short
        return found

    def _climb(self, first: int | None) -> int | None:
        """Return the first limit that trades on the way from the row's own to ever more generous ones."""
        ladder = [self._rounded(*self._bettered(*step)) for step in _LADDER]
        if first is not None:
            first = self._rounded(first, 1)
            ladder = [first, *(limit for limit in ladder if self._between(first, self.limit, limit))]
        return next((limit for limit in ladder if self._is_one(limit) and self._try(limit)), None)

    def _close_in(self, found: int) -> int:
        """Return a limit that trades near one that does not, nearer to the row's own than ``found``."""
        while len(self.tried) <= MOST_TRIES:
            low = self._nearest_that_failed(found)
            middle = self._rounded(found + low, 2)
            if abs(found - low) * _NEAR <= found or not self._between(middle, low, found):
                break
            if self._try(middle):
                found = middle
        return found

    def _nearest_that_failed(self, found: int) -> int:
        failed = [limit for limit, trades in self.tried.items() if not trades]
        return (max if self.up else min)(limit for limit in failed if self._between(limit, None, found))

    def _try(self, limit: int) -> bool:
        if limit not in self.tried:
            self.tried[limit] = self.trades(limit)
        return self.tried[limit]

    def _is_one(self, limit: int) -> bool:
        """Tell whether this is a limit more generous than the row's own."""
        return 0 < limit <= _MOST_LIMIT and self._between(self.limit, None, limit)

    def _between(self, limit: int, less: int | None, more: int) -> bool:
        """Tell whether a limit is less generous than ``more`` and more generous than ``less``."""
        if less is not None and (limit <= less if self.up else limit >= less):
            return False
        return limit < more if self.up else limit > more

    def _bettered(self, times: int, over: int) -> tuple[int, int]:
        return (self.limit * times, over) if self.up else (self.limit * over, times)

    def _less_generous(self, limit: int) -> tuple[int, int]:
        times, over = _SHORT
        return (limit * times, over) if self.up else (limit * over, times)

    def _rounded(self, number: int, over: int) -> int:
        """Return a fraction as a whole number of few figures, rounded to the more generous side."""
        whole = -(-number // over) if self.up else number // over
        grain: int = 10 ** max(0, len(str(whole)) - _FIGURES)
        return -(-whole // grain) * grain if self.up else whole // grain * grain
