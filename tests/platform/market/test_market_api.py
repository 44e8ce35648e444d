"""Offers and wants over the API, as a program of a trader posts, reads and changes them."""

import io

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samarkand.platform.market.models import Offer, Want
from samarkand.platform.market.open_book import freeze_rows
from tests import cast
from tests.platform.calling import Answer, auditor_calls, operator_calls, regulator_calls, trader_calls
from tests.platform.conftest import NOW

pytestmark = pytest.mark.django_db

RICE = {
    "offer": "Meskay/rice 1",
    "hs": "100630",
    "quantity": "20000.5",
    "unit": "TNE",
    "price": "650.25",
    "until": "2099-11-30",
}
AT = "/offers/Meskay/rice 1"
OFFERS = "offer,party,hs,quantity,unit,price\nRICE,Meskay,100630,20000,TNE,650\n"


def posted(**columns: object) -> Answer:
    return trader_calls(cast.MESKAY).post("/offers", RICE | columns)


def test_a_posted_offer_is_shown_as_it_was_written() -> None:
    answer = posted(**{"from": "2026-11-01"})
    assert (answer.status, answer.headers["ETag"]) == (201, '"1"')
    shown = trader_calls(cast.MESKAY).get(AT).json
    assert RICE.items() <= shown.items()
    assert (shown["party"], shown["from"], shown["place"], shown["open_quantity"], shown["state"]) == (
        *("Meskay", "2026-11-01", "PK", "20000.5", "open"),
    )
    assert answer.json["findings"] == []


def test_what_is_wrong_is_told_with_the_codes_of_the_command() -> None:
    answer = posted(hs="100699", unit="USD", place="nowhere")
    assert (answer.status, answer.codes) == (422, ["hs_unknown", "unit_unfit", "place_malformed"])


def test_an_offer_is_amended_in_the_version_that_was_read() -> None:
    posted(lot="100")
    calls = trader_calls(cast.MESKAY)
    assert calls.patch(AT, {"price": "600"}).status == 428
    changed = calls.patch(AT, {"price": "600", "lot": None, "from": "2026-11-01"}, if_match='"1"')
    assert (changed.status, changed.json["price"], changed.json["lot"], changed.headers["ETag"]) == (
        *(200, "600", None, '"2"'),
    )
    assert changed.json["quantity"] == RICE["quantity"]
    assert calls.patch(AT, {"price": "500"}, if_match='"1"').status == 412


def test_the_history_of_an_offer_is_there_for_its_party() -> None:
    posted()
    trader_calls(cast.MESKAY).patch(AT, {"price": "600"}, if_match='"1"')
    history = trader_calls(cast.MESKAY).get(f"{AT}/history").json["items"]
    assert [version["price"] for version in history] == ["600", "650.25"]
    assert history[0]["by"] == "trader@meskay.example"


def test_a_withdrawn_offer_is_no_longer_open() -> None:
    posted()
    calls = trader_calls(cast.MESKAY)
    assert calls.delete(AT, if_match='"1"').json["state"] == "withdrawn"
    assert calls.delete(AT, if_match='"2"').status == 409
    assert calls.get("/offers", {"state": "open"}).json["items"] == []


def test_a_frozen_offer_cannot_be_changed() -> None:
    posted()
    freeze_rows("R1", NOW)
    answer = trader_calls(cast.MESKAY).patch(AT, {"price": "600"}, if_match='"1"')
    assert (answer.status, answer.codes) == (422, ["row_frozen"])


def test_the_rows_of_others_are_not_found_at_all() -> None:
    posted()
    stranger = trader_calls(cast.ASTARTA)
    assert stranger.get(AT).status == 404
    assert stranger.get(f"{AT}/history").status == 404
    assert stranger.patch(AT, {"price": "1"}, if_match='"1"').status == 404
    assert stranger.delete(AT, if_match='"1"').status == 404
    assert stranger.get("/offers", {"party": "Meskay"}).json["items"] == []
    assert b"650.25" not in stranger.get("/book/offers").content


def test_who_only_reads_sees_the_row_and_cannot_change_it() -> None:
    posted()
    for calls in (auditor_calls(), regulator_calls(), regulator_calls("PK")):
        assert calls.get(AT).json["price"] == "650.25"
        assert calls.delete(AT, if_match='"1"').status == 403
        assert calls.post("/offers", RICE | {"party": "Meskay"}).status == 403
    assert regulator_calls("RU").get(AT).status == 404


def test_offers_are_listed_in_pages_and_by_goods() -> None:
    for at in range(3):
        posted(offer=f"R{at}")
    posted(offer="P", hs="071320")
    calls = trader_calls(cast.MESKAY)
    first = calls.get("/offers", {"limit": 2, "hs": "10"}).json
    second = calls.get("/offers", {"limit": 2, "hs": "10", "after": first["next"]}).json
    assert [row["offer"] for page in (first, second) for row in page["items"]] == ["R0", "R1", "R2"]
    assert second["next"] is None


