"""Whether the house lives and is ready, and who may read its measures."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from samarkand.platform.accounts.models import LedgerProof
from samarkand.platform.house import environment
from samarkand.platform.house.clock import now
from samarkand.platform.operation import heartbeat, readiness

READY = "/health/ready/"


@pytest.fixture
def caller() -> Client:
    return Client()


def codes(answer: object) -> list[str]:
    return [found["code"] for found in answer.json()["findings"]]  # type: ignore[attr-defined]  # of the test client


def test_a_server_that_answers_lives(caller: Client) -> None:
    answer = caller.get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


@pytest.mark.django_db
def test_a_house_with_a_worker_is_ready(caller: Client) -> None:
    heartbeat.beat("worker", now())
    answer = caller.get(READY)
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.django_db
def test_a_house_whose_ledger_was_found_false_is_not_ready(caller: Client) -> None:
    heartbeat.beat("worker", now())
    LedgerProof.objects.create(proven_at=now(), entries=7, faults=1)
    answer = caller.get(READY)
    assert (answer.status_code, codes(answer)) == (503, ["ledger_false"])
    LedgerProof.objects.create(proven_at=now(), entries=7, faults=0)
    assert caller.get(READY).status_code == 200


@pytest.mark.django_db
def test_a_house_whose_files_others_may_read_is_not_ready(caller: Client) -> None:
    heartbeat.beat("worker", now())
    left = environment.home() / "left-open"
    left.touch()
    left.chmod(0o644)
    try:
        answer = caller.get(READY)
    finally:
        left.unlink()
    assert (answer.status_code, codes(answer)) == (503, ["files_open"])
    assert "left-open (0644)" in answer.json()["findings"][0]["message"]
    assert caller.get(READY).status_code == 200


@pytest.mark.django_db
def test_without_a_worker_nothing_is_ready(caller: Client) -> None:
    answer = caller.get(READY)
    assert (answer.status_code, codes(answer)) == (503, ["worker_silent"])


@pytest.mark.django_db
def test_a_worker_not_heard_of_for_a_minute_counts_as_gone(caller: Client) -> None:
    heartbeat.beat("worker", now() - timedelta(seconds=61))
    assert codes(caller.get(READY)) == ["worker_silent"]


@pytest.mark.django_db
def test_one_worker_that_lives_is_enough(caller: Client) -> None:
    heartbeat.beat("gone", now() - timedelta(hours=1))
    heartbeat.beat("here", now())
    assert caller.get(READY).status_code == 200


@pytest.mark.django_db
def test_a_worker_that_ended_as_it_should_is_forgotten() -> None:
    heartbeat.beat("worker", now())
    heartbeat.stop_beating("worker")
    assert heartbeat.is_silent(now())


@pytest.mark.django_db
def test_tables_of_another_version_are_not_ready(caller: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_SEEN_UP_TO_DATE", [])
    monkeypatch.setattr(readiness, "missing_migrations", lambda: ["accounts.0099_later"])
    assert codes(caller.get(READY)) == ["migrations_missing"]


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_told(caller: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise DatabaseError("connection refused")

    monkeypatch.setattr(connection, "cursor", gone)
    assert codes(caller.get(READY)) == ["database_unreachable"]


def test_measures_are_for_this_machine(caller: Client) -> None:
    answer = caller.get("/metrics")
    assert answer.status_code == 200
    assert b"django_http_requests" in answer.content


@pytest.mark.parametrize(
    "stranger", [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, {"REMOTE_ADDR": ""}]
)
def test_measures_are_not_for_strangers(caller: Client, stranger: dict[str, str]) -> None:
    assert caller.get("/metrics", **stranger).status_code == 401  # type: ignore[arg-type]  # headers of any name


def test_with_a_token_measures_are_for_who_shows_it(caller: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMARKAND_METRICS_TOKEN", "let me see")
    assert caller.get("/metrics").status_code == 401
    assert caller.get("/metrics", headers={"Authorization": "Bearer let me guess"}).status_code == 401
    shown = caller.get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": "Bearer let me see"})
    assert shown.status_code == 200


@pytest.mark.parametrize("path", ["/health/", READY, "/metrics"])
def test_nobody_can_write_there(caller: Client, path: str) -> None:
    assert caller.post(path).status_code == 405
