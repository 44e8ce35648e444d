"""Netting over the API: proposed, read, posted or void, each by those who may."""

import pytest

from tests import cast
from tests.platform.accounts.books import delivered
from tests.platform.calling import auditor_calls, operator_calls, trader_calls

pytestmark = pytest.mark.django_db

RUN = {"code": "N-1", "unit": "USD"}


def ring() -> None:
    delivered(cast.MESKAY, cast.ASTARTA, 500_00, code="rice")
    delivered(cast.ASTARTA, cast.ALTYN_DAN, 300_00, code="chickpeas")
    delivered(cast.ALTYN_DAN, cast.MESKAY, 200_00, code="wheat")


def test_a_run_is_proposed_read_and_posted() -> None:
    ring()
    calls = operator_calls()
    made = calls.post("/netting-runs", RUN)
    assert (made.status, made.json["state"], made.json["set_off"]) == (201, "proposed", "600")
    notices = calls.get("/netting-runs/N-1/notices").json["items"]
    assert [(one["obligation"], one["set_off"], one["remainder"]) for one in notices] == [
        ("rice", "200", "300"), ("chickpeas", "200", "100"), ("wheat", "200", "0"),
    ]  # fmt: skip
    posted = calls.post("/netting-runs/N-1/post", {"effective_on": "2026-03-02"})
    assert (posted.status, posted.json["state"]) == (200, "posted")


def test_a_trader_reads_what_concerns_it_once_it_is_posted() -> None:
    ring()
    operator_calls().post("/netting-runs", RUN)
    calls = trader_calls(cast.MESKAY)
    assert calls.get("/netting-runs/N-1").status == 404
    operator_calls().post("/netting-runs/N-1/post", {"effective_on": "2026-03-02"})
    told = calls.get("/netting-runs/N-1").json
    assert (told["owed"], told["set_off"], told["summary"]) == ("700", "400", None)
    items = calls.get("/netting-runs/N-1/notices").json["items"]
    assert [one["obligation"] for one in items] == ["rice", "wheat"]


def test_the_stranger_finds_no_run() -> None:
    ring()
    operator_calls().post("/netting-runs", RUN)
    operator_calls().post("/netting-runs/N-1/post", {"effective_on": "2026-03-02"})
    stranger = trader_calls(cast.LUOYANG)
    assert stranger.get("/netting-runs").json["items"] == []
    assert stranger.get("/netting-runs/N-1").status == 404
    assert stranger.get("/netting-runs/N-1/notices").status == 404


def test_a_trader_does_not_net() -> None:
    ring()
    assert trader_calls(cast.MESKAY).post("/netting-runs", RUN).status == 403
    operator_calls().post("/netting-runs", RUN)
    assert auditor_calls().post("/netting-runs/N-1/void", {"reason": "no"}).status == 403
    assert auditor_calls().post("/netting-runs/N-1/post", {"effective_on": "2026-03-02"}).status == 403


def test_a_void_run_cannot_be_posted() -> None:
    ring()
    calls = operator_calls()
    calls.post("/netting-runs", RUN)
    assert calls.post("/netting-runs/N-1/void", {"reason": "asked to wait"}).json["state"] == "void"
    told = calls.post("/netting-runs/N-1/post", {"effective_on": "2026-03-02"})
    assert (told.status, told.codes) == (409, ["state_wrong"])


def test_where_nothing_is_owed_a_finding_says_so() -> None:
    ring()
    told = operator_calls().post("/netting-runs", {"code": "N-2", "unit": "SOM"})
    assert (told.status, told.codes) == (422, ["unit_unknown"])


def test_the_auditor_reads_the_proof() -> None:
    ring()
    operator_calls().post("/netting-runs", RUN)
    assert auditor_calls().get("/netting-runs/N-1").json["summary"]["units"][0]["set_off"] is not None
    assert len(auditor_calls().get("/netting-runs", {"state": "proposed"}).json["items"]) == 1
