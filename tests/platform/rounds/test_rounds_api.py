"""Rounds over the API: the operator's way from opening to publication, and who may read what."""

import io
import zipfile

import pytest

from samarkand.platform.rounds.models import Clearing, Round
from tests import cast
from tests.platform.calling import Caller, auditor_calls, operator_calls, regulator_calls, trader_calls
from tests.platform.rounds.playing import worked
from tests.platform.stock import stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Caller:
    stock(cast.swap())
    return operator_calls()


def opened(operator: Caller) -> Caller:
    assert operator.post("/rounds", {"round": "spring", "unit": "CLEARING-DOLLAR"}).status == 201
    return operator


def reviewed(operator: Caller) -> Caller:
    assert opened(operator).post("/rounds/spring/freeze").status == 200
    assert operator.post("/rounds/spring/clearings", {"clearing": "main"}).status == 201
    worked(Clearing.objects.get(label="main"), minutes=10**6)
    return operator


def published(operator: Caller) -> Caller:
    assert reviewed(operator).post("/rounds/spring/publish", {"clearing": "main"}).status == 200
    return operator


def test_a_round_goes_from_opening_to_publication(operator: Caller) -> None:
    answer = published(operator).get("/rounds/spring")
    told = answer.json
    assert (told["state"], told["published"], told["snapshot"]["offers"]) == ("published", "main", 2)
    assert answer.headers["ETag"] == f'"{told["version"]}"'


def test_a_clearing_tells_what_came_of_it(operator: Caller) -> None:
    told = reviewed(operator).get("/rounds/spring/clearings/main").json
    assert (told["state"], told["summary"]["status"], told["findings"]) == ("stored", "cleared", [])


def test_two_clearings_are_compared(operator: Caller) -> None:
    reviewed(operator)
    asked = {"max_parties": 2, "anchor_hs": "100630", "anchor_value": "650", "smallest_leg": "99.5"}
    body = {"clearing": "short", "settings": asked}
    assert operator.post("/rounds/spring/clearings", body).status == 201
    clearing = worked(Clearing.objects.get(label="short"), minutes=10**6)
    assert clearing.settings["anchor_value"] == 650 * 10**8
    assert (clearing.settings["smallest_leg"], clearing.settings["smallest_deal"]) == (9950, None)
    told = operator.get("/rounds/spring/comparison", {"first": "main", "second": "short"}).json
    assert (told["first"]["parties"], told["second"]["parties"]) == (2, 2)


def test_an_auditor_takes_the_page_and_the_files_home(operator: Caller) -> None:
    reviewed(operator)
    auditor = auditor_calls()
    page = auditor.get("/rounds/spring/clearings/main/report")
    assert page.content.startswith(b"<!doctype html>")
    assert page.headers["Content-Disposition"].startswith("attachment")
    files = auditor.get("/rounds/spring/clearings/main/archive")
    with zipfile.ZipFile(io.BytesIO(files.content)) as archive:
        assert {"book/offers.csv", "outcome/outcome.json"} <= set(archive.namelist())


def test_traders_and_a_countrys_regulator_see_no_clearing(operator: Caller) -> None:
    reviewed(operator)
    for caller in (trader_calls(cast.MESKAY), regulator_calls("PK")):
        assert caller.get("/rounds/spring").status == 200
        assert caller.get("/rounds/spring/clearings").json["items"] == []
        for path in ("", "/report", "/archive"):
            assert caller.get(f"/rounds/spring/clearings/main{path}").status == 404
        query = {"first": "main", "second": "main"}
        assert caller.get("/rounds/spring/comparison", query).status == 404


def test_nobody_but_the_operator_moves_a_round(operator: Caller) -> None:
    reviewed(operator)
    bodies = {
        "freeze": None,
        "void": {"reason": "so"},
        "publish": {"clearing": "main"},
        "close": None,
        "repair": None,
        "clearings": {"clearing": "mine"},
    }
    for caller in (trader_calls(cast.MESKAY), auditor_calls(), regulator_calls()):
        statuses = {caller.post(f"/rounds/spring/{act}", body).status for act, body in bodies.items()}
        assert statuses == {403}
        assert caller.post("/rounds", {"round": "mine", "unit": "X"}).status == 403
        assert caller.patch("/rounds/spring", {"title": "Mine"}, if_match='"1"').status == 403
    assert Round.objects.count() == 1


def test_a_change_names_the_version_it_was_made_for(operator: Caller) -> None:
    opened(operator)
    assert operator.patch("/rounds/spring", {"title": "Spring"}).status == 428
    changed = operator.patch("/rounds/spring", {"title": "Spring"}, if_match='"1"')
    assert (changed.status, changed.json["title"], changed.headers["ETag"]) == (200, "Spring", '"2"')
    assert operator.patch("/rounds/spring", {"title": "Autumn"}, if_match='"1"').codes == ["version_stale"]


def test_what_is_done_already_is_told_as_a_conflict(operator: Caller) -> None:
    answer = published(operator).post("/rounds/spring/publish", {"clearing": "main"})
    assert (answer.status, answer.codes) == (409, ["state_wrong"])


def test_terms_are_told_in_pages_to_those_who_trade(operator: Caller) -> None:
    published(operator)
    trader = trader_calls(cast.ASTARTA)
    first = trader.get("/rounds/spring/terms", {"limit": 1}).json
    second = trader.get("/rounds/spring/terms", {"limit": 1, "after": first["next"]}).json
    assert {first["items"][0]["commodity"], second["items"][0]["commodity"]} == {"071320", "100630"}
    assert second["next"] is None
    assert float(first["items"][0]["value_per_unit"]) > 0
    assert (first["items"][0]["told"], first["items"][0]["traded_quantity"]) == ("exact", None)
    assert trader.get("/rounds/spring/terms", {"after": "x"}).status == 422
    assert trader_calls(cast.LUOYANG).get("/rounds/spring/terms").json["items"] == []
    assert all(float(row["traded_value"]) > 0 for row in operator.get("/rounds/spring/terms").json["items"])


def test_traders_get_the_hash_of_the_book_and_not_its_salt(operator: Caller) -> None:
    published(operator)
    kept = Round.objects.get().snapshot
    for caller in (trader_calls(cast.MESKAY), regulator_calls("PK")):
        for told in (caller.get("/rounds/spring").json, caller.get("/rounds").json["items"][0]):
            assert (told["snapshot"]["digest"], told["snapshot"]["salt"]) == (kept.digest, None)
    for caller in (operator, auditor_calls(), regulator_calls()):
        assert caller.get("/rounds/spring").json["snapshot"]["salt"] == kept.salt


def test_a_trader_reads_why_its_own_rows_are_left_and_no_limit_of_another(operator: Caller) -> None:
    published(operator)
    mine = trader_calls(cast.MESKAY).get("/rounds/spring/unmatched").json["items"]
    assert {row["id"].split()[0] for row in mine} <= {"Meskay"}
    assert trader_calls(cast.LUOYANG).get("/rounds/spring/unmatched").json["items"] == []


def test_a_void_round_says_why(operator: Caller) -> None:
    told = opened(operator).post("/rounds/spring/void", {"reason": "wrong unit"}).json
    assert (told["state"], told["reason"]) == ("void", "wrong unit")
