"""Every planted fault is found: one cell, row or entry of a real outcome changed at a time."""

import pytest

from samarkand.netting.check import check, faults_of
from tests.depth import every, share
from tests.netting.mutations import Mutation, mutations
from tests.netting.nettings import NETTINGS, Netting, outcome_of

_WORDS = ("version", "obligations.name", "limits.name")
"""Entries that are words for people, about which nothing can be proven."""


@pytest.mark.parametrize("name", NETTINGS)
def test_a_netting_as_netted_is_true(name: str) -> None:
    netting = NETTINGS[name]
    assert check(netting.obligations, outcome_of(name), netting.limits) == []


@pytest.mark.parametrize("name", every(3, NETTINGS))
def test_every_planted_fault_is_named(name: str) -> None:
    netting = NETTINGS[name]
    missed = [
        str(mutation)
        for mutation in share(mutations(outcome_of(name)), turn=list(NETTINGS).index(name))
        if next(faults_of(netting.obligations, mutation.outcome, netting.limits), None) is None
        and not _still_true(mutation, netting)
    ]
    assert not missed


def _still_true(mutation: Mutation, netting: Netting) -> bool:
    """Tell the lies that are none: other words, or other numbers that prove as much.

    A potential or a price that enters no sum may be another one; a curve of credit may have fewer
    points, where it is straight. Rings of three are listed whether asked for or not. The day ages
    are counted to says nothing where age is not asked for. What rings of three would set off is held
    between what pairs and all rings set off; how few payments can do, between what is plain and what
    all sets prove.
    """
    return (
        mutation.column in _WORDS
        or mutation.column in {"potential", "value_potential", "price"}
        or (mutation.column == "settings.as_of" and netting.settings.objective != "age")
        or mutation.column.endswith(".residual.at_least")
        or (".curve." in mutation.column and mutation.what == "lost")
        or (mutation.column == "settings.rings" and netting.settings.scope == "ring:3")
        or (mutation.column.endswith(".ring_3") and netting.settings.scope != "ring:3")
    )
