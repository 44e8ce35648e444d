"""Interest: the daily balances times the rate over the year, judged by counting day after day."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from samarkand.ledger.day_count import DayCount, days_between
from samarkand.ledger.interest import InterestTerms, Part, Stretch, interest, stretches

JANUARY = date(2026, 1, 1), date(2026, 1, 31)
days = st.dates(date(2025, 12, 20), date(2026, 2, 10))
amounts = st.integers(-(10**12), 10**12)


def day_after_day(opening: int, movements: list[tuple[date, int]], terms: InterestTerms) -> Fraction:
    """Return the interest of January, worked out for each day by itself."""
    total = Fraction(0)
    day = JANUARY[0]
    while day <= JANUARY[1]:
        balance = opening + sum(amount for on, amount in movements if JANUARY[0] <= on <= day)
        bearing = min(balance, 0) if terms.part is Part.DEBIT else balance
        total += Fraction(bearing * terms.rate, 1_000_000 * 360)
        day += timedelta(days=1)
    return total


@given(
    amounts,
    st.lists(st.tuples(days, amounts)),
    st.integers(0, 200_000),
    st.sampled_from([Part.WHOLE, Part.DEBIT]),
)
def test_interest_is_that_of_each_day(
    opening: int, movements: list[tuple[date, int]], rate: int, part: Part
) -> None:
    terms = InterestTerms(rate, part)
    found = interest(stretches(opening, movements, *JANUARY), terms)
    assert abs(found - day_after_day(opening, movements, terms)) <= Fraction(1, 2)


def test_four_per_cent_of_a_debt_for_ninety_days() -> None:
    debt = [Stretch(-1_000_000_00, date(2026, 1, 1), date(2026, 4, 1))]
    assert interest(debt, InterestTerms(40_000)) == -10_000_00


def test_only_debts_bear_interest_where_that_is_agreed() -> None:
    balances = [
        Stretch(900, date(2026, 1, 1), date(2026, 7, 1)),
        Stretch(-3_600, date(2026, 7, 1), date(2026, 7, 11)),
    ]
    assert interest(balances, InterestTerms(100_000, Part.DEBIT)) == -10


def test_only_what_is_above_the_swing_bears_interest_where_that_is_agreed() -> None:
    balances = [Stretch(-11_000, date(2026, 1, 1), date(2026, 12, 27))]
    assert interest(balances, InterestTerms(100_000, Part.ABOVE_SWING), swing=10_000) == -100


def test_without_a_swing_nothing_is_above_it() -> None:
    balances = [Stretch(-11_000, date(2026, 1, 1), date(2026, 12, 27))]
    assert interest(balances, InterestTerms(100_000, Part.ABOVE_SWING)) == 0


def test_halves_are_rounded_alike_for_who_owes_and_who_is_owed() -> None:
    half = Stretch(18, date(2026, 1, 1), date(2026, 1, 11))
    owed = Stretch(-18, half.first, half.end)
    terms = InterestTerms(1_000_000)
    assert (interest([half], terms), interest([owed], terms)) == (1, -1)


def test_a_rate_of_nothing_is_no_interest() -> None:
    assert interest([Stretch(5, *JANUARY)], InterestTerms(0)) == 0


def test_a_year_of_365_days_bears_less() -> None:
    balances = [Stretch(365_00, date(2026, 1, 1), date(2027, 1, 1))]
    assert interest(balances, InterestTerms(100_000, day_count=DayCount.ACTUAL_365)) == 36_50


def test_every_month_has_thirty_days_where_that_is_agreed() -> None:
    assert days_between(date(2026, 1, 31), date(2026, 2, 28), DayCount.THIRTY_360) == 28
    assert days_between(date(2026, 1, 1), date(2027, 1, 1), DayCount.THIRTY_360) == 360


@given(days, days, days, st.sampled_from(DayCount))
def test_adjoining_stretches_add_up(one: date, two: date, three: date, day_count: DayCount) -> None:
    first, middle, last = sorted((one, two, three))
    parts = days_between(first, middle, day_count) + days_between(middle, last, day_count)
    assert parts == days_between(first, last, day_count)
