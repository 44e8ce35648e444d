"""Few papers: row totals kept, deals balanced by themselves, few legs, most value in swaps, little memory."""

import tracemalloc
from dataclasses import replace
from functools import partial

import numpy as np
import polars as pl
import pytest

import samarkand
from benchmarks._generator import generate
from samarkand.clearing.allocation.allocate import Allocation
from samarkand.clearing.allocation.best_rates import choose_rates_and_allocate, could_carry
from samarkand.clearing.deals.board import Flows
from samarkand.clearing.deals.cut import cut_allocation, cut_flows, make_legs
from samarkand.clearing.deals.pairing import few_legs
from samarkand.clearing.deals.stages import cut_all, what_is_left
from samarkand.clearing.deals.swaps import best_swaps
from samarkand.clearing.economy.economy import Economy
from samarkand.clearing.economy.markets import build_economy
from samarkand.clearing.terms.listed import listed_values
from samarkand.clearing.terms_of_round import listed_terms
from samarkand.solving.arrays import Integers
from tests.cast import book, ring, swap
from tests.depth import first

Cut = tuple[Economy, pl.Series, Allocation]


def flows(rows: list[tuple[int, int, int]], markets: int) -> Flows:
    """Return the flows of rows of pool, market and value; every pool is a party."""
    table = np.array(sorted(rows), np.int64).reshape(-1, 3)
    pool, market, left = (np.ascontiguousarray(table[:, column]) for column in range(3))
    listed = np.argsort(market, kind="stable")
    spot = np.empty_like(listed)
    spot[listed] = np.arange(len(listed))
    bounds = np.searchsorted(market[listed], np.arange(markets + 1))
    start = np.searchsorted(pool, np.arange(int(pool.max(initial=0)) + 2))
    row = np.arange(len(pool))
    return Flows(start, pool, row, pool, market, left, bounds[:-1].copy(), np.diff(bounds), listed, spot)


@pytest.fixture(scope="module", params=first(1, [(120, 600, 12), (300, 1_500, 40)]))
def cleared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Cut:
    """Return a generated book's economy, terms and allocation."""
    from benchmarks._generator import write

    firms, rows, goods = request.param
    folder = tmp_path_factory.mktemp("book")
    write(generate(firms, rows, goods), folder)
    read = samarkand.read_book(folder).book
    assert read is not None
    economy = build_economy(read, None)
    found = listed_terms(economy, listed_values(economy.markets, read.listed))
    return economy, found.terms, choose_rates_and_allocate(economy, found.terms, found.rates)[1]


def dealt(economy: Economy, terms: pl.Series, allocation: Allocation) -> pl.DataFrame:
    full = partial(could_carry, economy, terms)
    return make_legs(economy, terms, full, cut_allocation(economy, allocation), merged=True).legs


def test_every_row_carries_what_the_allocation_says(cleared: Cut) -> None:
    economy, terms, allocation = cleared
    legs = dealt(economy, terms, allocation)
    offer, alternative = np.zeros_like(allocation.offer_value), np.zeros_like(allocation.alternative_value)
    np.add.at(offer, legs["offer"].to_numpy(), legs["value"].to_numpy())
    np.add.at(alternative, legs["alternative"].to_numpy(), legs["value"].to_numpy())
    assert (offer == allocation.offer_value).all()
    assert (alternative == allocation.alternative_value).all()


def test_every_deal_balances_by_itself_and_a_leg_is_told_once(cleared: Cut) -> None:
    economy, terms, allocation = cleared
    legs = dealt(economy, terms, allocation)
    assert legs.select("deal", "offer", "alternative").is_unique().all()
    gives = legs.select("deal", "value", pool=economy.offers["pool"].gather(legs["offer"]))
    takes = legs.select(
        "deal", -pl.col("value"), pool=economy.alternatives["pool"].gather(legs["alternative"])
    )
    balances = pl.concat([gives, takes]).group_by("deal", "pool").agg(pl.col("value").sum())
    assert (balances["value"] == 0).all()


def test_a_deal_has_fewer_legs_in_a_market_than_rows(cleared: Cut) -> None:
    economy, terms, allocation = cleared
    legs = dealt(economy, terms, allocation)
    by_market = (
        legs.with_columns(market=economy.offers["market"].gather(legs["offer"]))
        .group_by("deal", "market")
        .agg(legs=pl.len(), rows=pl.col("offer").n_unique() + pl.col("alternative").n_unique())
    )
    assert (by_market["legs"] < by_market["rows"]).all()


