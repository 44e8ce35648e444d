"""Prove an outcome of a want-list trade true, or name every fault in it; trusts no solver."""

from collections.abc import Iterator

from samarkand.core.finding import Finding
from samarkand.swaps.checking.evidence import lay_out
from samarkand.swaps.checking.faults import CATALOGUE, FAULTS
from samarkand.swaps.checking.not_checked import not_checked
from samarkand.swaps.checking.shape import check_entries, check_files, check_shape
from samarkand.swaps.checking.summary import check_bounds, check_lists, check_totals
from samarkand.swaps.checking.trades import check_items, check_rings, check_wants
from samarkand.swaps.checking.unmatched import check_unmatched
from samarkand.swaps.outcome import Outcome
from samarkand.swaps.want_lists import WantLists

__all__ = ["CATALOGUE", "FAULTS", "check", "check_files", "faults_of", "not_checked"]

_QUESTIONS = (
    check_lists,
    check_items,
    check_wants,
    check_rings,
    check_unmatched,
    check_totals,
    check_bounds,
)


def check(lists: WantLists, outcome: Outcome) -> list[Finding]:
    """Return every fault of an outcome said to come from ``lists``; none means it is true.

    Trades, rings, reasons and totals are judged by the lists alone. That no choice of trades has more
    items is proven anew where rings may be of any length and items come first; else the bounds are
    only held above what was reached. The bound on traders is never more than that. The codes of the
    findings are those of ``CATALOGUE``.
    """
    return list(faults_of(lists, outcome))


def faults_of(lists: WantLists, outcome: Outcome) -> Iterator[Finding]:
    """Yield the findings of `check` one question at a time, for who needs no more than the first."""
    incomplete = check_shape(outcome)
    if incomplete:
        yield from incomplete
        return
    yield from check_entries(outcome.summary)
    evidence = lay_out(lists, outcome)
    for question in _QUESTIONS:
        yield from question(evidence)
