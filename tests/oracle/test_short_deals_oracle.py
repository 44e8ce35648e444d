"""The oracle for deals of few parties itself, on books whose best value a person can work out."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given

from tests.cast import ALTYN_DAN, ASTARTA, GOODS, LUOYANG, MESKAY, NATIONAL_FRUIT, book, ring, swap
from tests.oracle.allocation_oracle import best_value
from tests.oracle.short_deals_oracle import best_short_value, every_ring
from tests.oracle.small_book import SmallBook, small_book
from tests.properties.written import WORTH, Written, runs, small_books

THOUSAND = 1000 * 10**8
EVEN = dict.fromkeys(("100630", "071320", "071340", "100199", "870193"), THOUSAND)
TWO_IN_FIVE_RINGS = (
    f"{MESKAY}: gives 100 t rice @1; wants 100 t wheat @9; wants 60 t chickpeas @9",
    f"{ASTARTA}: gives 60 t chickpeas @1; wants 100 t rice @9",
    f"{ALTYN_DAN}: gives 100 t wheat @1; wants 100 t chickpeas @9; wants 100 t rice @9",
)


def test_a_swap_is_a_deal_of_two() -> None:
    assert best_short_value(swap(), EVEN, 2) == pytest.approx(40_000_000)


def test_a_ring_of_three_is_no_deal_of_two() -> None:
    assert best_short_value(ring(), EVEN, 2) == 0
    assert best_short_value(ring(), EVEN, 3) == pytest.approx(60_000_000)


def test_every_ring_is_listed_once() -> None:
    small = small_book(book(*TWO_IN_FIVE_RINGS))
    assert [len(list(every_ring(small, EVEN, parties))) for parties in (2, 3)] == [2, 3]


def test_swaps_that_cost_a_longer_ring_more_than_they_earn_are_not_made() -> None:
    both_ways = book(
        f"{MESKAY}: gives 100 t rice @1; wants 100 t wheat @9; wants 100 t chickpeas @9",
        f"{ASTARTA}: gives 100 t chickpeas @1; wants 100 t rice @9",
        f"{ALTYN_DAN}: gives 100 t wheat @1; wants 100 t chickpeas @9",
    )
    assert best_short_value(both_ways, EVEN, 2) == pytest.approx(200_000)
    assert best_short_value(both_ways, EVEN, 3) == pytest.approx(300_000), "the ring uses all three offers"


def test_a_member_of_the_pool_may_give_for_what_another_took() -> None:
    pool = (
        f"{MESKAY} pool=Karachi: gives 100 t rice @1",
        f"{NATIONAL_FRUIT} pool=Karachi: wants 100 t chickpeas @9",
        f"{ASTARTA}: gives 100 t chickpeas @1; wants 100 t rice @9",
    )
    assert best_short_value(book(*pool), EVEN, 2) == 0, "both members count"
    assert best_short_value(book(*pool), EVEN, 3) == pytest.approx(200_000)


def test_members_of_a_pool_trade_with_each_other_and_settle_at_home() -> None:
    home = book(
        f"{MESKAY} pool=Karachi: gives 100 t rice @1",
        f"{NATIONAL_FRUIT} pool=Karachi: wants 70 t rice @9",
    )
    assert best_short_value(home, EVEN, 2) == pytest.approx(70_000)


def test_a_swing_lets_goods_go_unanswered() -> None:
    one_way = book(
        f"{MESKAY} swing=30000: gives 100 t rice @1",
        f"{ASTARTA} swing=50000: wants 100 t rice @9",
    )
    assert best_short_value(one_way, EVEN, 2) == pytest.approx(30_000)


def test_a_swing_used_either_way_is_used_up() -> None:
    open_ring = book(
        f"{MESKAY} swing=20000: gives 100 t rice @1; wants 100 t wheat @9",
        f"{ALTYN_DAN} swing=20000: gives 100 t wheat @1; wants 100 t chickpeas @9",
        f"{ASTARTA} swing=20000: gives 100 t chickpeas @1; wants 100 t rice @9",
    )
    assert best_short_value(open_ring, EVEN, 2) == pytest.approx(30_000), "each owes in one deal and is owed"
    assert best_short_value(open_ring, EVEN, 3) == pytest.approx(300_000)


def test_a_want_shares_its_quantity_between_what_it_accepts() -> None:
    pulses = book(
        f"{MESKAY}: gives 20000 t rice @650; wants 20000 t 0713 @760",
        f"{ASTARTA}: gives 10000 t chickpeas @600; wants 20000 t rice @720",
        f"{ALTYN_DAN}: gives 15000 t lentils @600; wants 20000 t rice @720",
    )
    assert best_short_value(pulses, EVEN, 2) == pytest.approx(40_000_000)


def test_a_quota_caps_what_moves() -> None:
    capped = book(
        f"{MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
        quotas=["rice PK>RU 5000 t"],
    )
    terms = {"100630||PK": THOUSAND, "071320||RU": THOUSAND}
    assert best_short_value(capped, terms, 2) == pytest.approx(10_000_000)


def test_a_rate_that_admits_nothing_stops_its_pool() -> None:
    assert best_short_value(swap(), EVEN, 2, {"Meskay": None, "Astarta": (1, 1)}) == 0
    fitting = {"Meskay": (THOUSAND, 700 * 10**6), "Astarta": (THOUSAND, 650 * 10**6)}
    assert best_short_value(swap(), EVEN, 2, fitting) == pytest.approx(40_000_000)


def test_lots_and_leasts_are_kept_over_all_deals_together() -> None:
    cargo = book(
        f"{MESKAY}: gives 100 t rice @1 lot 30; wants 100 t 0713 @9 min 80",
        f"{ASTARTA}: gives 50 t chickpeas @1; wants 100 t rice @9",
        f"{ALTYN_DAN}: gives 60 t lentils @1; wants 100 t rice @9",
    )
    assert best_short_value(cargo, EVEN, 2) == pytest.approx(180_000), "three lots of thirty"


def test_whole_or_nothing() -> None:
    whole = "gives 60 t wheat @1 whole yes; wants 60 t rice @9"
    small = (f"{MESKAY}: gives 50 t rice @1; wants 60 t wheat @9", f"{ALTYN_DAN}: {whole}")
    assert best_short_value(book(*small), EVEN, 2) == 0
    enough = (f"{MESKAY}: gives 70 t rice @1; wants 60 t wheat @9", f"{ALTYN_DAN}: {whole}")
    assert best_short_value(book(*enough), EVEN, 2) == pytest.approx(120_000)


BUNDLE = f"{MESKAY}: wants 100 t chickpeas @9 bundle pulses; wants 50 t lentils @9 bundle pulses"


def test_rows_of_a_bundle_trade_the_same_part_of_their_quantities() -> None:
    halves = book(
        f"{BUNDLE}; gives 200 t rice @1",
        f"{ASTARTA}: gives 50 t chickpeas @1; wants 100 t rice @9",
        f"{ALTYN_DAN}: gives 50 t lentils @1; wants 100 t rice @9",
    )
    assert best_short_value(halves, EVEN, 2) == pytest.approx(150_000), "50 of 100 and 25 of 50"


def test_a_whole_bundle_trades_everything_or_nothing() -> None:
    firms = (
        f"{BUNDLE.replace('bundle pulses;', 'bundle pulses whole yes;')}; gives 200 t rice @1",
        f"{ALTYN_DAN}: gives 50 t lentils @1; wants 100 t rice @9",
    )
    short = f"{ASTARTA}: gives 50 t chickpeas @1; wants 100 t rice @9"
    assert best_short_value(book(*firms, short), EVEN, 2) == 0
    plenty = f"{ASTARTA}: gives 100 t chickpeas @1; wants 100 t rice @9"
    assert best_short_value(book(*firms, plenty), EVEN, 2) == pytest.approx(300_000)


def test_a_bundle_with_a_row_nobody_serves_trades_nothing() -> None:
    firms = (
        f"{BUNDLE}; gives 200 t rice @1",
        f"{ASTARTA}: gives 50 t chickpeas @1; wants 100 t rice @9",
    )
    assert best_short_value(book(*firms), EVEN, 2) == 0


def test_what_is_expected_of_a_deal_needs_all_its_legs() -> None:
    assert best_short_value(ring(), EVEN, 3, leg_failure=0.1) == pytest.approx(60_000_000 * 0.9**3)


def test_the_failure_that_names_the_party_holds_before_the_longest_code() -> None:
    known = book(
        f"{MESKAY}: gives 100 t rice @1; wants 100 t chickpeas @9",
        f"{ASTARTA}: gives 100 t chickpeas @1; wants 100 t rice @9",
        failures=["Meskay 0.2", "rice 0.5", "0713 0.4", "071320 0.1", "Astarta wheat 0.9"],
    )
    assert best_short_value(known, EVEN, 2, leg_failure=0.01) == pytest.approx(200_000 * 0.8 * 0.9)


def test_where_legs_fail_two_swaps_may_be_worth_more_than_a_ring() -> None:
    swaps_or_ring = book(
        f"{MESKAY}: gives 100 t rice @1; wants 100 t wheat @9; wants 70 t chickpeas @9",
        f"{ASTARTA}: gives 100 t chickpeas @1; wants 100 t rice @9",
        f"{ALTYN_DAN}: gives 100 t wheat @1; wants 100 t chickpeas @9",
    )
    assert best_short_value(swaps_or_ring, EVEN, 3) == pytest.approx(300_000)
    assert best_short_value(swaps_or_ring, EVEN, 3, leg_failure=0.4) == pytest.approx(
        70_000 * 2 * 0.6**2 + 30_000 * 3 * 0.6**3
    )


def test_parties_beyond_the_ring_do_not_matter() -> None:
    idle = f"{LUOYANG}: gives 5 t tractors @1; wants 5 t rice @9"
    crowded = book(*TWO_IN_FIVE_RINGS, idle)
    assert best_short_value(crowded, EVEN, 3) == best_short_value(book(*TWO_IN_FIVE_RINGS), EVEN, 3)


def usual_terms(small: SmallBook) -> dict[str, int]:
    """Return terms near which the firms of random books bid."""
    worth = {GOODS[name]: value * 10**8 for name, value in WORTH.items()}
    return {offer.market: worth[offer.hs] for offer in small.offers}


def usual_rates(small: SmallBook, terms: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Return for each pool the middle of its own rows' ratios."""
    ratios: dict[str, list[Fraction]] = {}
    for offer in small.offers:
        ratios.setdefault(offer.pool, []).append(Fraction(terms[offer.market], offer.limit))
    for want in small.wants:
        bids = [Fraction(terms[market], net) for market, net in want.nets.items()]
        ratios.setdefault(want.pool, []).extend(bids)
    middles = {pool: sorted(each)[len(each) // 2] for pool, each in ratios.items() if each}
    return {pool: (middle.numerator, middle.denominator) for pool, middle in middles.items()}


@runs(60)
@given(written=small_books(firms=(2, 5), swings=True, pools=True, lots=True, prefixes=True, quotas=True))
def test_deals_of_everybody_are_the_best_allocation(written: Written) -> None:
    crowd = written.book()
    small = small_book(crowd)
    terms = usual_terms(small)
    rates = usual_rates(small, terms)
    everybody = best_short_value(crowd, terms, crowd.parties.height, rates)
    assert everybody == pytest.approx(best_value(crowd, terms, rates), rel=1e-6, abs=0.01)
    two, three, four = (best_short_value(crowd, terms, parties, rates) for parties in (2, 3, 4))
    assert two <= three * (1 + 1e-6) <= four * (1 + 1e-5)
