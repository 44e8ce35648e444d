"""A worker clears under a lease, proves the outcome, and stores it whole; the operator is told the rest."""

from datetime import timedelta

import pytest
from django_q.models import OrmQ

from samarkand.book.book import Book
from samarkand.clearing import check as check_module
from samarkand.clearing import clear as clear_module
from samarkand.clearing.check import check
from samarkand.clearing.clear import clear
from samarkand.clearing.outcome import SCHEMAS, Outcome
from samarkand.clearing.settings import Settings
from samarkand.core.finding import Finding
from samarkand.platform.house.permissions import NotPermittedError
from samarkand.platform.rounds import leases
from samarkand.platform.rounds.clearing_job import MOST_ATTEMPTS, ask_clearing, resume_clearings, work
from samarkand.platform.rounds.findings_kept import findings_of
from samarkand.platform.rounds.leases import LEASE, LeaseLostError
from samarkand.platform.rounds.models import Clearing, ClearingState, OutcomeTable, RoundState
from samarkand.platform.rounds.outcomes import outcome_of, snapshot_book
from samarkand.platform.rounds.storing import store
from tests import cast
from tests.platform.conftest import NOW, OPERATOR, trader
from tests.platform.findings import codes_of
from tests.platform.rounds.playing import asked, cleared, frozen_round, worked

pytestmark = pytest.mark.django_db


def test_the_outcome_stored_is_the_engines_own() -> None:
    clearing = cleared(frozen_round(cast.ring()))
    book = snapshot_book(clearing.round)
    mine = clear(book, Settings(as_of=NOW.date()))
    stored = outcome_of(clearing)
    assert all(stored.tables()[name].equals(frame) for name, frame in mine.tables().items())
    assert stored.summary == mine.summary
    assert check(book, stored) == []


def test_a_stored_outcome_takes_the_round_to_review() -> None:
    round_ = frozen_round()
    clearing = cleared(round_)
    assert (round_.state, clearing.state, clearing.lease) == (RoundState.REVIEW, ClearingState.STORED, "")


def test_asking_gives_a_job_to_the_workers() -> None:
    before = OrmQ.objects.count()
    round_ = frozen_round()
    asked(round_)
    round_.refresh_from_db()
    assert (round_.state, OrmQ.objects.count() - before) == (RoundState.CLEARING, 1)


def test_the_round_stays_in_clearing_while_another_is_at_work() -> None:
    round_ = frozen_round()
    first = asked(round_)
    asked(round_, "listed", terms="listed")
    worked(first)
    round_.refresh_from_db()
    assert round_.state == RoundState.CLEARING


def test_a_trader_asks_for_no_clearing() -> None:
    with pytest.raises(NotPermittedError):
        ask_clearing(trader(cast.MESKAY), frozen_round(), "mine", Settings(), NOW)


def test_everything_wrong_with_a_clearing_is_told_at_once() -> None:
    round_ = frozen_round()
    asked(round_)
    settings = Settings(
        terms="guessed",  # type: ignore[arg-type]
        anchor_hs="x",
        anchor_value=0,
        max_parties=1,
        leg_failure=2_000_000,
        smallest_leg=0,
        smallest_deal=-1,
        seed=-1,
        unit="U" * 100,
    )
    found = codes_of(lambda: ask_clearing(OPERATOR, round_, "discovered", settings, NOW))
    assert found == {"label_taken", "setting_unfit"}
    assert codes_of(lambda: asked(round_, "a label")) == {"label_unfit"}


def test_an_expected_value_needs_a_limit_on_parties() -> None:
    assert codes_of(lambda: asked(frozen_round(), leg_failure=50_000)) == {"setting_unfit"}


def test_what_the_engine_refuses_is_told_and_the_round_waits() -> None:
    round_ = frozen_round()
    clearing = cleared(round_, unit="GOLD")
    assert clearing.state == ClearingState.REFUSED
    assert [found.column for found in findings_of(clearing.findings)] == ["--unit"]
    assert (round_.state, clearing.tables.count()) == (RoundState.FROZEN, 0)


def test_an_engine_that_breaks_off_fails_the_clearing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_book: Book, _settings: Settings) -> Outcome:
        raise ZeroDivisionError

    monkeypatch.setattr(clear_module, "clear", broken)
    clearing = cleared(frozen_round())
    assert (clearing.state, clearing.findings[0]["code"]) == (ClearingState.FAILED, "engine_failed")


