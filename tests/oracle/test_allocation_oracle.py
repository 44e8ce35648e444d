"""The oracle itself, on books whose best value a person can work out."""

import pytest

from samarkand.book.book import Book
from tests.cast import ALTYN_DAN, ASTARTA, MESKAY, book, ring, swap
from tests.oracle.allocation_oracle import best_value

THOUSAND = 1000 * 10**8
EVEN = {"100630": THOUSAND, "071320": THOUSAND, "100199": THOUSAND}


def test_the_swap_trades_everything() -> None:
    assert best_value(swap(), EVEN) == pytest.approx(40_000_000)


def test_terms_too_far_from_the_limits_trade_nothing() -> None:
    assert best_value(swap(), EVEN | {"071320": 2 * THOUSAND}) == 0


def test_the_ring_trades_what_the_shortest_side_allows() -> None:
    wheat = {"100199": 380 * 10**8, "100630": 1000 * 10**8, "071320": 1000 * 10**8}
    assert best_value(ring(), wheat) == pytest.approx(3 * 15_200_000)


def test_a_rate_that_admits_nothing_stops_its_pool() -> None:
    rates = {"Meskay": None, "Astarta": (1, 1)}
    assert best_value(swap(), EVEN, rates) == 0


def test_a_swing_lets_a_pool_give_more_than_it_takes() -> None:
    lopsided = book(
        f"{MESKAY} swing=1000000: gives 20000 t rice @650; wants 19000 t chickpeas @760",
        f"{ASTARTA} swing=1000000: gives 19000 t chickpeas @600; wants 20000 t rice @720",
    )
    assert best_value(lopsided, EVEN) == pytest.approx(39_000_000)


def test_a_quota_caps_what_moves() -> None:
    capped = book(
        f"{MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
        quotas=["rice PK>RU 5000 t"],
    )
    assert best_value(capped, {"100630|PK": THOUSAND, "071320|RU": THOUSAND}) == 0
    assert best_value(capped, {"100630||PK": THOUSAND, "071320||RU": THOUSAND}) == pytest.approx(10_000_000)


def test_lots_round_down_to_whole_cargoes() -> None:
    cargo = book(
        f"{MESKAY}: gives 20000 t rice @650 lot 15000; wants 20000 t chickpeas @760",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
    )
    assert best_value(cargo, EVEN) == pytest.approx(30_000_000)


def test_a_least_that_cannot_be_met_trades_nothing() -> None:
    shy = book(
        f"{MESKAY}: gives 20000 t rice @650 min 15000; wants 20000 t chickpeas @760",
        f"{ASTARTA}: gives 10000 t chickpeas @600; wants 20000 t rice @720",
    )
    assert best_value(shy, EVEN) == 0


FRUIT = {"080521": THOUSAND, "070190": THOUSAND, "071320": THOUSAND, "071340": THOUSAND}


def fruit_for_pulses(potatoes_wanted: int, whole: str = "") -> Book:
    """Mandarins and potatoes, only together, for pulses; a tonne of anything is worth the same."""
    return book(
        f"{MESKAY}: gives 15000 t mandarins @380 bundle fruit{whole}; "
        "gives 10000 t potatoes @250 bundle fruit; wants 25000 t chickpeas @2000",
        f"{ASTARTA}: gives 25000 t chickpeas @600; wants 15000 t mandarins @2000; "
        f"wants {potatoes_wanted} t potatoes @2000",
    )


def test_a_bundle_trades_the_share_of_its_shortest_row() -> None:
    assert best_value(fruit_for_pulses(4_000), FRUIT) == pytest.approx(2 * 10_000_000)


def test_a_bundle_that_must_be_whole_trades_nothing_in_part() -> None:
    assert best_value(fruit_for_pulses(4_000, " whole yes"), FRUIT) == 0
    assert best_value(fruit_for_pulses(10_000, " whole yes"), FRUIT) == pytest.approx(50_000_000)


def test_a_bundle_of_which_a_row_has_no_terms_trades_nothing() -> None:
    assert best_value(fruit_for_pulses(10_000), {hs: at for hs, at in FRUIT.items() if hs != "070190"}) == 0


def test_all_or_nothing_alone_is_a_least_of_everything() -> None:
    proud = book(
        f"{MESKAY}: gives 20000 t rice @650 whole yes; wants 20000 t chickpeas @760",
        f"{ASTARTA}: gives 19000 t chickpeas @600; wants 20000 t rice @720",
    )
    assert best_value(proud, EVEN) == 0


def test_a_want_shares_its_quantity_between_what_it_accepts() -> None:
    pulses = book(
        f"{MESKAY}: gives 20000 t rice @650; wants 20000 t 0713 @760",
        f"{ASTARTA}: gives 10000 t chickpeas @600; wants 20000 t rice @720",
        f"{ALTYN_DAN}: gives 15000 t lentils @600; wants 20000 t rice @720",
    )
    at = {"100630": THOUSAND, "071320": THOUSAND, "071340": THOUSAND}
    assert best_value(pulses, at) == pytest.approx(40_000_000)
