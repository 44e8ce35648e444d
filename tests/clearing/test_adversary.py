"""A liar who makes everything fit gets past the check only with what is true of the book."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from samarkand.clearing.check import check
from samarkand.clearing.outcome import Outcome
from tests.clearing.adversary import EDITS, Legs, fitted, lower_bound
from tests.clearing.rounds import ROUNDS, cleared
from tests.depth import drawn, first

NAMES = ("swing", "two swaps", "consortium")
TRIES = drawn(12)


def legs_of(outcome: Outcome) -> Legs:
    """Return the legs with the terms of their markets."""
    terms = dict(outcome.terms.select("market", "value_per_unit").iter_rows())
    return [{**leg, "terms": terms[leg["market"]]} for leg in outcome.legs.iter_rows(named=True)]


@pytest.mark.parametrize("name", first(1, NAMES))
def test_the_truth_made_to_fit_is_the_truth(name: str) -> None:
    book, outcome = ROUNDS[name][0], cleared(name)
    again = fitted(book, outcome, legs_of(outcome), outcome.potentials)
    assert again.summary == outcome.summary
    assert all(frame.equals(again.tables()[table]) for table, frame in outcome.tables().items())


@pytest.mark.parametrize("name", first(1, NAMES))
def test_no_false_trade_gets_past_the_check(name: str) -> None:
    """What does may trade less, and then says by how much: the bound stays that of the truth."""
    book, outcome = ROUNDS[name][0], cleared(name)
    most = hundredths(outcome, "value")
    passed = [lie for lie in _trades(name) if not check(book, lie)]
    for lie in passed:
        assert hundredths(lie, "value") + hundredths(lie, "gap") >= most
        assert hundredths(lie, "value") <= most
        assert lie.deals.height >= 1
    assert passed, "the liar is too clumsy: not even what trades less, and says so, was true"


def _trades(name: str) -> Iterator[Outcome]:
    book, outcome = ROUNDS[name][0], cleared(name)
    dice = random.Random(name)
    for number in range(TRIES):
        legs: Legs = [dict(leg) for leg in legs_of(outcome)]
        EDITS[number % len(EDITS)](dice, legs)
        if number >= len(EDITS) and legs:
            dice.choice(EDITS)(dice, legs)
        if legs:
            yield fitted(book, outcome, legs, outcome.potentials)


@pytest.mark.parametrize("name", first(1, NAMES))
def test_no_search_finds_a_proof_of_less_than_the_truth(name: str) -> None:
    """Potentials that make the bound as small as can be, step by step, never make it less than the value."""
    book, outcome = ROUNDS[name][0], cleared(name)
    legs = [dict(leg) for leg in legs_of(outcome)]
    dice = random.Random(name)
    best, least = outcome.potentials, hundredths(outcome, "bound")
    for number in range(TRIES):
        tried = lower_bound(dice, best, (1, 1000, 2**40, 2**59)[number % 4])
        lie = fitted(book, outcome, legs, tried)
        bound = hundredths(lie, "bound")
        assert bound >= hundredths(outcome, "value")
        if bound < least:
            best, least = tried, bound


@pytest.mark.parametrize("huge", [2**62, 2**63 - 1, -(2**63)])
def test_potentials_so_large_that_sums_would_wrap_around_are_refused(huge: int) -> None:
    outcome = cleared("swing")
    for place in range(outcome.potentials.height):
        lie = _with_potential(outcome, place, huge)
        assert {found.code for found in check(ROUNDS["swing"][0], lie)} == {"uncountable"}


def _with_potential(outcome: Outcome, place: int, number: int) -> Outcome:
    numbers: list[Any] = outcome.potentials["potential"].to_list()
    numbers[place] = number
    changed = outcome.potentials.with_columns(potential=pl.Series(numbers, dtype=pl.Int64))
    return replace(outcome, potentials=changed)


def hundredths(outcome: Outcome, name: str) -> int:
    return int(outcome.summary["certificate"][name].replace(".", ""))
