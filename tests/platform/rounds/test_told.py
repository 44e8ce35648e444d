"""What a trader is told of terms, limits and rates: nothing that rests on one other party alone."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samarkand.book.book import Book
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.settings import Settings
from samarkand.platform.rounds.own_rows import told_row
from samarkand.platform.rounds.plain_rates import plain_rate, with_plain_rates
from samarkand.platform.rounds.told_limits import OwnRate, told_limit
from samarkand.platform.rounds.told_terms import rounded, told_terms
from tests import cast
from tests.depth import drawn
from tests.platform.rounds.small_rounds import small_round, told_rows

MANY = (
    f"{cast.MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760",
    f"{cast.ASTARTA}: gives 20000 t chickpeas @600; wants 15000 t rice @720",
    f"{cast.ALTYN_DAN}: gives 8000 t chickpeas @590; wants 5000 t rice @715",
    f"{cast.NATIONAL_FRUIT}: gives 3000 t rice @640; wants 3000 t chickpeas @765",
)
"""Two hand over rice for the chickpeas of two others."""


def cleared(book: Book) -> Outcome:
    return clear(book, Settings())


def terms_told(outcome: Outcome, *parties: str) -> dict[str, tuple[int, str, int | None]]:
    """Return value of a unit, how it is told and the traded quantity, by commodity."""
    told = told_terms(outcome.terms, outcome.legs, set(parties))
    columns = ("commodity", "value_per_unit", "told", "traded_quantity")
    return {goods: (value, how, traded) for goods, value, how, traded in told.select(columns).iter_rows()}


def limits_told(book: Book, party: str) -> dict[str, int | None]:
    outcome = cleared(book)
    rows = told_rows(outcome, book, told_terms(outcome.terms, outcome.legs, {party}), party)
    assert rows["longer_by"].is_null().all()
    return dict(rows.select("id", "limit_to_trade").iter_rows())


def test_those_who_trade_are_told_their_terms_as_they_are_and_no_more() -> None:
    outcome = cleared(cast.swap())
    exact = dict(outcome.terms.select("commodity", "value_per_unit").iter_rows())
    assert terms_told(outcome, "Meskay") == {goods: (at, "exact", None) for goods, at in exact.items()}


def test_where_two_trade_nobody_else_is_told_anything() -> None:
    assert terms_told(cleared(cast.swap()), "Luoyang") == {}


def test_where_three_others_trade_the_rest_are_told_three_digits() -> None:
    outcome = cleared(cast.book(*MANY))
    whole = {row["commodity"]: row for row in outcome.terms.iter_rows(named=True)}
    told = terms_told(outcome, "Luoyang")
    assert set(told) == set(whole)
    for goods, (value, how, traded) in told.items():
        assert (how, value, traded) == (
            "rounded",
            rounded(whole[goods]["value_per_unit"]),
            rounded(whole[goods]["traded_quantity"]),
        )
        assert traded != whole[goods]["traded_quantity"]


def test_a_whole_ring_is_told_its_terms_for_all_answer_for_it() -> None:
    assert {how for _, how, _ in terms_told(cleared(cast.ring()), "Meskay").values()} == {"exact"}


@pytest.mark.parametrize(("number", "told"), [(1, 1), (1234, 1230), (99_950, 100_000), (10**11 + 1, 10**11)])
def test_numbers_are_rounded_to_three_digits(number: int, told: int) -> None:
    assert rounded(number) == told


def test_a_firm_alone_in_its_pool_is_told_the_limit_its_own_rows_make() -> None:
    book = cast.book(
        f"{cast.MESKAY}: gives 20000 t rice @650; gives 10 t rice @900 as dear; wants 20000 t chickpeas @760",
        f"{cast.ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @720; wants 9 kg rice @0.1 as bad",
    )
    for party, row in (("Meskay", "dear"), ("Astarta", "bad")):
        exact = cleared(book).unmatched.filter(id=row)["limit_to_trade"].item()
        assert exact is not None
        assert limits_told(book, party)[row] == pytest.approx(exact, abs=1)


@pytest.mark.parametrize(
    ("side", "unit", "limit"), [("offer", "TNE", 1_014_999_999), ("want", "KGM", 1_025_001)]
)
def test_of_rounded_terms_the_limit_is_good_whatever_was_rounded(side: str, unit: str, limit: int) -> None:
    market = {"market": "100630", "commodity": "100630", "unit": "TNE"}
    terms = pl.DataFrame([market | {"value_per_unit": 101_955_089_000}])
    told = pl.DataFrame([market | {"value_per_unit": 102_000_000_000, "told": "rounded"}])
    row = {"side": side, "commodity": "100630", "unit": unit, "limit_to_trade": 1}
    own = OwnRate(terms=70_000_000_000, limit=700_000_000)
    assert told_limit(row, own, terms, told, lanes=False) == limit


def test_of_two_markets_that_may_serve_it_a_row_is_told_no_limit() -> None:
    markets = [{"market": f"100630 {place}", "commodity": "100630", "unit": "TNE"} for place in ("PK", "IR")]
    told = pl.DataFrame([each | {"value_per_unit": 10**11, "told": "exact"} for each in markets])
    row = {"side": "offer", "commodity": "10063010", "unit": "TNE", "limit_to_trade": 1}
    assert told_limit(row, OwnRate(10**11, 10**9), told, told, lanes=False) is None


def karachi(rival: str = "") -> Book:
    """A firm of Karachi offers rice at 1013.37; another of its pool offers a little, far too dear."""
    return cast.book(
        f"{cast.MESKAY} pool=Karachi: gives 5000 t rice @1013.37; wants 3000 t chickpeas @2000",
        f"{cast.NATIONAL_FRUIT} pool=Karachi: gives 1 t rice @999999 as probe{rival}",
        f"{cast.ASTARTA}: gives 3000 t chickpeas @600; wants 9000 t rice @720",
    )


def test_the_limit_of_a_pool_mate_is_not_told() -> None:
    assert cleared(karachi()).unmatched.filter(id="probe")["limit_to_trade"].item() is not None
    assert limits_told(karachi(), "NationalFruit") == {"probe": None}


def test_in_a_shared_pool_nobody_is_told_a_limit_even_where_he_trades() -> None:
    book = karachi("; wants 90 t chickpeas @2500; gives 80 t rice @1010")
    assert cleared(book).legs.filter(to_party="NationalFruit").height
    assert limits_told(book, "NationalFruit")["probe"] is None


def test_without_a_number_the_way_is_told() -> None:
    outcome = cleared(karachi())
    nothing = outcome.terms.clear().with_columns(told=pl.lit(""))
    rows = told_rows(outcome, karachi(), nothing, "NationalFruit")
    assert told_row(rows.row(0, named=True), "PKR").told == (
        "1 t rice not given. The limit price is too far from the terms of this round."
        " It would have to ask less."
    )


def test_a_want_that_bears_freight_is_told_no_limit() -> None:
    lanes = ["PK > RU 21 days 3 sea", "RU > PK 21 days 3 sea"]
    book = cast.book(
        f"{cast.MESKAY}: gives 20000 t rice @650; wants 20000 t chickpeas @760",
        f"{cast.ASTARTA}: gives 20000 t chickpeas @600; wants 20000 t rice @820; wants 9 t rice @5 as mean",
        lanes=lanes,
    )
    assert cleared(book).unmatched.filter(id="mean")["limit_to_trade"].item() is not None
    assert limits_told(book, "Astarta")["mean"] is None


@pytest.mark.parametrize(
    ("low", "high", "rate"),
    [
        (1.2, 1.9, 1.5),
        (0.01537, 0.016885, 0.016),
        (1.0131, 1.0149, 1.014),
        (1.21, None, 1.3),
        (None, 1.29, 1.2),
        (1.2345678, 1.2345678, 1.2345678),
    ],
)
def test_a_plain_rate_is_short_and_honours_both_ends(low: float, high: float, rate: float) -> None:
    assert plain_rate(low, high) == rate


RATES = st.floats(1e-6, 1e6).map(lambda rate: float(f"{rate:.12g}"))


@given(ends=st.tuples(RATES, st.floats(1.0, 3.0)))
def test_any_plain_rate_lies_between_the_ends(ends: tuple[float, float]) -> None:
    low, high = ends[0], float(f"{ends[0] * ends[1]:.12g}")
    assert low <= plain_rate(low, high) <= high


@pytest.mark.parametrize("seed", range(drawn(40)))
def test_payments_at_home_honour_every_executed_limit(seed: int) -> None:
    outcome = small_round(seed).outcome
    for row in with_plain_rates(outcome.balances).drop_nulls("rate").iter_rows(named=True):
        assert (row["rate_low"] or 0) <= row["rate"] <= (row["rate_high"] or row["rate"])
