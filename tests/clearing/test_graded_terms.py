"""The search for terms: fills graded by margin, balanced by two methods, as finely as the limits ask."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import samarkand
from benchmarks._generator import generate
from samarkand.clearing.economy.markets import build_economy
from samarkand.clearing.economy.rows import Rows, rows_of
from samarkand.clearing.terms.arcs import arcs_of
from samarkand.clearing.terms.continuation import search_terms
from samarkand.clearing.terms.graded import balanced_rates, margins, point_at
from samarkand.clearing.terms.newton import eliminated, settle
from samarkand.clearing.terms.start import fitted_terms
from samarkand.clearing.terms.tatonnement import demand_at, settle_by_tatonnement
from samarkand.solving.elementary import log
from tests.cast import ALTYN_DAN, ASTARTA, LUOYANG, MESKAY, NATIONAL_FRUIT, book, ring, swap

GOODS = ("rice", "chickpeas", "lentils", "wheat", "cotton")
WIDTHS = (1.0, 0.25, 0.0625, 0.015625)
NEARLY_SETTLED = 1e-8


def generated(firms: int, rows: int, goods: int, seed: int) -> samarkand.Book:
    tables = generate(firms=firms, rows=rows, goods=goods, seed=seed)
    reading = samarkand.book_from_frames(
        parties=tables["parties"], offers=tables["offers"], wants=tables["wants"]
    )
    assert reading.book is not None
    return reading.book


def arrays(given: samarkand.Book) -> Rows:
    return rows_of(build_economy(given, None))


def near_miss(firms: int) -> samarkand.Book:
    """Return firms whose limits lie half a per cent apart, of very different size, in one long ring."""
    random = np.random.default_rng(5)
    lines = []
    for number in range(firms):
        gives, takes = random.permutation(len(GOODS))[:2]
        size = float(np.exp(random.normal(7.0, 2.0)))
        lines.append(
            f"Firm{number} PK: gives {size:.3f} t {GOODS[gives]} @{997 + random.integers(0, 3)}; "
            f"wants {size:.3f} t {GOODS[takes]} @{1001 + random.integers(0, 3)}"
        )
    return book(*lines)


@pytest.mark.parametrize("given", [swap(), ring(), generated(6, 30, 5, 4), generated(12, 60, 8, 2)])
def test_pools_and_markets_balance_at_every_grading(given: samarkand.Book) -> None:
    rows = arrays(given)
    arcs = arcs_of(rows)
    terms, rates = fitted_terms(rows)
    for width in WIDTHS:
        found = settle(arcs, terms, rates, width, 60).point
        assert found.imbalance() < NEARLY_SETTLED
        margin = margins(arcs, found.log_terms, found.log_rates)
        assert (found.flow[margin <= 0.0] == 0.0).all()
        assert found.flow[margin >= width] == pytest.approx(found.cap[margin >= width])
        terms, rates = found.log_terms, found.log_rates


def test_both_methods_find_the_same_terms() -> None:
    rows = arrays(generated(40, 300, 12, 3))
    arcs = arcs_of(rows)
    terms, rates = fitted_terms(rows)
    for width in (0.25, 0.0625):
        newton = settle(arcs, terms, rates, width, 60).point
        walked = settle_by_tatonnement(rows, terms, rates, width, 1e-9)
        used = arcs.per_market(newton.flow) > 0.0
        apart = (walked.log_terms - newton.log_terms)[used]
        assert np.abs(apart - np.median(apart)).max() < 1e-5


def test_a_want_of_several_goods_divides_itself_alike_in_both_methods() -> None:
    given = book(
        f"{MESKAY}: gives 900 t rice @600; wants 1000 t 07 @800",
        f"{ASTARTA}: gives 500 t chickpeas @640; gives 700 t lentils @600; wants 700 t rice @700",
        f"{ALTYN_DAN}: gives 300 t lentils @560; wants 300 t rice @690",
    )
    rows = arrays(given)
    arcs = arcs_of(rows)
    terms, near = fitted_terms(rows)
    for width in (0.5, 0.1, 0.02):
        rates = balanced_rates(arcs, terms, near, width)
        flows = point_at(arcs, terms, rates, width)
        seen = demand_at(rows, terms, near, width)
        assert arcs.per_market(np.where(arcs.sign > 0, flows.flow, 0.0)) == pytest.approx(
            seen.supplied, rel=1e-6
        )
        assert arcs.per_market(np.where(arcs.sign < 0, flows.flow, 0.0)) == pytest.approx(
            seen.demanded, rel=1e-6
        )


def test_the_grading_has_the_width_of_the_limits() -> None:
    coarse = search_terms(arrays(generated(12, 60, 8, 2)))
    fine = search_terms(arrays(near_miss(30)))
    assert coarse.gradings[coarse.own].width >= 0.05
    assert fine.gradings[fine.own].width <= 0.005


def test_firms_with_limits_half_a_per_cent_apart_trade_what_common_terms_let_them() -> None:
    given = near_miss(40)
    common = replace(given, listed=book(listed=[f"{goods} 1000 t" for goods in GOODS]).listed)
    listed = samarkand.clear(common, samarkand.Settings(terms="listed"))
    found = samarkand.clear(given)
    moved = [float(outcome.legs["quantity"].sum()) for outcome in (found, listed)]
    assert moved[0] >= 0.95 * moved[1]


def test_a_row_that_could_not_trade_changes_no_terms() -> None:
    firms = (
        "NationalFruit PK: gives 800 t rice @0.85; wants 3800 t lentils @1",
        "AltynDan KZ: gives 3600 t rice @0.89; wants 2300 t lentils @1",
        "Luoyang CN: gives 1200 t lentils @0.8; wants 4000 t rice @1",
    )
    hopeless = "; gives 500 t rice @50; wants 90 t lentils @0.0001"
    alone = samarkand.clear(book(*firms))
    beside = samarkand.clear(book(firms[0], firms[1] + hopeless, firms[2]))
    ratio = [terms_ratio(outcome, "100630", "071340") for outcome in (alone, beside)]
    assert ratio[0] == pytest.approx(ratio[1], rel=1e-6)


def terms_ratio(outcome: samarkand.Outcome, one: str, other: str) -> float:
    terms = dict(outcome.terms.select("commodity", "value_per_unit").iter_rows())
    return float(terms[one] / terms[other])


def test_the_long_side_of_a_market_gains_too_and_its_limits_stay_its_own() -> None:
    crowded = book(
        f"{MESKAY}: gives 100 t rice @1000; wants 100 t chickpeas @1200",
        f"{NATIONAL_FRUIT}: gives 100 t rice @1000; wants 100 t chickpeas @1200",
        f"{ASTARTA}: gives 100 t chickpeas @1000; wants 100 t rice @1200",
    )
    outcome = samarkand.clear(crowded)
    ratio = terms_ratio(outcome, "100630", "071320")
    assert 1000 / 1200 * 1.02 < ratio < 1200 / 1000 / 1.02
    assert outcome.summary["totals"]["pools_gaining"] == 3


def test_the_dearer_of_two_sellers_is_not_left_at_its_limit() -> None:
    crowded = book(
        "NationalFruit PK: gives 800 t rice @0.85; wants 3800 t lentils @1",
        "AltynDan KZ: gives 3600 t rice @0.89; wants 2300 t lentils @1",
        "Luoyang CN: gives 1200 t lentils @0.8; wants 4000 t rice @1",
    )
    outcome = samarkand.clear(crowded)
    assert terms_ratio(outcome, "100630", "071340") > 0.89 * 1.01
    assert outcome.summary["totals"]["pools_gaining"] == 3


def test_whole_cargo_and_part_cargo_find_terms_at_which_both_gain() -> None:
    outcome = samarkand.clear(
        book(
            f"{MESKAY}: gives 100 t rice @90 whole yes; wants 90 t chickpeas @110",
            f"{ASTARTA}: gives 90 t chickpeas @90; wants 100 t rice @110",
        )
    )
    assert terms_ratio(outcome, "100630", "071320") == pytest.approx(0.9, rel=1e-3)
    assert outcome.summary["totals"]["pools_gaining"] == 2


def test_a_quota_that_binds_both_alike_leaves_them_equal_gains() -> None:
    outcome = samarkand.clear(
        book(
            f"{MESKAY}: gives 100 t rice @90; wants 100 t chickpeas @110",
            f"{ASTARTA}: gives 100 t chickpeas @90; wants 100 t rice @110",
            quotas=["rice > 40 t"],
        )
    )
    assert terms_ratio(outcome, "100630", "071320") == pytest.approx(1.0, rel=1e-6)
    assert outcome.legs["quantity"].to_list() == [40_000, 40_000]


def test_an_anchors_value_only_scales() -> None:
    given = book(
        f"{MESKAY}: gives 140 t rice @689.6604; wants 20 t wheat @283.0541",
        f"{ASTARTA}: gives 130 t lentils @23278.0199; wants 180 t rice @26474.0007",
        f"{ALTYN_DAN}: gives 210 t rice @6.5891; wants 310 t wheat @2.703; wants 250 t lentils @5.5543",
        f"{LUOYANG}: gives 40 t wheat @267.1027; wants 310 t lentils @666.6611",
    )
    traded = []
    for value in (1000, 650):
        settings = samarkand.Settings(anchor_hs="071340", anchor_value=value * 10**8)
        outcome = samarkand.clear(given, settings)
        traded.append(
            outcome.legs.group_by("offer", "want").agg(pl.col("quantity").sum()).sort("offer", "want")
        )
    assert traded[0]["offer"].to_list() == traded[1]["offer"].to_list()
    assert traded[0]["want"].to_list() == traded[1]["want"].to_list()
    assert traded[0]["quantity"].to_numpy() == pytest.approx(traded[1]["quantity"].to_numpy(), abs=5)


def test_elimination_solves_what_it_is_given() -> None:
    random = np.random.default_rng(3)
    matrix = random.normal(size=(30, 30)) + 30.0 * np.eye(30)
    answer = random.normal(size=30)
    assert eliminated(matrix.copy(), matrix @ answer) == pytest.approx(answer, rel=1e-12)


def test_the_fit_is_the_least_squares_fit() -> None:
    rows = arrays(generated(8, 40, 5, 6))
    terms, rates = fitted_terms(rows)
    market = np.concatenate([rows.offers.market, rows.alternatives.market])
    pool = np.concatenate([rows.offers.pool, rows.alternatives.pool])
    limit = log(np.concatenate([rows.offers.limit, rows.alternatives.limit]))
    off = terms[market] - rates[pool] - limit
    assert np.abs(np.bincount(market, off)).max() < 1e-8
    assert np.abs(np.bincount(pool, off)).max() < 1e-8