def test_the_sequence_of_parties_and_their_names_decide_nothing(cleared: Cut) -> None:
    economy, _, allocation = cleared
    other = replace(
        economy,
        offers=economy.offers.with_columns("x" + pl.col("party").str.reverse()),
        wants=economy.wants.with_columns("x" + pl.col("party").str.reverse()),
    )
    assert cut_allocation(other, allocation).equals(cut_allocation(economy, allocation))


def test_swaps_hold_nearly_all_they_can(cleared: Cut) -> None:
    """The most there can be is a linear program: 65 of 67 is the bar."""
    economy, _, allocation = cleared
    rings = cut_flows(economy, allocation.offer_value, allocation.alternative_value, longest=2)
    assert rings["value"].sum() >= 65 / 67 * most_in_swaps(economy, allocation)


def most_in_swaps(economy: Economy, allocation: Allocation) -> float:
    """Return the most value that fits into swaps of two at the allocation's row totals."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_matrix

    sides = [
        frame.select(pl.col("pool", "market").cast(pl.Int64)).with_columns(value=values).with_row_index("row")
        for frame, values in (
            (economy.offers, pl.Series(allocation.offer_value)),
            (economy.alternatives, pl.Series(allocation.alternative_value)),
        )
    ]
    ways = (
        sides[0].join(sides[1], on="pool", suffix="_taken").filter(pl.col("market") != pl.col("market_taken"))
    )
    couple = pl.struct(
        pl.min_horizontal("market", "market_taken"), b=pl.max_horizontal("market", "market_taken")
    )
    ways = ways.with_columns(
        couple=couple.rank("dense") - 1, side=(pl.col("market") < pl.col("market_taken"))
    )
    count, each = ways.height, np.arange(ways.height)
    values = np.concatenate([allocation.offer_value, allocation.alternative_value])
    rows = np.concatenate([ways["row"], ways["row_taken"].to_numpy() + len(allocation.offer_value)])
    caps = coo_matrix((np.ones(2 * count), (rows, np.tile(each, 2))), (len(values), count))
    sign = np.where(ways["side"].to_numpy(), 1.0, -1.0)
    even = coo_matrix((sign, (ways["couple"].to_numpy().astype(int), each)))
    found = linprog(-np.ones(count), A_ub=caps, b_ub=values, A_eq=even, b_eq=np.zeros(even.shape[0]))
    return float(-found.fun)


def test_a_stage_sees_only_what_is_left_the_smallest_first() -> None:
    """Pools 1 and 3 have something left in market 1, pool 3 in market 0: they are pools 0 and 1 there."""
    before = flows([(0, 0, 0), (1, 1, 9), (2, 1, 0), (3, 0, 5), (3, 1, 4)], 2)
    left = what_is_left(before, np.flatnonzero(before.left), np.array([1, 3]))
    assert [left.pool[flow] for flow in left.listed] == [1, 1, 0]
    assert [left.left[flow] for flow in left.listed] == [5, 4, 9]
    assert (left.first.tolist(), left.live.tolist()) == ([0, 1], [1, 2])
    assert (left.start.tolist(), left.row.tolist()) == ([0, 1, 3], [1, 3, 4])
    assert left.listed[left.spot].tolist() == [0, 1, 2]


def test_small_flows_are_swapped_whole() -> None:
    """Three small rows against a large one: three swaps, and no row but the large one is split."""
    gives = flows([(0, 0, 60), (1, 1, 10), (2, 1, 20), (3, 1, 30)], 2)
    takes = flows([(0, 1, 60), (1, 0, 10), (2, 0, 20), (3, 0, 30)], 2)
    assert sorted(best_swaps(gives, takes).value.tolist()) == [10, 20, 30]


def test_room_is_made_for_a_swap_that_the_fewest_ways_missed() -> None:
    """P swaps with Q or with R, S only with Q: P must leave Q to S."""
    gives = flows([(0, 0, 10), (1, 1, 10), (2, 1, 10), (3, 0, 10)], 2)
    takes = flows([(0, 1, 10), (1, 0, 10), (2, 0, 10), (3, 1, 10)], 2)
    assert best_swaps(gives, takes).value.sum() == 20


def test_a_deal_grows_by_a_way_round_through_another_pool() -> None:
    """Four pools in a ring; part of what the second gives the third goes by a fifth: one deal."""
    steps = [(0, 1, 100), (1, 2, 60), (2, 3, 100), (3, 0, 100), (1, 4, 40), (4, 2, 40)]
    gives = flows([(giver, market, value) for market, (giver, _, value) in enumerate(steps)], 6)
    takes = flows([(taker, market, value) for market, (_, taker, value) in enumerate(steps)], 6)
    legs = cut_all(gives, takes, 5, 6, None)
    assert legs[:, 3].sum() == sum(value for *_, value in steps)
    assert len(np.unique(legs[:, 0])) == 1


def ring_of(pools: int) -> tuple[Flows, Flows]:
    """Return a ring: each pool gives to the next."""
    gives = flows([(pool, pool, 1_000) for pool in range(pools)], pools)
    takes = flows([((pool + 1) % pools, pool, 1_000) for pool in range(pools)], pools)
    return gives, takes


# Compiling takes 40 s in a fresh clone; in the quick run tests/solving/test_cost_scaling.py compiles.
@pytest.mark.deep
def test_memory_grows_with_the_legs_not_with_what_a_ring_could_need() -> None:
    cut_all(*ring_of(2_000), 2_000, 2_000, None)  # compiled now: traced, compiling would take a minute
    gives, takes = ring_of(20_000)
    tracemalloc.start()
    legs = cut_all(gives, takes, 20_000, 20_000, None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(legs) == 20_000
    assert len(np.unique(legs[:, 0])) == 1
    assert peak < 100_000_000


def pairs(rows: list[tuple[int, int, int, int]], giver: Integers, taker: Integers) -> list[tuple[int, ...]]:
    frame = pl.DataFrame(rows, schema=["ring", "offer", "alternative", "value"], orient="row")
    return few_legs(frame, giver, taker, np.zeros(len(giver), np.int64)).rows()


def test_rows_of_a_deal_are_paired_anew_with_fewer_legs() -> None:
    rows = [(0, 0, 0, 5), (0, 0, 1, 5), (0, 1, 0, 5), (0, 1, 1, 15)]
    apart = np.array([0, 1]), np.array([2, 3])
    assert pairs(rows, *apart) == [(0, 0, 1, 10), (0, 1, 0, 10), (0, 1, 1, 10)]


def test_nobody_is_paired_with_itself() -> None:
    """The corner rule would pair offer 0 with alternative 1, which is its own party's."""
    rows = [(0, 0, 0, 10), (0, 1, 1, 20)]
    assert pairs(rows, np.array([7, 8]), np.array([9, 7])) == [(0, 0, 0, 10), (0, 1, 1, 20)]


