"""What `check` proves of rounds of short deals: written by hand around a round that any engine finds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from samarkand.book.book import Book
from samarkand.clearing.check import check
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import SCHEMAS, Outcome
from tests import cast
from tests.cast import ALTYN_DAN, ASTARTA, MESKAY, NATIONAL_FRUIT, book
from tests.clearing.by_hand import by_hand
from tests.clearing.rounds import ROUNDS, cleared, consortium
from tests.depth import every

ONE = 10**9
"""The price that is worth all the value it stands for."""

GRAIN, PULSES = "Meskay gives 1", "Astarta gives 1"
PAYS = {GRAIN: ONE, PULSES: ONE}
"""In the one swap nothing is short but what is given: whoever gives a unit makes a unit of trade."""


def dressed(
    traded: Book,
    plain: Outcome,
    prices: Mapping[str, int],
    *,
    most: int = 2,
    leg_failure: str | None = None,
    bound: str = "",
    value: str = "",
    shared: Mapping[str, int] | None = None,
) -> Outcome:
    """Return the plain outcome of a book as if it had been asked for short deals.

    ``prices`` are those of its offers and wants, ``shared`` those of swings and quotas; ``value`` is
    that of the plain outcome if blank, and ``bound`` the value.
    """
    value = value or plain.summary["totals"]["value"]
    bound = bound or value
    gap = (hundredths(bound) - hundredths(value)) / 100
    objective = "value" if leg_failure is None else "expected value"
    own = {name: plain.summary["totals"][name] for name in ("deals", "largest_deal")}
    own |= {"value": value, "bound": bound}
    endless = [own | {"max_parties": None}] if leg_failure is None else []
    summary = {
        **plain.summary,
        "book": {"name": traded.name, "tables": traded.digests()},
        "settings": {**plain.summary["settings"], "max_parties": most, "leg_failure": leg_failure},
        "certificate": {
            "scale": ONE,
            "objective": objective,
            "value": value,
            "bound": bound,
            "gap": f"{gap:.2f}",
            "method": f"prices of rows: no deal of at most {most} parties earns more than it costs",
        },
        "price_of_shortness": [own | {"max_parties": most}, *endless],
    }
    sides = dict.fromkeys(traded.offers["offer"], "offer") | dict.fromkeys(traded.wants["want"], "want")
    rows = [(sides[name], name, price, None, None, 1) for name, price in prices.items()]
    priced = pl.DataFrame(rows, schema=SCHEMAS["potentials"], orient="row")
    price = pl.col("name").replace_strict(shared or {}, default=0, return_dtype=pl.Int64)
    others = plain.potentials.filter(pl.col("kind") != "market").with_columns(potential=price)
    return replace(plain, summary=summary, potentials=pl.concat([priced, others]))


def swapped(prices: Mapping[str, int], **figures: Any) -> Outcome:  # noqa: ANN401 - as `dressed` takes them
    """Return the one swap, written by hand, at these prices."""
    return dressed(cast.swap(), by_hand(), prices, **figures)


def hundredths(text: str) -> int:
    return int(text.replace(".", ""))


def codes(traded: Book, outcome: Outcome) -> set[str]:
    return {finding.code for finding in check(traded, outcome)}


def stated(outcome: Outcome, part: str, **entries: Any) -> Outcome:  # noqa: ANN401 - any entry
    return replace(outcome, summary={**outcome.summary, part: {**outcome.summary[part], **entries}})


def test_prices_that_pay_for_every_ring_of_two_prove_the_swap() -> None:
    assert check(cast.swap(), swapped(PAYS)) == []


def test_prices_a_millionth_of_a_millionth_too_low_prove_nothing() -> None:
    short = swapped({**PAYS, PULSES: ONE - 1}, bound="39999999.98")
    assert codes(cast.swap(), short) == {"prices_too_low", "value_over_bound", "shortness_differs"}


def test_one_row_may_pay_for_all_the_ring() -> None:
    assert check(cast.swap(), swapped({"Meskay wants 1": 2 * ONE})) == []


@pytest.mark.parametrize(
    "prices",
    every(
        3, [{**PAYS, "Astarta wants 1": -1}, {**PAYS, "Astarta wants 1": 0}, {GRAIN: 3 * ONE, PULSES: -ONE}]
    ),
)
def test_no_row_alone_has_a_price_of_nothing_or_below(prices: Mapping[str, int]) -> None:
    assert "certificate_differs" in codes(cast.swap(), swapped(prices))


def test_a_price_of_a_row_that_is_not_there_is_named() -> None:
    outcome = swapped(PAYS)
    rows = outcome.potentials.with_columns(pl.col("name").replace(GRAIN, "nobody"))
    assert codes(cast.swap(), replace(outcome, potentials=rows)) == {"unknown_name"}


def test_a_price_listed_twice_is_named() -> None:
    outcome = swapped(PAYS)
    twice = replace(outcome, potentials=pl.concat([outcome.potentials, outcome.potentials[:1]]))
    assert codes(cast.swap(), twice) == {"name_twice"}


def test_a_market_has_no_price_beside_rows() -> None:
    outcome = swapped(PAYS)
    market = outcome.potentials[:1].with_columns(kind=pl.lit("market"), name=pl.lit("071320"))
    mixed = replace(outcome, potentials=pl.concat([outcome.potentials, market]))
    assert codes(cast.swap(), mixed) == {"certificate_differs"}


def test_a_ring_of_three_is_no_deal_of_two_parties_and_costs_nothing_in_one() -> None:
    """Three firms in a ring: for deals of two parties, prices of nothing prove that nothing can be traded."""
    traded, plain = cast.ring(), clear(cast.ring())
    of_two = codes(traded, dressed(traded, plain, {}, most=2, bound="0.00"))
    assert {"deal_too_large", "value_over_bound"} <= of_two
    assert "prices_too_low" not in of_two
    assert "prices_too_low" in codes(traded, dressed(traded, plain, {}, most=3, bound="0.00"))


def test_the_circulation_may_prove_short_deals_as_well() -> None:
    plain, outcome = by_hand(), swapped(PAYS)
    summary = {**outcome.summary, "certificate": plain.summary["certificate"]}
    assert check(cast.swap(), replace(outcome, potentials=plain.potentials, summary=summary)) == []


@pytest.mark.parametrize("name", every(3, ["three at home", "two parties", "failing"]))
@pytest.mark.parametrize(
    "lie", [{"max_parties": None}, {"leg_failure": "0.040000"}, {"leg_failure": "0.060000"}]
)
def test_a_round_is_no_proof_of_what_was_not_asked(name: str, lie: Mapping[str, object]) -> None:
    assert check(ROUNDS[name][0], stated(cleared(name), "settings", **lie))


# What is left where legs may fail


def failing(failure: str = "0.050000", traded: Book | None = None) -> Outcome:
    """Return the swap whose legs fail one time in twenty: 0.95 squared of its 40 million are expected."""
    prices = dict.fromkeys((GRAIN, PULSES), 902_500_000)
    return dressed(traded or cast.swap(), by_hand(), prices, leg_failure=failure, value="36100000.00")


def test_the_value_expected_is_that_of_both_legs_succeeding() -> None:
    assert check(cast.swap(), failing()) == []


def test_legs_more_likely_to_succeed_need_higher_prices() -> None:
    found = codes(cast.swap(), failing("0.049999"))
    assert {"certificate_differs", "prices_too_low"} <= found


def with_failures(*rows: tuple[str, str, int]) -> Book:
    table = pl.DataFrame(list(rows), schema=cast.swap().failures.schema, orient="row")
    return replace(cast.swap(), failures=table)


@pytest.mark.parametrize(
    "rows",
    [
        [("", "", 50_000)],
        [("", "", 999_999), ("", "07", 50_000), ("", "10", 50_000)],
        [("", "1006", 999_999), ("Meskay", "", 50_000), ("Astarta", "0713", 50_000), ("Astarta", "07", 7)],
    ],
)
def test_of_what_the_book_says_of_failing_legs_the_most_specific_holds(rows: list[Any]) -> None:
    traded = with_failures(*rows)
    assert check(traded, failing("0.900000", traded)) == []


def test_legs_of_other_chances_are_priced_by_their_mean() -> None:
    """0.9 and 1 expect 0.9 of the value; the proof is by squares and leaves a gap: 0.81 and 1."""
    traded = with_failures(("Meskay", "", 100_000))
    prices = {GRAIN: 810_000_000, PULSES: ONE}
    value, bound = "36000000.00", "36200000.00"
    outcome = dressed(traded, by_hand(), prices, leg_failure="0.000000", value=value, bound=bound)
    assert check(traded, outcome) == []


def test_value_without_failing_legs_is_not_expected_where_they_count() -> None:
    lie = stated(failing(), "certificate", objective="value")
    assert codes(cast.swap(), lie) == {"certificate_differs"}


# Pools, swings, quotas


def test_home_moves_are_steps_of_a_ring_and_free() -> None:
    """Karachi's exporter and importer settle at home, so two firms of it and Astarta make a ring of three."""
    costs = {"Meskay gives 1": ONE, "NationalFruit gives 1": ONE, "Astarta gives 1": ONE}
    traded = consortium()
    plain, bound = clear(traded), "71000000.00"
    priced = dressed(traded, plain, costs, most=3, bound=bound)
    assert "prices_too_low" not in codes(traded, priced)
    cheap = dressed(traded, plain, {**costs, "Meskay gives 1": ONE - 1}, most=3, bound=bound)
    assert "prices_too_low" in codes(traded, cheap)


