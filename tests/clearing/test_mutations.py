"""Every planted fault is found: one cell, row or total of a real outcome changed at a time."""

from functools import cache

import polars as pl
import pytest

from samarkand.clearing.check import check, faults_of
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import Outcome
from samarkand.core.scale import VALUE_DIVISOR
from tests.clearing.mutations import Mutation, mutations
from tests.clearing.rounds import ROUNDS


@cache
def outcome_of(name: str) -> Outcome:
    return clear(*ROUNDS[name])


@pytest.mark.parametrize("name", ROUNDS)
def test_a_round_as_cleared_is_true(name: str) -> None:
    assert check(ROUNDS[name][0], outcome_of(name)) == []


@pytest.mark.parametrize("name", ROUNDS)
def test_every_planted_fault_is_named(name: str) -> None:
    book, outcome = ROUNDS[name][0], outcome_of(name)
    missed = [
        str(mutation)
        for mutation in mutations(outcome)
        if next(faults_of(book, mutation.outcome), None) is None and not _still_true(mutation, outcome)
    ]
    assert not missed


def _still_true(mutation: Mutation, outcome: Outcome) -> bool:
    """Tell the lies that are none: other numbers that make every claim of the outcome just as true.

    A potential that enters no sum with a positive gain may be another one, and so may the rate from
    which on a pool has it: the bound is the same.
    Terms may be another hundred-millionth where that changes no quantity of any leg. What longer
    deals would have traded is not in an outcome.
    """
    if mutation.table == "potentials":
        kind = outcome.potentials["kind"][mutation.row]
        return mutation.column == "potential" or kind == "pool_from"
    if mutation.column == "reason":
        return bool(mutation.outcome.unmatched["reason"][mutation.row] == "no_short_deal")
    if mutation.table != "terms" or mutation.column != "value_per_unit":
        return False
    market, terms = mutation.outcome.terms.select("market", "value_per_unit").row(mutation.row)
    legs = outcome.legs.filter(pl.col("market") == market).select("value", "quantity")
    return all(0 <= quantity - value * VALUE_DIVISOR // terms <= 1 for value, quantity in legs.iter_rows())
