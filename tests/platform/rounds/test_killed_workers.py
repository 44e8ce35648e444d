"""Workers killed at any moment: another takes over, and the outcome is stored whole or not at all.

Workers are processes of their own on the test's database, killed by SIGKILL; the moments are random.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from django.db import connection

from samarkand.clearing.check import check
from samarkand.clearing.outcome import SCHEMAS
from samarkand.platform.house.clock import now
from samarkand.platform.rounds.clearing_job import resume_clearings
from samarkand.platform.rounds.leases import LEASE
from samarkand.platform.rounds.models import Clearing, ClearingState, Round, RoundState
from samarkand.platform.rounds.outcomes import outcome_of, snapshot_book
from tests import cast
from tests.depth import share
from tests.platform.rounds.playing import asked, frozen_round

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 100
"""So many at random moments, others in each run."""


@dataclass(frozen=True)
class Worker:
    """A process that forks a child for each clearing."""

    process: subprocess.Popen[str]

    def begin(self, clearing: Clearing, fatal_statement: int = 0) -> int:
        """Let a child do the clearing; return its process identifier."""
        assert self.process.stdin
        self.process.stdin.write(f"{clearing.pk} {fatal_statement}\n")
        self.process.stdin.flush()
        return int(self._line())

    def ended(self) -> int:
        """Wait for the child and return how it ended: below nothing, by a signal."""
        return int(self._line())

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()


def database_url() -> str:
    """Return the address of the test's own database."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    server = f"{told['HOST']}:{told['PORT']}" if told["PORT"] else told["HOST"]
    secret = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
    return f"postgres://{told['USER']}{secret}@{server}/{told['NAME']}"


@pytest.fixture
def worker() -> Iterator[Worker]:
    environ = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.platform.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.platform.rounds.worker_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    with process:
        yield Worker(process)
        assert process.stdin
        process.stdin.close()


def kill(child: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


def require_whole_or_nothing(clearing: Clearing) -> None:
    """Find all of an outcome, or none of it and a clearing that still can be done."""
    clearing.refresh_from_db()
    stored = clearing.state == ClearingState.STORED
    assert clearing.tables.count() == (len(SCHEMAS) if stored else 0)
    assert bool(clearing.digest) == bool(clearing.summary) == stored
    if not stored:
        assert clearing.state in {ClearingState.QUEUED, ClearingState.RUNNING}


def free_again(clearing: Clearing) -> None:
    """Let the lease of a lost worker pass; that others were lost before it is forgotten."""
    resume_clearings(now() + LEASE)
    Clearing.objects.filter(pk=clearing.pk).update(attempts=0)


def finish(worker: Worker, clearing: Clearing) -> float:
    """Let the lease pass, give the clearing to a worker again, and find it stored once and true.

    Return the seconds the worker took.
    """
    free_again(clearing)
    began = time.monotonic()
    worker.begin(clearing)
    assert worker.ended() == 0
    took = time.monotonic() - began
    require_whole_or_nothing(clearing)
    assert clearing.state == ClearingState.STORED
    assert check(snapshot_book(clearing.round), outcome_of(clearing)) == []
    return took


def asked_again(round_: Round, number: int) -> Clearing:
    round_.refresh_from_db()
    return asked(round_, f"main-{number}")


@pytest.mark.deep
def test_killed_at_any_of_a_hundred_moments_a_clearing_is_done_by_the_next(worker: Worker) -> None:
    dice = random.Random()
    round_ = frozen_round(cast.swap())
    clearing = asked_again(round_, 0)
    length = finish(worker, clearing)
    kills, stages, numbers = 0, set(), count(1)
    while kills < KILLS:
        if clearing.state == ClearingState.STORED:
            clearing = asked_again(round_, next(numbers))
        child = worker.begin(clearing)
        time.sleep(dice.uniform(0, length))
        kill(child)
        kills += worker.ended() == -signal.SIGKILL
        require_whole_or_nothing(clearing)
        stages.add(clearing.stage)
        free_again(clearing)
    finish(worker, clearing)
    round_.refresh_from_db()
    assert round_.state == RoundState.REVIEW
    assert "clearing" in stages
    assert len(stages) > 2  # it was killed early, and late, and in between


def test_killed_at_each_statement_of_storing_it_has_stored_nothing(worker: Worker) -> None:
    round_ = frozen_round(cast.ring())
    clearing = asked(round_)
    for statement in share(range(1, 100), turn=0, of=12):
        free_again(clearing)
        worker.begin(clearing, statement)
        ended = worker.ended()
        require_whole_or_nothing(clearing)
        if ended == 0:
            break
        assert (ended, clearing.state) == (-signal.SIGKILL, ClearingState.RUNNING)
    assert clearing.state == ClearingState.STORED
    assert statement > 5  # so many there were, and it died at each of them
    round_.refresh_from_db()
    assert round_.state == RoundState.REVIEW
