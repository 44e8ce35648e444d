"""Every planted fault is found: one cell, row or total of a real outcome changed at a time."""

import copy
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest

from samarkand.clearing.check import check, faults_of
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import Outcome
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
    """Tell the lies that are none: other numbers that make the outcome's claims just as true.

    A potential that enters no sum with a positive gain may be another one: the bound is the same.
    Terms of a market where nothing is traded are an offer to nobody, true within its rows' reasons.
    """
    if mutation.table == "potentials":
        return mutation.column == "potential"
    if mutation.table == "terms":
        market = outcome.terms.row(mutation.row, named=True)
        return mutation.column == "value_per_unit" and market["traded_value"] == 0
    return False
