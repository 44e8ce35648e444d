"""The day a round is held: rows past their last day are out, and nothing leaves before it."""

from datetime import date

import pytest

import samarkand
from samarkand.clearing.check import check
from samarkand.clearing.report import report_html
from samarkand.clearing.settings import Settings
from tests.cast import ASTARTA, MESKAY, book


def seasonal(until: str, lanes: list[str] | None = None) -> samarkand.Book:
    return book(
        f"{MESKAY}: gives 100 t rice @90 from 2026-01-01 until 2026-12-31; wants 100 t chickpeas @110",
        f"{ASTARTA}: gives 100 t chickpeas @90 from 2026-01-01 until 2026-12-31; "
        f"wants 100 t rice @110 until {until} as late",
        lanes=lanes,
    )


@pytest.mark.parametrize("settings", [Settings(), Settings(unit="USD"), Settings(terms="listed")])
def test_a_book_whose_offers_all_expired_clears_nothing_and_tells_each_row(settings: Settings) -> None:
    old = book(
        f"{MESKAY}: gives 100 t rice @90 until 2026-01-10; wants 100 t chickpeas @110",
        f"{ASTARTA}: gives 100 t chickpeas @90 until 2026-01-10; wants 100 t rice @110 until 2026-01-10",
    )
    chosen = Settings(terms=settings.terms, unit=settings.unit, as_of=date(2026, 6, 1))
    outcome = samarkand.clear(old, chosen)
    assert outcome.summary["status"] == "nothing_cleared"
    assert outcome.unmatched["reason"].to_list() == ["expired", "expired", "no_counterpart", "expired"]
    assert check(old, outcome) == []
    assert "expired" in report_html(outcome, old) or "last day" in report_html(outcome, old)


LANES = ["PK > RU 30 days 0", "RU > PK 30 days 0"]


@pytest.mark.parametrize(("held", "arrives"), [(1, True), (15, True), (16, False), (30, False)])
def test_goods_leave_on_the_day_of_the_round_at_the_earliest(held: int, arrives: bool) -> None:  # noqa: FBT001
    made = seasonal("2026-07-15", LANES)
    outcome = samarkand.clear(made, Settings(as_of=date(2026, 6, held)))
    assert (not outcome.legs.is_empty()) == arrives
    reasons = dict(outcome.unmatched.select("id", "reason").iter_rows())
    assert reasons.get("late") == (None if arrives else "no_lane_in_time")
    assert check(made, outcome) == []


def test_goods_that_are_ready_later_leave_when_they_are() -> None:
    made = seasonal("2026-01-31", LANES)
    assert samarkand.clear(made, Settings(as_of=date(2025, 12, 1))).legs.height == 2
