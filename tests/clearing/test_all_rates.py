"""The bound is over all rates: a round that is small because its rates are bad is told so."""

from dataclasses import replace

import polars as pl
import pytest

import samarkand
from samarkand.book.book import Book
from samarkand.clearing.check import check
from samarkand.clearing.outcome import SCHEMAS, Outcome
from tests.cast import book
from tests.oracle.allocation_oracle import best_value


def hopeless() -> Book:
    """A swap, and beside it a want for wheat at half of what wheat costs."""
    return book(
        "Meskay PK: gives 100 t rice @90; wants 100 t chickpeas @110; wants 10 t wheat @50",
        "Astarta RU: gives 100 t chickpeas @90; gives 10 t wheat @90; wants 100 t rice @110",
    )


def shut_out(outcome: Outcome) -> Outcome:
    """Return an outcome at the same terms in which nothing is cleared, for a rate nobody can meet."""
    terms = dict(outcome.terms.select("market", "value_per_unit").iter_rows())
    rate = (terms["100199"], 50 * 10**6)
    pools = pl.col("kind") == "pool"
    is_meskay = pools & (pl.col("name") == "Meskay")
    potentials = outcome.potentials.filter(pl.col("kind").is_in(["market", "pool"])).with_columns(
        potential=pl.lit(0, pl.Int64),
        rate_terms=pl.when(is_meskay).then(rate[0]).otherwise("rate_terms"),
        rate_limit=pl.when(is_meskay).then(rate[1]).otherwise("rate_limit"),
    )
    empty = {name: outcome.tables()[name].clear() for name in ("deals", "legs", "home_settlement")}
    nothing = outcome.balances.with_columns(
        *(pl.lit(0, pl.Int64).alias(name) for name in ("value_out", "value_in", "balance")),
        *(pl.lit(None, pl.Float64).alias(name) for name in ("rate", "rate_low", "rate_high")),
    )
    certificate = {**outcome.summary["certificate"], "value": "0.00", "bound": "0.00", "gap": "0.00"}
    return replace(
        outcome,
        **empty,
        balances=nothing.select(SCHEMAS["balances"].keys()),
        potentials=potentials.select(SCHEMAS["potentials"].keys()),
        summary={**outcome.summary, "certificate": certificate},
    )


def test_a_shut_out_is_refused() -> None:
    outcome = samarkand.clear(hopeless())
    told = {(one.code, one.column) for one in check(hopeless(), shut_out(outcome))}
    assert ("certificate_differs", "certificate.bound") in told
    assert float(outcome.summary["certificate"]["value"]) == pytest.approx(
        best_value(hopeless(), dict(outcome.terms.select("market", "value_per_unit").iter_rows()))
    )


LISTED = samarkand.Settings(terms="listed")


def entangled() -> Book:
    """Firms whose best rates hang together so that one set of prices proves too little."""
    return book(
        "Meskay PK: gives 700 t chickpeas @25499.36; gives 4000 t mandarins @18818; "
        "gives 1100 t cotton @79617.6; wants 400 t rice @29993.6",
        "Astarta RU: gives 2800 t chickpeas @21650.4; gives 1300 t cotton @76824; gives 2300 t wheat @10670; "
        "gives 3900 t mandarins @19594; wants 2500 t lentils @21267.44; wants 2200 t rice @24369.8",
        "NationalFruit PK: gives 1400 t lentils @25654.56; wants 300 t wheat @9785; "
        "wants 3900 t rice @30529.2; wants 1300 t cotton @75643.2",
        "AltynDan KZ: gives 1000 t wheat @74205; gives 700 t lentils @150214.2; "
        "wants 3000 t chickpeas @208822.2; wants 3000 t cotton @495018",
        "Luoyang CN: gives 200 t cotton @539514; gives 2800 t wheat @69112.5; "
        "gives 2900 t chickpeas @155161.2; gives 3800 t rice @189150; wants 1200 t mandarins @154500; "
        "wants 100 t lentils @157713.6",
        "SamarkandSilk UZ: gives 800 t cotton @1606.32; gives 1400 t rice @725.075; "
        "gives 1900 t lentils @590.73; wants 100 t mandarins @484.1",
        listed=("rice 604.5 t", "chickpeas 620 t", "lentils 493 t", "wheat 232.5 t", "mandarins 575 t",
                "cotton 1746 t"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def in_cases() -> Outcome:
    return samarkand.clear(entangled(), LISTED)


def codes(outcome: Outcome) -> set[str]:
    return {one.code for one in check(entangled(), outcome)}


def test_what_one_set_of_prices_cannot_prove_is_proven_in_cases(in_cases: Outcome) -> None:
    assert in_cases.summary["certificate"]["gap"] == "0.00"
    assert in_cases.potentials["case"].max() == 2
    assert codes(in_cases) == set()


def branches() -> pl.Expr:
    return pl.col("kind").is_in(["rate_below", "rate_from"])


LIES = {
    "a case is left out": pl.col("case") == 1,
    "a side of the parting is left out": ~((pl.col("case") == 2) & branches()),
    "no case is parted": ~branches(),
    "a market has no price in a case": ~((pl.col("case") == 2) & (pl.col("kind") == "market")),
    "a pool has no price in a case": ~((pl.col("case") == 2) & (pl.col("kind") == "pool")),
}


@pytest.mark.parametrize("lie", LIES)
def test_cases_that_leave_rates_out_prove_nothing(in_cases: Outcome, lie: str) -> None:
    kept = in_cases.potentials.filter(LIES[lie])
    assert codes(replace(in_cases, potentials=kept)) & {"certificate_differs", "unknown_name", "name_twice"}


def test_both_sides_must_be_parted_at_the_same_rate(in_cases: Outcome) -> None:
    moved = pl.when(branches() & (pl.col("case") == 2)).then(pl.col("rate_limit") + 1)
    others = in_cases.potentials.with_columns(rate_limit=moved.otherwise("rate_limit"))
    assert "certificate_differs" in codes(replace(in_cases, potentials=others))


def test_no_prices_whatever_prove_less_than_was_cleared(in_cases: Outcome) -> None:
    """Weak duality: other prices of the same shape give a bound no smaller, never a smaller one."""
    value = float(in_cases.summary["certificate"]["value"])
    for shift in (-(10**12), 3 * 10**11, 10**12):
        moved = pl.when(pl.col("kind") == "market").then(pl.col("potential") + shift)
        others = in_cases.potentials.with_columns(potential=moved.otherwise("potential"))
        found = check(entangled(), replace(in_cases, potentials=others))
        assert {one.code for one in found} <= {"certificate_differs"}
        told = [one.message.rpartition("give ")[2].rstrip(".").replace(",", "") for one in found]
        assert all(float(text) >= value for text in told[:1])
