"""Every planted fault is found: one cell, row or total of a real outcome changed at a time."""

from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from samarkand.clearing.check import check, faults_of, not_checked
from samarkand.clearing.checking.not_checked import CELLS
from samarkand.clearing.checking.summary_shape import SUMMARY
from samarkand.clearing.outcome import Outcome
from samarkand.core.scale import VALUE_DIVISOR
from samarkand.publishing.shape import leaves
from tests.clearing.mutations import Mutation, mutations, summary_mutations
from tests.clearing.rounds import ROUNDS, cleared
from tests.depth import every, share


@pytest.mark.parametrize("name", every(2, ROUNDS))
def test_a_round_as_cleared_is_true(name: str) -> None:
    assert check(ROUNDS[name][0], cleared(name)) == []


@pytest.mark.parametrize("name", every(4, ROUNDS))
def test_every_planted_fault_is_named(name: str) -> None:
    book, outcome = ROUNDS[name][0], cleared(name)
    missed = [
        str(mutation)
        for mutation in share(mutations(outcome), turn=list(ROUNDS).index(name), of=len(ROUNDS))
        if next(faults_of(book, mutation.outcome), None) is None and not _still_true(mutation, outcome)
    ]
    assert not missed


SUMMARIES = ("swap", "consortium", "listed", "failing", "large")
"""Rounds of every kind of summary: anchored, in money, by a list, short deals that may fail, large ones."""


@cache
def accepted(name: str) -> frozenset[str]:
    """Return the entries of a round's summary that may be otherwise without a fault."""
    book, outcome = ROUNDS[name][0], cleared(name)
    lies = share(summary_mutations(outcome), turn=SUMMARIES.index(name))
    return frozenset(lie.column for lie in lies if next(faults_of(book, lie.outcome), None) is None)


@pytest.mark.parametrize("name", every(2, SUMMARIES))
def test_every_entry_of_a_summary_is_proven_or_told_to_be_on_trust(name: str) -> None:
    assert accepted(name) - set(not_checked(cleared(name))) <= {"price_of_shortness"}


@pytest.mark.deep
def test_what_is_told_to_be_on_trust_is_all_of_it_possible_to_change() -> None:
    """No entry is on the list that a check does judge: each may be otherwise in some round."""
    told = {place for name in SUMMARIES for place in not_checked(cleared(name))} - CELLS.keys()
    assert told - {place for name in SUMMARIES for place in accepted(name)} == set()


def test_every_declared_entry_and_no_other_is_tried() -> None:
    """A new entry cannot be forgotten: what is declared is there in one of the rounds tried, and changed."""
    declared = {path for path, _ in leaves(SUMMARY)}
    tried = {lie.column for name in SUMMARIES for lie in summary_mutations(cleared(name))}
    left = {path for path in declared if not any(_matches(place, path) for place in tried)}
    assert left <= {"files.*", "terms.excess_share", "terms.markets_over_one_per_cent", "terms.smoothing"}


def _matches(place: str, path: str) -> bool:
    names, pattern = place.split("."), path.split(".")
    return len(names) == len(pattern) and all(
        each in {"*", name} for name, each in zip(names, pattern, strict=True)
    )


def test_a_deal_may_be_called_otherwise() -> None:
    outcome = cleared("two swaps")
    called = pl.lit("deal ") + pl.col("deal")
    renamed = replace(
        outcome,
        deals=outcome.deals.with_columns(deal=called),
        legs=outcome.legs.with_columns(deal=called),
    )
    assert "deals.deal" in not_checked(outcome)
    assert check(ROUNDS["two swaps"][0], renamed) == []


def test_other_numbers_may_prove_as_much() -> None:
    """One number more on all potentials changes no difference between two of them."""
    outcome = cleared("swap")
    raised = outcome.potentials.with_columns(pl.col("potential") + 1)
    assert "potentials.potential" in not_checked(outcome)
    assert check(ROUNDS["swap"][0], replace(outcome, potentials=raised)) == []


def _still_true(mutation: Mutation, outcome: Outcome) -> bool:
    """Tell the lies that are none: other numbers that make every claim of the outcome just as true.

    A potential that enters no sum with a positive gain may be another one, and so may the rate from
    which on a pool has it: the bound is the same.
    Terms may be another hundred-millionth where that changes no quantity of any leg. What longer
    or smaller deals would have traded is not in an outcome.
    """
    if mutation.table == "potentials":
        kind = outcome.potentials["kind"][mutation.row]
        return mutation.column == "potential" or kind == "pool_from"
    if mutation.column == "reason":
        other = ("no_short_deal", "leg_too_small", "deal_too_small")
        return mutation.outcome.unmatched["reason"][mutation.row] in other
    if mutation.table != "terms" or mutation.column != "value_per_unit":
        return False
    market, terms = mutation.outcome.terms.select("market", "value_per_unit").row(mutation.row)
    legs = outcome.legs.filter(pl.col("market") == market).select("value", "quantity")
    return all(0 <= quantity - value * VALUE_DIVISOR // terms <= 1 for value, quantity in legs.iter_rows())