def test_a_ring_of_three_over_home_is_none_of_two() -> None:
    """Meskay gives rice and takes few chickpeas; without the other firm of its pool it swaps no rice more."""
    traded = book(
        f"{MESKAY} pool=Karachi: gives 20000 t rice @650",
        f"{NATIONAL_FRUIT} pool=Karachi: wants 20000 t chickpeas @760",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
    )
    plain = clear(traded)
    assert "prices_too_low" not in codes(traded, dressed(traded, plain, {}, most=2, bound="0.00"))
    assert "prices_too_low" in codes(traded, dressed(traded, plain, {}, most=3, bound="0.00"))


@pytest.mark.parametrize(("rus", "proven"), [(ONE // 4, True), (ONE // 4 - 1, False)])
def test_swings_move_value_at_the_price_of_both_pools(rus: int, *, proven: bool) -> None:
    traded = book(
        f"{MESKAY} pool=PAK swing=1500000: gives 20000 t rice @650",
        f"{ASTARTA} pool=RUS swing=2000000: wants 20000 t rice @720",
    )
    outcome = dressed(traded, clear(traded), {}, shared={"PAK": ONE - ONE // 4, "RUS": rus})
    assert ("prices_too_low" not in codes(traded, outcome)) == proven


@pytest.mark.parametrize(("named", "shared"), [("swing", "PAK"), ("quota", "0")])
def test_neither_swings_nor_quotas_have_prices_below_nothing(named: str, shared: str) -> None:
    traded = ROUNDS[named][0]
    outcome = dressed(traded, cleared(named), {}, shared={shared: -1})
    assert any("below zero" in finding.message for finding in check(traded, outcome))


def test_a_quota_charges_the_legs_that_count_against_it() -> None:
    """Rice to Russia under a quota by weight: its price per thousandth of a tonne pays for the swap."""
    traded = book(
        f"{MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
        quotas=["rice PK>RU 5000 t"],
    )
    plain = clear(traded)
    terms = dict(plain.terms.select("commodity", "value_per_unit").iter_rows())
    # A ring of one hundredth of value moves 10**9 / terms thousandths of a tonne of rice.
    pays = -(-2 * ONE * terms["100630"] // 10**9)
    bound = pays * 5_000_000 // ONE
    for price, found in ((pays, False), (pays - 10**4, True)):
        outcome = dressed(traded, plain, {}, shared={"0": price}, bound=f"{bound // 100}.{bound % 100:02d}")
        assert ("prices_too_low" in codes(traded, outcome)) == found


# The price of shortness


def shortness(*rows: tuple[int | None, str, str, int, int]) -> list[dict[str, Any]]:
    names = ("max_parties", "value", "bound", "deals", "largest_deal")
    return [dict(zip(names, row, strict=True)) for row in rows]


FULL = "40000000.00"
TWO, ANY = (2, FULL, FULL, 1, 2), (None, FULL, FULL, 1, 2)


@pytest.mark.parametrize(
    "rows",
    [
        shortness(TWO, (3, FULL, "40000001.00", 1, 2), ANY),
        shortness(TWO, (5, FULL, FULL, 2, 2), (None, "50000000.00", "50000000.00", 4, 9)),
    ],
)
def test_longer_deals_may_bring_more(rows: list[dict[str, Any]]) -> None:
    outcome = swapped(PAYS)
    summary = {**outcome.summary, "price_of_shortness": rows}
    assert check(cast.swap(), replace(outcome, summary=summary)) == []


@pytest.mark.parametrize(
    "rows",
    every(
        4,
        [
            [],
            shortness(TWO),
            shortness(ANY),
            shortness(ANY, TWO),
            shortness(TWO, TWO, ANY),
            shortness((3, FULL, FULL, 1, 2), TWO, ANY),
            shortness((2, FULL, FULL, 2, 2), ANY),
            shortness((2, "39999999.99", FULL, 1, 2), ANY),
            shortness(TWO, (None, "39999999.99", FULL, 1, 2)),
            shortness(TWO, (None, FULL, "39999999.99", 1, 2)),
            shortness(
                (2, FULL, FULL, 1, 2), (3, FULL, "50000000.00", 1, 2), (None, FULL, "39999999.99", 1, 2)
            ),
            shortness(TWO, (3, FULL, FULL, 1, 4), ANY),
            shortness(TWO, (3, FULL, FULL, 1, 0), ANY),
        ],
    ),
)
def test_a_price_of_shortness_that_cannot_be_is_named(rows: list[Any]) -> None:
    outcome = swapped(PAYS)
    summary = {**outcome.summary, "price_of_shortness": rows}
    assert codes(cast.swap(), replace(outcome, summary=summary)) == {"shortness_differs"}


@pytest.mark.parametrize(
    "rows",
    every(
        4,
        [
            ["two"],
            shortness(TWO, (3, "4e7", FULL, 1, 2), ANY),
            shortness(TWO, (3, FULL, FULL, -1, 2), ANY),
            shortness(TWO, (1, FULL, FULL, 1, 2), ANY),
        ],
    ),
)
def test_a_price_of_shortness_that_cannot_be_read_is_named(rows: list[Any]) -> None:
    outcome = swapped(PAYS)
    summary = {**outcome.summary, "price_of_shortness": rows}
    assert codes(cast.swap(), replace(outcome, summary=summary)) == {"outcome_incomplete"}


def test_deals_of_any_length_have_no_price_of_shortness() -> None:
    outcome = by_hand()
    summary = {**outcome.summary, "price_of_shortness": shortness(TWO, ANY)}
    assert codes(cast.swap(), replace(outcome, summary=summary)) == {"shortness_differs"}


# What stays if legs fail


def telling(*rows: object) -> Outcome:
    return replace(by_hand(), summary={**by_hand().summary, "if_legs_fail": list(rows)})


@pytest.mark.parametrize(
    "lie",
    every(
        3,
        [
            {"share": "0.02"},
            {"expected": "39204000.01"},
            {"deals_undone": "0.1"},
            {"low": "40000000.01"},
            {"high": "0.00"},
            {"low": "-1.00"},
        ],
    ),
)
def test_a_lie_about_failing_legs_is_named(lie: Mapping[str, object]) -> None:
    first, *others = by_hand().summary["if_legs_fail"]
    assert codes(cast.swap(), telling({**first, **lie}, *others)) == {"failure_differs"}


@pytest.mark.parametrize("lie", [{"high": "much"}, {"low": None}])
def test_a_story_of_failing_legs_that_cannot_be_read_is_named(lie: Mapping[str, object]) -> None:
    first, *others = by_hand().summary["if_legs_fail"]
    assert codes(cast.swap(), telling({**first, **lie}, *others)) == {"outcome_incomplete"}
    assert codes(cast.swap(), telling("one", "two", "three")) == {"outcome_incomplete"}


@pytest.mark.parametrize("rows", [[], by_hand().summary["if_legs_fail"][:2]])
def test_a_story_of_failing_legs_that_is_none_is_named(rows: list[object]) -> None:
    assert codes(cast.swap(), telling(*rows)) == {"failure_differs"}


def test_firms_that_cannot_trade_need_no_prices() -> None:
    traded = book(
        f"{MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760",
        f"{ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720",
        f"{ALTYN_DAN}: gives 20000 t wheat @220",
    )
    assert "prices_too_low" not in codes(traded, dressed(traded, clear(traded), PAYS))
