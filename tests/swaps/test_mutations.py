"""Every planted fault is found: one cell, row or entry of a real outcome changed at a time."""

from functools import cache

import pytest

from samarkand.swaps.check import check, faults_of
from samarkand.swaps.outcome import Outcome
from samarkand.swaps.settings import Settings
from samarkand.swaps.swap import swap
from tests.depth import share
from tests.swaps.by_hand import CHAIN, DUMMY, NOBODY, PAIR, lists_of
from tests.swaps.mutations import Mutation, mutations

CLUB = lists_of(
    """(Anna) catan : %any
    (Anna) agricola : %any dixit
    (Anna) %any : azul splendor
    (Boris) azul : catan dixit
    (Boris) brass : catan
    (Clara) splendor : agricola brass
    (Dina) dixit : azul
    (Dina) everdell : splendor
    (Emir) fresco : brass
    (Emir) go : fresco
    (Farida) hanabi : go"""
)
"""A club with dummies, rings of several lengths, and items that stay for several reasons."""

TRADES = {
    "pair": (PAIR, Settings()),
    "dummy": (DUMMY, Settings()),
    "chain of dummies": (CHAIN, Settings()),
    "no traders": (NOBODY, Settings()),
    "club": (CLUB, Settings()),
    "traders first": (CLUB, Settings("traders-first")),
    "short rings": (CLUB, Settings(max_ring=2)),
    "nothing": (lists_of("(Anna) catan : azul\n(Boris) azul :"), Settings()),
}

_WORDS = ("version", "method", "lists.name")
"""Entries that are words for people, about which nothing can be proven."""


@cache
def outcome_of(name: str) -> Outcome:
    return swap(*TRADES[name])


@pytest.mark.parametrize("name", TRADES)
def test_a_trade_as_made_is_true(name: str) -> None:
    assert [str(finding) for finding in check(TRADES[name][0], outcome_of(name))] == []


@pytest.mark.parametrize("name", TRADES)
def test_every_planted_fault_is_named(name: str) -> None:
    lists, _ = TRADES[name]
    missed = [
        str(mutation)
        for mutation in share(mutations(outcome_of(name)), turn=list(TRADES).index(name))
        if next(faults_of(lists, mutation.outcome), None) is None and not _still_true(mutation)
    ]
    assert missed == []


def _still_true(mutation: Mutation) -> bool:
    """Tell the lies that are none: other words, or a cap on rings that these rings keep as well."""
    if mutation.place == "settings.max_ring":
        longest = mutation.outcome.summary["settings"].get("max_ring")
        return isinstance(longest, int) and longest >= mutation.outcome.summary["largest_ring"]
    return mutation.place in _WORDS
