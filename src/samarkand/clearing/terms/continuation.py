"""Graded terms: the search goes from wide gradings to narrow ones, as far as the book's limits ask.

At a wide grading few rows are filled and the balance is found at once; each narrower one starts from
the last. While limits are finer than the grading, a grading four times narrower moves nearly
four times as much; once it moves hardly more, the grading has the width of the limits themselves. That
width is the rule's own: there the rows that gain most trade whole, and those that gain a little
trade a part (see docs/concepts/fair-terms.md). Narrower gradings come nearer to terms that clear without any.
"""

from dataclasses import dataclass

import numpy as np

from samarkand.clearing.economy.rows import Rows
from samarkand.clearing.terms.arcs import Arcs, arcs_of
from samarkand.clearing.terms.newton import settle
from samarkand.clearing.terms.start import fitted_terms
from samarkand.clearing.terms.tatonnement import NEARLY, Balance, demand_at, settle_by_tatonnement
from samarkand.solving.arrays import Floats
from samarkand.solving.elementary import exp, total

ROWS_FOR_NEWTON, MARKETS_FOR_NEWTON = 600, 120
"""Up to here the balance is found by Newton's method, above it by tatonnement; both find the same."""

_WIDEST, _WIDEST_OF_LARGE, _NARROWER, _NARROWEST = 1.0, 0.25, 0.25, 5e-5
_GROWS = 1.5
"""A narrower grading that moves this much more shows that the limits are finer than the wider one."""

_FURTHER = 2
"""Gradings beyond the book's own, for small books: candidates that come nearer to an equilibrium."""

_STEPS = 30
_CRISP = 1e-4
"""A width at which fills are as good as all or nothing."""


@dataclass(frozen=True, slots=True)
class Graded:
    """Terms and rates (logarithms, per market and pool) that balance at one width of grading.

    ``volume``: the value each market would move. ``steps``: how many the search made.
    """

    width: float
    log_terms: Floats
    log_rates: Floats
    volume: Floats
    steps: int


@dataclass(frozen=True, slots=True)
class Search:
    """The gradings settled, the widest first, and the place of the book's own among them."""

    gradings: tuple[Graded, ...]
    own: int

    def yard(self) -> Floats:
        """Return values of the markets (logarithms) at which volumes of different terms compare.

        They are the terms of the widest grading: rows that could not trade have no part in them.
        """
        return self.gradings[0].log_terms


def search_terms(rows: Rows, start: Floats | None = None) -> Search:
    """Return the gradings of a book; ``start`` (logarithms per market) replaces the fit, for experiments."""
    log_terms, rates = fitted_terms(rows)
    if start is not None:
        log_terms = start - total(start) / max(len(start), 1)
    small = is_small(rows)
    arcs = arcs_of(rows) if small else None
    width, further = (_WIDEST, _FURTHER) if small else (_WIDEST_OF_LARGE, 1)
    found: list[Graded] = []
    own, moved = 0, 0.0
    while width >= _NARROWEST:
        found.append(_graded(rows, arcs, log_terms, rates, width))
        log_terms, rates = found[-1].log_terms, found[-1].log_rates
        moves = total(found[-1].volume * exp(found[0].log_terms - log_terms))
        if moved * _GROWS < moves or not moves:
            own, moved = len(found) - 1, moves
        elif len(found) - 1 - own >= further:
            break
        width *= _NARROWER
    return Search(tuple(found), own)


def settled_in_full(rows: Rows, graded: Graded) -> Graded:
    """Return the grading of a large book, which the search left nearly settled, settled in full."""
    found = settle_by_tatonnement(rows, graded.log_terms, graded.log_rates, graded.width)
    return _from_balance(found, graded.width, graded.steps)


def is_small(rows: Rows) -> bool:
    """Tell whether the book is one for Newton's method."""
    return len(rows) <= ROWS_FOR_NEWTON and rows.markets <= MARKETS_FOR_NEWTON


@dataclass(frozen=True, slots=True)
class Ungraded:
    """How terms clear when a row is filled whole as soon as it is a hair better than its pool's rate.

    ``excess_share``: the excess of all markets as a share of what is offered and wanted there;
    ``markets_over``: in how many it is over one per cent; ``volume``: what offers and wants both reach,
    at the values of a yard.
    """

    excess_share: float
    markets_over: int
    volume: float


def ungraded(rows: Rows, log_terms: Floats, log_rates: Floats, yard: Floats) -> Ungraded:
    """Return how terms (logarithms, as rates and the yard are) clear without grading."""
    crisp = demand_at(rows, log_terms, log_rates, _CRISP)
    over = np.abs(crisp.excess()) > 0.01  # noqa: PLR2004 - one per cent, as the docs state
    both = total(np.minimum(crisp.supplied, crisp.demanded) * exp(yard - log_terms))
    return Ungraded(crisp.share_over(), int(np.count_nonzero(over)), both)


def _graded(rows: Rows, arcs: Arcs | None, log_terms: Floats, log_rates: Floats, width: float) -> Graded:
    if arcs is None:
        return _from_balance(settle_by_tatonnement(rows, log_terms, log_rates, width, NEARLY), width, 0)
    settled = settle(arcs, log_terms, log_rates, width, _STEPS)
    point = settled.point
    volume = arcs.per_market(point.flow) / 2.0
    return Graded(width, point.log_terms, point.log_rates, volume, settled.steps)


def _from_balance(found: Balance, width: float, steps: int) -> Graded:
    volume = (found.supplied + found.demanded) / 2.0
    return Graded(width, found.log_terms, found.log_rates, volume, steps + found.rounds)
