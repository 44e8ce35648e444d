"""Statements: what an account stood at before, every posting by its day, and what it stood at after."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from samarkand.ledger.statement import Posted, statement_of
from samarkand.ledger.swing import excess, headroom

MARCH = date(2026, 3, 1), date(2026, 3, 31)
postings = st.builds(
    Posted, st.integers(1, 1000), st.dates(date(2026, 2, 20), date(2026, 4, 10)), st.integers(-(10**9), 10**9)
)


def test_lines_follow_the_days_and_then_the_postings() -> None:
    late = Posted(2, date(2026, 3, 20), -30)
    early = Posted(3, date(2026, 3, 2), 100)
    first = Posted(1, date(2026, 3, 20), 5)
    found = statement_of(1_000, [late, early, first], *MARCH)
    assert [(line.posted.entry, line.balance) for line in found.lines] == [(3, 1_100), (1, 1_105), (2, 1_075)]
    assert (found.opening, found.given, found.taken, found.closing) == (1_000, 105, 30, 1_075)


def test_other_days_stay_out() -> None:
    found = statement_of(7, [Posted(1, date(2026, 2, 28), 1), Posted(2, date(2026, 4, 1), 1)], *MARCH)
    assert (found.lines, found.closing) == ((), 7)


@given(st.integers(-(10**9), 10**9), st.lists(postings))
def test_the_next_statement_opens_where_this_one_closes(opening: int, posted: list[Posted]) -> None:
    first = statement_of(opening, posted, MARCH[0], date(2026, 3, 10))
    second = statement_of(first.closing, posted, date(2026, 3, 11), MARCH[1])
    assert second.closing == statement_of(opening, posted, *MARCH).closing


def test_a_balance_within_its_swing_has_no_excess() -> None:
    assert (excess(-10_000, 11_000), headroom(-10_000, 11_000)) == (0, 1_000)


def test_what_lies_beyond_the_swing_is_the_excess_on_either_side() -> None:
    assert (excess(12_500, 11_000), excess(-12_500, 11_000), headroom(-12_500, 11_000)) == (1_500, 1_500, 0)


def test_without_a_swing_there_is_neither() -> None:
    assert (excess(5, None), headroom(5, None)) == (0, None)
