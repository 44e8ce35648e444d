"""Netting runs under many hands and killed workers: posted once and whole, or not at all."""

import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.models import Account, Entry, Obligation
from samarkand.platform.accounts.obligations import Change, change_all
from samarkand.platform.accounts.verifying import verify
from samarkand.platform.netting.models import NettingRun
from samarkand.platform.netting.posting import post_run, void_run
from samarkand.platform.netting.proposing import propose
from tests import cast
from tests.platform.accounts.books import TODAY, balances, delivered, entry
from tests.platform.conftest import NOW, OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)

FIRMS = (cast.MESKAY, cast.ASTARTA, cast.ALTYN_DAN, cast.LUOYANG, cast.PISTACHIO_HOUSE)
MOMENTS = 12


def web() -> NettingRun:
    """Let everyone owe everyone else something, and propose to net it."""
    dice = random.Random(7)
    for giver in FIRMS:
        for taker in FIRMS:
            if giver != taker:
                delivered(giver, taker, dice.randint(1_00, 900_00))
    return propose(OPERATOR, "N1", "USD", None, NOW)


def at_once(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Do all the acts at the same moment; return what each of them raised."""
    raised: list[BaseException | None] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def do(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Refusal as refusal:
            raised[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def posted(run: NettingRun) -> bool:
    """Tell whether a run is posted, and prove that it is so wholly, or not at all."""
    state = NettingRun.objects.get(pk=run.pk).state
    entries = Entry.objects.filter(kind="set_off").count()
    open_sum = sum(Obligation.objects.values_list("open_amount", flat=True))
    whole = run.notices.filter(set_off__gt=0).count()
    assert (entries, open_sum) == ((whole, run.owed - run.set_off) if state == "posted" else (0, run.owed))
    assert verify() == []
    return bool(state == "posted")


def test_a_run_posted_by_eight_at_once_is_posted_once() -> None:
    run = web()
    before = balances(Account.objects.order_by("pk"))
    raised = at_once(*[lambda: post_run(OPERATOR, NettingRun.objects.get(), TODAY, NOW)] * 8)
    assert raised == [None] * 8
    assert posted(run)
    assert balances(Account.objects.order_by("pk")) == before


def test_of_posting_and_voiding_at_once_one_wins() -> None:
    run = web()
    raised = at_once(
        lambda: post_run(OPERATOR, NettingRun.objects.get(), TODAY, NOW),
        lambda: void_run(OPERATOR, NettingRun.objects.get(), "wait"),
    )
    assert [one is None for one in raised].count(True) == 1
    assert posted(run) == (raised[0] is None)


def test_a_correction_at_the_same_moment_comes_before_or_after() -> None:
    run = web()
    notice = run.notices.filter(set_off__gt=0, remainder__gt=0).order_by("pk")[0]
    owed = notice.obligation
    corrected = entry((owed.creditor, -1), (owed.debtor, 1), kind="correction")
    correction = Change(owed.code, corrected.pk, -1, "correction")
    raised = at_once(
        lambda: post_run(OPERATOR, NettingRun.objects.get(), TODAY, NOW),
        lambda: change_all([correction]),
    )
    assert raised[1] is None
    if raised[0] is not None:
        assert {found.code for found in raised[0].findings} == {"netting_stale"}  # type: ignore[attr-defined]
    assert verify() == []
    assert (NettingRun.objects.get().state == "posted") == (raised[0] is None)


def test_two_runs_over_the_same_debts_are_not_both_posted() -> None:
    first = web()
    second = propose(OPERATOR, "N2", "USD", None, NOW)
    raised = at_once(*(lambda run=run: post_run(OPERATOR, run, TODAY, NOW) for run in (first, second)))
    assert [one is None for one in raised].count(True) == 1
    assert verify() == []


def test_a_proposal_made_by_four_at_once_is_one_run() -> None:
    web()
    raised = at_once(*[lambda: propose(OPERATOR, "N3", "USD", None, NOW)] * 4)
    assert raised == [None] * 4
    run = NettingRun.objects.get(code="N3")
    assert run.notices.count() == Obligation.objects.count()


def test_a_run_killed_at_random_moments_is_posted_whole_or_not_at_all() -> None:
    run = web()
    dice = random.Random(11)
    for _ in range(MOMENTS):
        connection.close()
        worker = multiprocessing.get_context("fork").Process(target=_post_in_child, args=(run.pk,))
        worker.start()
        time.sleep(dice.uniform(0, 0.08))
        if worker.pid is not None:
            os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        if posted(run):
            break
    post_run(OPERATOR, run, TODAY, NOW)
    assert posted(run)


def _post_in_child(number: int) -> None:
    post_run(OPERATOR, NettingRun.objects.get(pk=number), TODAY, NOW)
