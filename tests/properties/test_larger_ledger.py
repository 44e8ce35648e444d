"""A ledger of some thousand obligations: the circulation still finds what a linear program finds."""

import polars as pl
import pytest

from benchmarks._obligations import generate
from samarkand.netting.check import check
from samarkand.netting.net import net
from samarkand.netting.obligations import Obligations
from samarkand.netting.reading import obligations_from_frame
from samarkand.netting.settings import Settings
from tests.obligations import total
from tests.oracle.netting_oracle import most


@pytest.fixture(scope="module")
def ledger() -> Obligations:
    reading = obligations_from_frame(generate(4_000))
    assert reading.obligations is not None, reading.findings[:3]
    return reading.obligations


def test_no_set_off_is_larger_and_the_outcome_is_true(ledger: Obligations) -> None:
    outcome = net(ledger)
    assert total(outcome) == most(ledger)
    assert check(ledger, outcome) == []


# Compiling what finds rings takes ten seconds; rings of fewer obligations are in tests/netting/test_rings.py.
@pytest.mark.deep
def test_it_comes_apart_into_rings(ledger: Obligations) -> None:
    outcome = net(ledger, Settings(rings=True))
    assert outcome.rings is not None
    assert outcome.rings["amount"].sum() == total(outcome)
    assert outcome.rings["parties"].is_sorted()
    assert check(ledger, outcome) == []


def test_the_same_seed_gives_the_same_ledger_and_nobody_owes_himself() -> None:
    once, again = generate(1_000), generate(1_000)
    assert once.equals(again)
    assert once.filter(pl.col("debtor") == pl.col("creditor")).is_empty()
    assert generate(1_000, seed=2).equals(once) is False