def test_the_outcome_says_how_many_papers_it_takes() -> None:
    assert samarkand.clear(swap()).summary["papers"] == {
        "legs_per_row": "0.5000",
        "partners_median": 1,
        "partners_95_in_100": 1,
        "partners_most": 1,
        "share_in_swaps": "1.0000",
        "small_legs": "0.0000",
        "own_price_legs": 0,
    }
    told = samarkand.clear(ring()).summary["papers"]
    assert (told["partners_median"], told["share_in_swaps"]) == (2, "0.0000")
    assert samarkand.clear(book("Meskay PK: gives 1 t rice @650")).summary["papers"] == {}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"legs_per_row": "0.4999"}, "total_differs"),
        ({"partners_median": True}, "outcome_incomplete"),
        ({"partners_95_in_100": 2}, "total_differs"),
        ({"partners_most": "1"}, "outcome_incomplete"),
        ({"share_in_swaps": "0.9999"}, "total_differs"),
        ({"small_legs": None}, "outcome_incomplete"),
        ({"own_price_legs": 1}, "total_differs"),
        ({"another": 1}, "entry_unknown"),
    ],
)
def test_the_check_counts_papers_itself(change: dict[str, object], code: str) -> None:
    outcome = samarkand.clear(swap())
    assert samarkand.check(swap(), outcome) == []
    told = {**outcome.summary["papers"], **change}
    lie = replace(outcome, summary={**outcome.summary, "papers": told})
    assert samarkand.check(swap(), lie)[0].code == code
    gone = replace(outcome, summary={key: value for key, value in outcome.summary.items() if key != "papers"})
    assert [finding.code for finding in samarkand.check(swap(), gone)] == ["outcome_incomplete"]
