"""The ledger while it is killed, asked twice, and asked by many: nothing lost, doubled or half written."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import NoReturn, TypeVar

import pytest
from django.db import connection, connections

from samarkand.core.finding import Refusal
from samarkand.platform.accounts import locking
from samarkand.platform.accounts.holding import NewHold, hold_all, lapse_holds, use_hold
from samarkand.platform.accounts.journal import Draft, Line, post, post_all
from samarkand.platform.accounts.models import Account, Entry, Hold
from samarkand.platform.accounts.opening import account_of, accounts_of, unit_of
from tests.cast import ASTARTA, MESKAY
from tests.depth import drawn
from tests.platform.accounts.ledger import TODAY, UNIT, account, assert_all_is_true, draft, standing
from tests.platform.conftest import NOW, party

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = drawn(100)
TOGETHER = 3
"""How many entries a killed process posts in one set."""

Told = TypeVar("Told")


def hot_accounts(count: int, limit: int | None = None) -> list[int]:
    """Return the numbers of so many accounts, with a credit limit where one is given."""
    unit = unit_of(UNIT)
    return [
        Account.objects.create(unit=unit, kind=f"hot {number}", credit_limit=limit).pk
        for number in range(count)
    ]


def entry_between(key: str, giver: int, taker: int, amount: int, unit: int) -> Draft:
    return Draft(key, unit, "test", "", TODAY, (Line(giver, amount), Line(taker, -amount)))


def at_once(acts: Iterable[Callable[[], Told]]) -> list[Told | Refusal]:
    """Do all of it at the same moment, each on a connection of its own; return what each answered."""
    told = list(acts)
    together = Barrier(len(told))

    def do(act: Callable[[], Told]) -> Told | Refusal:
        try:
            connection.ensure_connection()
            together.wait(timeout=30)
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(told)) as pool:
        return list(pool.map(do, told))


def test_a_process_killed_at_any_moment_leaves_the_ledger_whole() -> None:
    """Kill -9 at random moments; what it was told is posted is there, the rest can be repeated."""
    dice = random.Random(5)
    accounts = hot_accounts(4)
    unit = unit_of(UNIT).pk
    confirmed = set()
    for life in range(KILLS):
        confirmed |= killed_after(dice.uniform(0.0, 0.05), partial(post_on, life, accounts, unit))
    wait_for_the_last_statement()
    written = set(Entry.objects.values_list("key", flat=True))
    assert confirmed
    assert confirmed <= written
    assert_sets_are_whole(written)
    assert_all_is_true()
    numbers = dict(Entry.objects.values_list("key", "id"))
    for life in range(0, KILLS, 10):
        again = post_all(one_set(life, 0, accounts, unit), NOW)
        assert all(numbers.get(key, number) == number for key, number in again.items())
    assert_all_is_true()


def killed_after(seconds: float, work: Callable[[Callable[[str], None]], NoReturn]) -> set[str]:
    """Return what a process told before it was killed so long after it began to tell or to work."""
    connections.close_all()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        work(partial(told_to, write))
    os.close(write)
    with os.fdopen(read) as pipe:
        assert pipe.readline() == "ready\n"
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return {line.rstrip("\n") for line in pipe if line.endswith("\n")}


def told_to(pipe: int, word: str) -> None:
    """Tell a word through a pipe."""
    os.write(pipe, f"{word}\n".encode())


def post_on(life: int, accounts: list[int], unit: int, tell: Callable[[str], None]) -> NoReturn:
    """Post sets of entries, and single ones, until the end, telling each key once it is posted."""
    try:
        connection.ensure_connection()
        tell("ready")
        for number in range(10**6):
            for key in post_all(one_set(life, number, accounts, unit), NOW):
                tell(key)
            single = entry_between(f"{life} single {number}", accounts[0], accounts[1], 1, unit)
            post(single, NOW)
            tell(single.key)
    finally:
        os._exit(1)
    raise AssertionError


def one_set(life: int, number: int, accounts: list[int], unit: int) -> list[Draft]:
    return [
        entry_between(f"{life} set {number} {place}", accounts[place], accounts[place + 1], 5, unit)
        for place in range(TOGETHER)
    ]


def wait_for_the_last_statement() -> None:
    """Wait until the server has noticed that those who asked it are gone."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)
    raise AssertionError("the server is still at work")


