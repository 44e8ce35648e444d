"""The netting oracle itself, on obligations whose largest set-off a person can see."""

from hypothesis import given

from tests.obligations import credit, owes
from tests.oracle.netting_oracle import by_trying_all, most, most_in_rings_of_three, most_with_credit
from tests.properties.owed import tiny_ledgers
from tests.properties.written import runs

CHAIN = "Meskay owes Astarta 10; Astarta owes AltynDan 10"


def test_two_who_owe_each_other_set_off_the_smaller_debt_twice() -> None:
    assert most(owes("Meskay owes Astarta 500; Astarta owes Meskay 300")) == 600


def test_a_ring_sets_off_its_smallest_debt_at_every_step() -> None:
    ring = owes("Meskay owes Astarta 500; Astarta owes AltynDan 300; AltynDan owes Meskay 400")
    assert most(ring) == 900
    assert most_in_rings_of_three(ring) == 900


def test_a_chain_sets_off_nothing_by_itself() -> None:
    assert most(owes(CHAIN)) == 0


def test_credit_closes_a_chain_and_the_first_borrows_what_the_last_is_owed() -> None:
    chain = owes(CHAIN)
    assert most_with_credit(chain, credit("Meskay may owe 7; AltynDan may owe 0", chain)) == (14, 7)


def test_a_house_that_may_not_owe_lends_nothing() -> None:
    chain = owes(CHAIN)
    assert most_with_credit(chain, credit("Meskay may owe 7; AltynDan may owe 0, be owed 0", chain)) == (0, 0)


def test_a_ring_of_four_is_no_ring_of_three() -> None:
    four = owes(
        "Meskay owes Astarta 5; Astarta owes AltynDan 5; AltynDan owes Luoyang 5; Luoyang owes Meskay 5"
    )
    assert most_in_rings_of_three(four) == 0
    assert most(four) == 20


@runs(60)
@given(written=tiny_ledgers())
def test_the_program_finds_what_trying_everything_finds(written: tuple[str, ...]) -> None:
    ledger = owes(*written)
    assert most(ledger) == by_trying_all(ledger)
