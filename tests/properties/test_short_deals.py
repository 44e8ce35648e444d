"""What holds of every round of short deals, whatever the book."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import samarkand
from tests.oracle.short_deals_oracle import failure_of
from tests.oracle.small_book import small_book
from tests.properties.short_written import Failing, bundled, failing
from tests.properties.written import Written, runs, small_books

BOOKS = bundled(small_books(swings=True, pools=True, lots=True, prefixes=True, lanes=True, quotas=True))
FEW = st.sampled_from((2, 3, 4))
LEG_FAILURE = 50_000


def few(parties: int | None) -> samarkand.Settings:
    return samarkand.Settings(max_parties=parties)


def value_of(outcome: samarkand.Outcome) -> float:
    return float(outcome.summary["totals"]["value"])


def assert_short_and_balanced(book: samarkand.Book, outcome: samarkand.Outcome, parties: int) -> None:
    """Assert that few trade in each deal, and that deals together leave no more open than swings allow."""
    pool = dict(book.parties.select("party", "pool").iter_rows())
    members: dict[str, set[str]] = {}
    net: Counter[tuple[str, str]] = Counter()
    for deal, giver, taker, value in outcome.legs.select(
        "deal", "from_party", "to_party", "value"
    ).iter_rows():
        members.setdefault(deal, set()).update((giver, taker))
        net[deal, pool[giver]] += value
        net[deal, pool[taker]] -= value
    open_value: Counter[str] = Counter()
    for (_, name), value in net.items():
        open_value[name] += abs(value)
    swing = dict(book.parties.select("pool", "swing").iter_rows())
    assert all(len(parties_of) <= parties for parties_of in members.values())
    assert all(value <= swing[name] for name, value in open_value.items())
    assert {deal: len(of) for deal, of in members.items()} == dict(
        outcome.deals.select("deal", "parties").iter_rows()
    )


def assert_within_rows(book: samarkand.Book, outcome: samarkand.Outcome) -> None:
    """Assert that nothing gives or takes more than it has, and that every executed limit is honoured."""
    for side, table in (("offer", book.offers), ("want", book.wants)):
        traded: Counter[str] = Counter()
        for name, quantity in outcome.legs.select(side, "quantity").iter_rows():
            traded[name] += quantity
        most = dict(table.select(side, "quantity").iter_rows())
        assert all(quantity <= most[name] for name, quantity in traded.items())
    for low, high in outcome.balances.select("rate_low", "rate_high").iter_rows():
        assert low is None or high is None or low <= high * (1 + 1e-9)


def expected_of(book: samarkand.Book, outcome: samarkand.Outcome) -> float:
    """Return what the deals are worth, each as likely to stand as all its legs are to succeed."""
    fails = {offer.name: failure_of(book, offer, LEG_FAILURE / 1e6) for offer in small_book(book).offers}
    stands: dict[str, float] = {}
    for deal, offer in outcome.legs.select("deal", "offer").iter_rows():
        stands[deal] = stands.get(deal, 1.0) * (1.0 - fails[offer])
    values: dict[str, int] = dict(outcome.deals.select("deal", "value").iter_rows())
    return sum(value * stands[deal] for deal, value in values.items()) / 100


@runs(30)
@given(written=BOOKS, parties=FEW)
def test_deals_are_short_balanced_and_true(written: Written, parties: int) -> None:
    book = written.book()
    outcome = samarkand.clear(book, few(parties))
    assert samarkand.check(book, outcome) == []
    assert_short_and_balanced(book, outcome, parties)
    assert_within_rows(book, outcome)


@runs(15)
@given(written=failing(BOOKS), parties=FEW)
def test_deals_chosen_for_failing_legs_are_short_balanced_and_true(written: Failing, parties: int) -> None:
    book = written.book()
    outcome = samarkand.clear(book, samarkand.Settings(max_parties=parties, leg_failure=LEG_FAILURE))
    assert samarkand.check(book, outcome) == []
    assert_short_and_balanced(book, outcome, parties)
    assert_within_rows(book, outcome)
    expected = float(outcome.summary["certificate"]["value"])
    assert expected == pytest.approx(expected_of(book, outcome), abs=0.01 * outcome.deals.height + 1e-6)
    assert expected <= value_of(outcome)


@runs(10)
@given(written=BOOKS)
def test_longer_deals_never_clear_less_than_is_promised_of_shorter_ones(written: Written) -> None:
    book = written.book()
    plain = samarkand.clear(book)
    for parties in (2, 3, 4):
        outcome = samarkand.clear(book, few(parties))
        rows = outcome.summary["price_of_shortness"]
        values = [float(row["value"]) for row in rows]
        assert values == sorted(values)
        assert all(float(row["value"]) <= float(row["bound"]) for row in rows)
        assert [row["max_parties"] for row in rows][-1] is None
        (chosen,) = (row for row in rows if row["max_parties"] == parties)
        assert chosen["value"] == outcome.summary["totals"]["value"]
        assert chosen["deals"] == outcome.deals.height
        assert value_of(outcome) <= float(plain.summary["certificate"]["bound"])


@runs(4)
@given(written=failing(BOOKS), parties=FEW, leg_failure=st.sampled_from((None, LEG_FAILURE)))
def test_the_same_book_gives_the_same_outcome(
    written: Failing, parties: int, leg_failure: int | None
) -> None:
    settings = samarkand.Settings(max_parties=parties, leg_failure=leg_failure)
    once, again = (samarkand.clear(written.book(), settings) for _ in range(2))
    assert once.summary == again.summary
    assert all(frame.equals(again.tables()[name]) for name, frame in once.tables().items())


@runs(8)
@given(written=BOOKS, parties=FEW)
def test_failing_legs_take_from_a_round_what_they_must(written: Written, parties: int) -> None:
    outcome = samarkand.clear(written.book(), few(parties))
    for said in outcome.summary["if_legs_fail"]:
        stays = 1 - float(said["share"])
        kept = sum(value * stays**legs for legs, value in outcome.deals.select("legs", "value").iter_rows())
        assert float(said["expected"]) == pytest.approx(kept / 100, abs=0.01 * outcome.deals.height + 1e-6)
        assert float(said["low"]) <= float(said["high"]) <= value_of(outcome)