def assert_sets_are_whole(keys: set[str]) -> None:
    sets = {key.rsplit(" ", 1)[0] for key in keys if " set " in key}
    assert {f"{one} {place}" for one in sets for place in range(TOGETHER)} == {
        key for key in keys if " set " in key
    }


def test_fifty_identical_posts_at_once_are_one_entry() -> None:
    told = draft("rice", {MESKAY: "650", ASTARTA: "-650"})
    answers = at_once([partial(post, told, NOW)] * 50)
    assert answers == [Entry.objects.get().pk] * 50
    assert standing(MESKAY)[0] == 650
    assert_all_is_true()


def test_of_many_contents_under_one_key_one_is_posted() -> None:
    accounts, unit = hot_accounts(24), unit_of(UNIT).pk
    answers = at_once(
        [
            partial(post, entry_between("rice", accounts[at], accounts[at + 1], 5, unit), NOW)
            for at in range(0, 24, 2)
        ]
    )
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert {finding.code for refusal in refused for finding in refusal.findings} == {"key_reused"}
    assert len(refused) == len(answers) - 1
    assert Entry.objects.count() == 1
    assert_all_is_true()


def test_ten_hot_accounts_from_many_threads_stay_true_and_within_their_limits() -> None:
    accounts, unit = hot_accounts(10, limit=30), unit_of(UNIT).pk

    def work(number: int) -> int:
        dice, posted = random.Random(number), 0
        for turn in range(12):
            giver, taker = dice.sample(accounts, 2)
            try:
                post(entry_between(f"{number} {turn}", giver, taker, dice.randint(1, 20), unit), NOW)
                posted += 1
            except Refusal as refusal:
                assert [finding.code for finding in refusal.findings] == ["credit_limit"]  # noqa: PT017
        return posted

    posted = at_once([partial(work, number) for number in range(16)])
    assert Entry.objects.count() == sum(answer for answer in posted if isinstance(answer, int)) > 0
    assert not Account.objects.filter(balance__lt=-30).exists()
    assert_all_is_true()


def test_a_hold_used_and_lapsed_in_one_second_ends_once() -> None:
    debtor, creditor = account(ASTARTA), account(MESKAY)
    for turn in range(8):
        key = f"hold {turn}"
        hold_all([NewHold(key, debtor, creditor, 100, "", NOW)], NOW)
        at_once(
            [
                partial(use_hold, key, 60, f"use {key}", "test", "", TODAY, NOW, last=False),
                partial(lapse_holds, NOW),
                partial(use_hold, key, 40, f"more {key}", "test", "", TODAY, NOW, last=False),
            ]
        )
    assert not Hold.objects.filter(state="open").exists()
    assert_all_is_true()


def test_holds_asked_for_at_once_never_pass_the_limit() -> None:
    debtor, creditor = hot_accounts(2, limit=100)
    answers = at_once(
        [partial(hold_all, [NewHold(f"hold {number}", debtor, creditor, 30)], NOW) for number in range(12)]
    )
    assert sum(answer is None for answer in answers) == 3
    assert_all_is_true()


def test_of_many_sets_with_one_key_the_late_ones_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets too large to lock their keys meet at the unique index, and it is a finding all the same."""
    monkeypatch.setattr(locking, "_FEW", 0)
    accounts, unit = hot_accounts(24), unit_of(UNIT).pk
    answers = at_once(
        [
            partial(post_all, [entry_between("rice", accounts[at], accounts[at + 1], 5, unit)], NOW)
            for at in range(0, 24, 2)
        ]
    )
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert {finding.code for refusal in refused for finding in refusal.findings} == {"key_reused"}
    assert len(refused) == len(answers) - 1
    assert_all_is_true()


def test_an_account_opened_by_many_at_once_is_one() -> None:
    firm, unit = party(MESKAY), unit_of(UNIT)
    one = at_once([partial(account_of, firm, unit)] * 8)
    house = at_once([partial(account_of, None, unit)] * 8)
    several = at_once([partial(accounts_of, [firm, party(ASTARTA)], unit)] * 8)
    assert [len(set(map(str, answers))) for answers in (one, house, several)] == [1, 1, 1]
    assert Account.objects.count() == 3
