"""Starting: what stands in the way is told, and nothing is left half begun."""

import os
import signal
import subprocess
import threading
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from samarkand.core.finding import Refusal
from samarkand.platform.operation import backing_up, serving, starting
from samarkand.platform.operation.children import Child
from tests.platform.conftest import NOW
from tests.platform.operation.running import COMMAND, below, wait_for


def codes(refused: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def test_a_database_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(starting, "_PATIENCE", 0.0)
    monkeypatch.setattr(connection, "ensure_connection", refuse)
    with pytest.raises(Refusal) as refused:
        starting.bring_up_to_date()
    assert codes(refused) == ["database_unreachable"]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_up_to_date_stays_as_it_is() -> None:
    assert starting.bring_up_to_date() == 0


@pytest.mark.django_db
def test_tables_of_an_older_house_are_not_backed_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backing_up, "missing_migrations", lambda: ["accounts.0099_later"])
    with pytest.raises(Refusal) as refused:
        backing_up.back_up(tmp_path / "house.zip", NOW)
    assert codes(refused) == ["migrations_missing"]


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_READY_WITHIN", 0.0)
    with pytest.raises(Refusal) as refused:
        serving.keep_running((), threading.Event(), lambda: False, lambda: None)
    assert codes(refused) == ["server_silent"]


def test_what_dies_at_once_is_started_again_ever_later() -> None:
    child = Child("nothing", "this.module.is.not.there")
    pauses = []
    for _ in range(3):
        child.again_at = 0.0
        child.keep_running()
        assert child.process is not None
        child.process.wait(30)
        child.keep_running()
        pauses.append(child.pause)
    assert pauses == [1.0, 2.0, 4.0]


@pytest.mark.deep
def test_a_worker_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    environ = {**os.environ, "DATABASE_URL": "", "SAMARKAND_HOME": str(tmp_path), "PYTHONWARNINGS": "default"}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    with subprocess.Popen([*COMMAND, "worker"], env=environ, stderr=subprocess.DEVNULL) as worker:
        wait_for(lambda: len(below(worker.pid)) >= 4)
        left = below(worker.pid)
        os.kill(worker.pid, signal.SIGKILL)
    wait_for(lambda: not [pid for pid in left if Path(f"/proc/{pid}").exists()], patience=30)
