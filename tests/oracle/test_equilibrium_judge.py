"""The judge itself, on books whose equilibrium a person can see."""

import pytest

from tests.cast import ALTYN_DAN, ASTARTA, MESKAY, book, ring, swap
from tests.oracle.equilibrium_judge import excess_demand

THOUSAND = 1000 * 10**8


def test_even_terms_clear_the_swap() -> None:
    found = excess_demand(swap(), {"100630": THOUSAND, "071320": THOUSAND})
    assert all(abs(excess.share) < 1e-9 for excess in found.values())
    assert [excess.rows for excess in found.values()] == [2, 2]


def test_rice_too_dear_for_its_taker_is_left_over() -> None:
    found = excess_demand(swap(), {"100630": 2 * THOUSAND, "071320": THOUSAND})
    assert found["100630"].share == pytest.approx(-1), "Astarta would rather keep its chickpeas"
    assert found["071320"].share == pytest.approx(1)


def test_rice_wanted_twice_over_lacks_half() -> None:
    crowded = book(
        f"{MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
        f"{ALTYN_DAN}: gives 20000 t wheat @220; wants 20000 t rice @720",
    )
    terms = {"100630": THOUSAND, "071320": THOUSAND, "100199": THOUSAND}
    found = excess_demand(crowded, terms)
    assert found["100630"].share == pytest.approx(0.5)
    assert found["100199"].share == pytest.approx(-1), "nobody wants the wheat that should pay for rice"


def test_the_ring_clears_where_its_values_meet() -> None:
    terms = {"100199": 400 * 10**8, "100630": 900 * 10**8, "071320": 800 * 10**8}
    assert all(abs(excess.share) < 1e-9 for excess in excess_demand(ring(), terms).values())


def test_wheat_wanted_by_two_and_given_by_one_is_short() -> None:
    short = book(
        f"{MESKAY}: gives 20000 t rice @650; wants 20000 t wheat @760",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t wheat @760",
        f"{ALTYN_DAN}: gives 20000 t wheat @220; wants 20000 t rice @720; wants 20000 t chickpeas @720",
    )
    terms = {"100630": THOUSAND, "071320": THOUSAND, "100199": THOUSAND}
    found = excess_demand(short, terms)
    assert found["100199"].share == pytest.approx(0.5)