def test_an_outcome_with_a_fault_is_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    def strict(_book: Book, _outcome: Outcome) -> list[Finding]:
        return [Finding("deal_unbalanced", "It is not.", "Clear again.")]

    monkeypatch.setattr(check_module, "check", strict)
    round_ = frozen_round()
    clearing = cleared(round_)
    assert (clearing.state, clearing.findings[0]["code"]) == (ClearingState.FAILED, "deal_unbalanced")
    assert (clearing.tables.count(), round_.state) == (0, RoundState.FROZEN)


def test_a_damaged_snapshot_is_not_cleared() -> None:
    round_ = frozen_round()
    round_.snapshot.digest = "0" * 64
    round_.snapshot.save()
    clearing = cleared(round_)
    assert (clearing.state, clearing.findings[0]["code"]) == (ClearingState.FAILED, "snapshot_damaged")


def test_a_job_told_twice_works_once() -> None:
    clearing = cleared(frozen_round())
    worked(clearing, minutes=2)
    assert (clearing.attempts, clearing.tables.count()) == (1, len(SCHEMAS))


def test_a_second_worker_leaves_a_clearing_that_is_held() -> None:
    clearing = asked(frozen_round())
    assert leases.take(clearing.pk, NOW)
    assert leases.take(clearing.pk, NOW + timedelta(minutes=1)) is None


def test_a_lost_workers_clearing_is_taken_over_when_its_lease_has_passed() -> None:
    clearing = asked(frozen_round())
    leases.take(clearing.pk, NOW)
    worked(clearing, minutes=3)
    assert (clearing.state, clearing.attempts) == (ClearingState.STORED, 2)


def test_who_comes_back_late_stores_nothing_over_the_second() -> None:
    round_ = frozen_round()
    clearing = asked(round_)
    late = leases.take(clearing.pk, NOW)
    assert late is not None
    outcome = clear(snapshot_book(round_), Settings())
    worked(clearing, minutes=3)
    digest = clearing.digest
    with pytest.raises(LeaseLostError):
        store(late, outcome, NOW + timedelta(minutes=4))
    clearing.refresh_from_db()
    assert (clearing.digest, clearing.tables.count()) == (digest, len(SCHEMAS))


def test_a_worker_that_loses_its_lease_at_work_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    clearing = asked(frozen_round())

    def slow(book: Book, settings: Settings) -> Outcome:
        Clearing.objects.filter(pk=clearing.pk).update(lease="another's")
        return clear(book, settings)

    monkeypatch.setattr(clear_module, "clear", slow)
    worked(clearing)
    assert (clearing.lease, clearing.state) == ("another's", ClearingState.RUNNING)
    assert not OutcomeTable.objects.exists()


def test_a_clearing_that_nobody_holds_is_given_to_the_workers_again() -> None:
    clearing = asked(frozen_round())
    leases.take(clearing.pk, NOW)
    before = OrmQ.objects.count()
    assert resume_clearings(NOW + timedelta(minutes=1)) == 0
    assert resume_clearings(NOW + LEASE) == 1
    assert resume_clearings(NOW + LEASE) == 0
    assert OrmQ.objects.count() == before + 1
    worked(clearing, minutes=3)
    assert clearing.state == ClearingState.STORED


def test_a_job_that_was_lost_before_any_worker_came_is_given_again() -> None:
    asked(frozen_round())
    OrmQ.objects.all().delete()
    assert resume_clearings(NOW + timedelta(hours=1)) == 1
    assert OrmQ.objects.count() == 1


def test_a_clock_that_goes_back_does_not_keep_a_lease_alive() -> None:
    clearing = asked(frozen_round())
    leases.take(clearing.pk, NOW + timedelta(days=365))
    assert resume_clearings(NOW) == 1


def test_a_clearing_that_ends_every_worker_is_given_up() -> None:
    clearing = asked(frozen_round())
    Clearing.objects.filter(pk=clearing.pk).update(attempts=MOST_ATTEMPTS)
    worked(clearing)
    assert (clearing.state, clearing.findings[0]["code"]) == (ClearingState.FAILED, "clearing_given_up")


def test_its_stage_can_be_seen_while_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    clearing = asked(frozen_round())
    seen = []

    def looking(book: Book, settings: Settings) -> Outcome:
        clearing.refresh_from_db()
        seen.append(clearing.stage)
        return clear(book, settings)

    monkeypatch.setattr(clear_module, "clear", looking)
    work(clearing.pk, lambda: NOW)
    assert seen == ["clearing"]
