"""Prove an outcome true, or name every fault in it; trusts no solver and shares no code with one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from samarkand.book.book import Book
from samarkand.clearing.checking.admission import check_admission
from samarkand.clearing.checking.balance import check_balances, check_deals, check_pools
from samarkand.clearing.checking.caps import check_caps, check_lots, check_quotas
from samarkand.clearing.checking.certificate import check_certificate
from samarkand.clearing.checking.equal_shares import check_bundles
from samarkand.clearing.checking.evidence import lay_out
from samarkand.clearing.checking.faults import CATALOGUE, FAULTS
from samarkand.clearing.checking.home import check_home_settlement
from samarkand.clearing.checking.legs import (
    check_descriptions,
    check_names,
    check_parties,
    check_quantities,
    check_reach,
)
from samarkand.clearing.checking.magnitudes import check_countable, check_magnitudes
from samarkand.clearing.checking.not_checked import not_checked
from samarkand.clearing.checking.open_rows import check_unmatched
from samarkand.clearing.checking.papers import check_papers
from samarkand.clearing.checking.price_of_shortness import check_price_of_shortness
from samarkand.clearing.checking.rates import check_rates
from samarkand.clearing.checking.resilience import check_if_legs_fail
from samarkand.clearing.checking.shape import check_book, check_entries, check_files, check_shape
from samarkand.clearing.checking.short_deals import check_short_deals
from samarkand.clearing.checking.smallest import check_smallest
from samarkand.clearing.checking.terms import check_terms
from samarkand.clearing.checking.things import check_things
from samarkand.clearing.checking.totals import check_totals
from samarkand.clearing.checking.unit_of_account import check_unit_of_account
from samarkand.clearing.checking.whole_deals import check_whole_deals
from samarkand.clearing.outcome import Outcome
from samarkand.core.finding import Finding

__all__ = ["CATALOGUE", "FAULTS", "check", "check_files", "faults_of", "not_checked"]

_QUESTIONS = (
    check_names,
    check_descriptions,
    check_quantities,
    check_things,
    check_reach,
    check_parties,
    check_caps,
    check_lots,
    check_bundles,
    check_quotas,
    check_pools,
    check_deals,
    check_short_deals,
    check_smallest,
    check_whole_deals,
    check_terms,
    check_unit_of_account,
    check_balances,
    check_rates,
    check_home_settlement,
    check_unmatched,
    check_totals,
    check_papers,
    check_admission,
    check_certificate,
    check_price_of_shortness,
    check_if_legs_fail,
)


def check(book: Book, outcome: Outcome) -> list[Finding]:
    """Return every fault of an outcome said to be cleared from ``book``; none means it is true.

    All numbers are recomputed from the book and the legs in whole numbers. The codes of the
    findings are those of ``CATALOGUE``. Where the outcome lacks tables, columns, cells or entries, or
    has numbers beyond counting, only that is returned, for nothing else can be asked then. What is not
    judged at all is told by `not_checked`.
    """
    incomplete = check_shape(outcome) or check_magnitudes(outcome)
    if incomplete:
        return incomplete
    found = [*check_entries(outcome.summary), *check_book(book, outcome.summary)]
    evidence = lay_out(book, outcome)
    uncountable = check_countable(evidence)
    if uncountable:
        return [*found, *uncountable]
    with ThreadPoolExecutor() as threads:
        answers = threads.map(lambda question: list(question(evidence)), _QUESTIONS)
        return [*found, *(finding for answer in answers for finding in answer)]


def faults_of(book: Book, outcome: Outcome) -> Iterator[Finding]:
    """Yield the findings of `check` one question at a time, for who needs no more than the first."""
    incomplete = check_shape(outcome) or check_magnitudes(outcome)
    if incomplete:
        yield from incomplete
        return
    yield from check_entries(outcome.summary)
    yield from check_book(book, outcome.summary)
    evidence = lay_out(book, outcome)
    uncountable = check_countable(evidence)
    if uncountable:
        yield from uncountable
        return
    for question in _QUESTIONS:
        yield from question(evidence)
