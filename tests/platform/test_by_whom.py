"""Who did it: with every entry, closed period, netting run, step of a round, and line of the log."""

import ast
from datetime import date
from pathlib import Path

import pytest
import structlog
from django.db import IntegrityError, connection, transaction

import samarkand.platform
from samarkand.platform.accounts.correcting import take_back
from samarkand.platform.accounts.models import Entry, Period
from samarkand.platform.accounts.periods import close_period
from samarkand.platform.house.actor import HOUSE, Actor, Role
from samarkand.platform.netting.posting import void_run
from samarkand.platform.netting.proposing import propose
from samarkand.platform.rounds.ending import void_round
from samarkand.platform.rounds.opening import open_round
from tests import cast
from tests.platform.accounts.books import account, delivered, delivery
from tests.platform.calling import auditor_calls, operator_calls, trader_calls
from tests.platform.conftest import NOW

pytestmark = pytest.mark.django_db

NADIA = Actor(None, "Nadia", Role.OPERATOR, email="nadia@house.example", token=3)
"""An operator whose program acts."""


def test_every_draft_in_the_source_says_by_whom() -> None:
    """One that does not is an entry that nobody posted."""
    source = Path(str(samarkand.platform.__file__)).parent
    silent = [
        f"{file.name}:{node.lineno}"
        for file in source.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Draft"
        if "by" not in {keyword.arg for keyword in node.keywords}
    ]
    assert silent == []


def test_an_entry_taken_back_says_by_whom_and_cannot_be_made_to_say_otherwise() -> None:
    wrong = delivery(account(cast.MESKAY), account(cast.ASTARTA), 100)
    entry = Entry.objects.get(pk=take_back(NADIA, wrong.pk, NOW.date(), "twice", NOW))
    assert entry.by == "operator nadia@house.example, token 3"
    for table in ("accounts_entry", "accounts_period", "deals_evidence"):
        refuses_change(table)


def refuses_change(table: str) -> None:
    """Look at the triggers of a table rather than at a row: some have none yet."""
    asked = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        " AND name LIKE '%%append_only%%'",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass"
        " AND (tgname LIKE '%%append_only%%' OR tgname LIKE '%%never_emptied%%')",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor], [table])
        assert cursor.fetchone() == (2,), table


def test_what_is_written_of_who_did_it_stays() -> None:
    delivery(account(cast.MESKAY), account(cast.ASTARTA), 100)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.update(by="somebody else")


def test_a_closed_period_says_by_whom() -> None:
    delivery(account(cast.MESKAY), account(cast.ASTARTA), 100, on=date(2026, 1, 10))
    close_period(NADIA, "USD", date(2026, 1, 31), NOW)
    assert Period.objects.get().by == NADIA.by


def test_a_netting_run_says_who_proposed_and_who_ended_it() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 100)
    delivered(cast.ASTARTA, cast.MESKAY, 60)
    run = propose(NADIA, "N1", "USD", None, NOW)
    void_run(HOUSE, run, "too early")
    run.refresh_from_db()
    assert (run.by, run.ended_by) == (NADIA.by, "house")
    shown = operator_calls().get("/netting-runs/N1").json
    assert (shown["by"], shown["ended_by"]) == (NADIA.by, "house")


def test_the_steps_of_a_round_say_by_whom_to_those_who_may_know() -> None:
    round_ = open_round(NADIA, "spring", "SAM", NOW)
    void_round(HOUSE, round_, "no offers", NOW)
    steps = auditor_calls().get("/rounds/spring/steps").json["items"]
    assert [(step["state"], step["by"]) for step in steps] == [("open", NADIA.by), ("void", "house")]
    told = trader_calls(cast.MESKAY).get("/rounds/spring/steps").json["items"]
    assert [(step["state"], step["by"]) for step in told] == [("open", None), ("void", None)]


def test_the_line_of_a_request_says_by_whom(monkeypatch: pytest.MonkeyPatch) -> None:
    bound: list[dict[str, object]] = []

    def keep() -> None:
        bound.append(structlog.contextvars.get_contextvars())

    monkeypatch.setattr(structlog.contextvars, "clear_contextvars", keep)
    caller = trader_calls(cast.MESKAY)
    caller.get("/me")
    token = caller.membership.tokens.get().pk if caller.membership else 0
    structlog.contextvars.unbind_contextvars("by")
    assert bound[-1]["by"] == f"trader of Meskay trader@meskay.example, token {token}"
