"""Prove an outcome of a netting true, or name every fault in it; trusts no solver."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from samarkand.core.finding import Finding
from samarkand.netting.checking.accounts import check_conservation, check_positions
from samarkand.netting.checking.certificate import check_potentials
from samarkand.netting.checking.evidence import lay_out
from samarkand.netting.checking.faults import CATALOGUE, FAULTS
from samarkand.netting.checking.not_checked import not_checked
from samarkand.netting.checking.notices import check_amounts, check_notices, check_oldest_first
from samarkand.netting.checking.payments import check_payments
from samarkand.netting.checking.prices import check_prices
from samarkand.netting.checking.rings import check_rings
from samarkand.netting.checking.scope import check_pairs, check_settings
from samarkand.netting.checking.shape import check_entries, check_files, check_shape
from samarkand.netting.checking.sources import check_limits, check_obligations
from samarkand.netting.checking.summary import check_summary
from samarkand.netting.obligations import CreditLimits, Obligations
from samarkand.netting.outcome import Outcome

__all__ = ["CATALOGUE", "FAULTS", "check", "check_files", "faults_of", "not_checked"]

_QUESTIONS = (
    check_settings,
    check_notices,
    check_amounts,
    check_oldest_first,
    check_conservation,
    check_positions,
    check_payments,
    check_pairs,
    check_rings,
    check_prices,
    check_potentials,
    check_summary,
)


def check(obligations: Obligations, outcome: Outcome, limits: CreditLimits | None = None) -> list[Finding]:
    """Return every fault of an outcome said to be netted from ``obligations``; none means it is true.

    All numbers are recomputed from the obligations, the credit limits and the stated set-offs, in
    whole numbers. The codes of the findings are those of ``CATALOGUE``. Where the outcome lacks
    tables, columns, cells or settings, or the limits it was made with are not given, only that is
    returned, for nothing else can be asked then.

    Three figures are stated for comparison and only held between bounds, where the outcome itself
    does not reach them: what netting in full would set off (no more than is stated), what rings of
    three would (no less than pairs and no more than all), and the curve of credit between its ends.
    """
    incomplete = _before_all(outcome, limits)
    if incomplete:
        return incomplete
    with ThreadPoolExecutor() as threads:
        sources = threads.submit(check_obligations, obligations, outcome)
        evidence = lay_out(obligations, outcome, _limits_of(outcome, limits))
        answers = threads.map(lambda question: question(evidence), _QUESTIONS)
        found = [finding for answer in answers for finding in answer]
        entries = check_entries(outcome.summary)
        return [*entries, *sources.result(), *check_limits(limits, outcome), *found]


def faults_of(
    obligations: Obligations, outcome: Outcome, limits: CreditLimits | None = None
) -> Iterator[Finding]:
    """Yield the findings of `check` one question at a time, for who needs no more than the first."""
    incomplete = _before_all(outcome, limits)
    if incomplete:
        yield from incomplete
        return
    yield from check_entries(outcome.summary)
    yield from check_obligations(obligations, outcome)
    yield from check_limits(limits, outcome)
    evidence = lay_out(obligations, outcome, _limits_of(outcome, limits))
    for question in _QUESTIONS:
        yield from question(evidence)


def _before_all(outcome: Outcome, limits: CreditLimits | None) -> list[Finding]:
    incomplete = check_shape(outcome)
    if incomplete or limits is not None:
        return incomplete
    return check_limits(limits, outcome)


def _limits_of(outcome: Outcome, limits: CreditLimits | None) -> CreditLimits | None:
    """Return the limits an outcome says it was made with: none, if it says so, whatever is given."""
    return limits if outcome.summary["limits"] is not None else None