def test_the_same_post_twice_is_one_offer() -> None:
    calls = trader_calls(cast.MESKAY)
    answers = [calls.post("/offers", RICE, idempotency_key="k1") for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert Offer.objects.count() == 1


def test_a_want_is_posted_amended_and_withdrawn() -> None:
    calls = trader_calls(cast.MESKAY)
    want = {"want": "W1", "hs": "0713", "quantity": "10", "unit": "TNE", "price": "760", "priority": 3}
    assert calls.post("/wants", want).json["priority"] == 3
    assert calls.patch("/wants/W1", {"priority": 4}, if_match='"1"').json["priority"] == 4
    assert calls.delete("/wants/W1", if_match='"2"').json["state"] == "withdrawn"
    assert [version["version"] for version in calls.get("/wants/W1/history").json["items"]] == [3, 2, 1]


def test_a_file_comes_in_and_is_taken_away() -> None:
    calls = trader_calls(cast.MESKAY)
    came = calls.upload("/book", {"file": SimpleUploadedFile("offers.csv", OFFERS.encode())})
    assert (came.status, came.json) == (201, {"rows": {"offers": 1}, "findings": []})
    taken = calls.get("/book/offers", {"shape": "parquet"})
    assert pl.read_parquet(io.BytesIO(taken.content))["offer"].to_list() == ["RICE"]
    assert taken.headers["Content-Disposition"] == 'attachment; filename="offers.parquet"'


def test_all_files_of_a_request_come_in_together() -> None:
    wants = b"want,party,hs,quantity,unit,price\nPEAS,Meskay,071320,10,TNE,760\n"
    files = [SimpleUploadedFile("offers.csv", OFFERS.encode()), SimpleUploadedFile("wants.csv", wants)]
    came = trader_calls(cast.MESKAY).upload("/book", {"file": files})
    assert (came.status, came.json["rows"]) == (201, {"offers": 1, "wants": 1})
    assert (Offer.objects.count(), Want.objects.count()) == (1, 1)


def test_a_part_of_another_name_is_not_dropped_in_silence() -> None:
    offers, more = (SimpleUploadedFile(name, OFFERS.encode()) for name in ("offers.csv", "wants.csv"))
    refused = trader_calls(cast.MESKAY).upload("/book", {"file": offers, "file2": more})
    assert (refused.status, refused.codes, Offer.objects.count()) == (422, ["field_unknown"], 0)


def test_every_fault_of_a_file_is_told_with_its_line() -> None:
    broken = OFFERS.replace("100630", "100699") + "MORE,Astarta,100630,-1,TNE,650\n"
    answer = trader_calls(cast.MESKAY).upload(
        "/book", {"file": SimpleUploadedFile("offers.csv", broken.encode())}
    )
    told = [(found["code"], found["row"], found["column"]) for found in answer.json["findings"]]
    assert answer.status == 422
    assert told == [
        ("hs_unknown", 2, "hs"),
        ("number_negative", 3, "quantity"),
        ("party_foreign", 3, "party"),
    ]


LANE = {"from": "PKKHI", "to": "RU", "days": 21, "freight": "35", "mode": "sea"}
TABLES = {
    "lanes": LANE,
    "listed": {"hs": "1006", "place": "PK", "unit": "TNE", "value": "650.5"},
    "quotas": {"hs": "1006", "from": "PK", "to": "RU", "quantity": "5000", "unit": "TNE", "value": None},
    "restrictions": {"from": "PK", "to": "RU", "hs": "2709", "party": "", "reason": "a decision"},
    "failures": {"party": "", "hs": "1006", "probability": "0.05"},
}


@pytest.mark.parametrize("name", TABLES)
def test_the_operator_replaces_a_table_and_everybody_reads_it(name: str) -> None:
    row = TABLES[name]
    assert operator_calls().put(f"/{name}", {"rows": [row, row][:1]}).json == {"rows": 1, "findings": []}
    assert trader_calls(cast.MESKAY).get(f"/{name}").json["items"] == [row]
    assert trader_calls(cast.MESKAY).put(f"/{name}", {"rows": []}).status == 403
    assert trader_calls(cast.MESKAY).get(f"/book/{name}").content.count(b"\n") == 2


def test_a_table_with_a_fault_is_refused_as_a_whole() -> None:
    operator_calls().put("/lanes", {"rows": [LANE]})
    answer = operator_calls().put("/lanes", {"rows": [LANE | {"to": "nowhere"}]})
    assert (answer.status, answer.codes) == (422, ["place_malformed"])
    assert operator_calls().get("/lanes").json["items"] == [LANE]
