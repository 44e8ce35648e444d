"""Deliveries over the API: the way of a shipment, its papers, and strangers who find nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from samarkand.platform.delivery import receiving
from samarkand.platform.delivery.models import Receipt
from tests import cast
from tests.platform.calling import Answer, Caller, auditor_calls, operator_calls, trader_calls
from tests.platform.conftest import NOW
from tests.platform.delivery.dealing import TAKER, balance, owes, rice, told
from tests.platform.delivery.dealing import shipped as delivered

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 the invoice"


@pytest.fixture
def giver() -> Caller:
    rice()
    return trader_calls(cast.MESKAY)


@pytest.fixture
def taker() -> Caller:
    return trader_calls(cast.ASTARTA)


@pytest.fixture
def stranger() -> Caller:
    return trader_calls(cast.ALTYN_DAN)


def announced(giver: Caller, quantity: str = "100") -> Answer:
    body = {"leg": "spring-1-1", "quantity": quantity, "place": "RUMOW", "expected_on": "2026-02-20"}
    return giver.post("/shipments", body)


def shipped(giver: Caller) -> str:
    code: str = announced(giver).json["shipment"]
    assert giver.post(f"/shipments/{code}/ship", {"shipped_on": "2026-02-02"}).status == 200
    return code


def line(accepted: str, **more: object) -> dict[str, object]:
    return {"received_on": "2026-02-18", "accepted_quantity": accepted} | more


def test_a_shipment_goes_all_the_way(giver: Caller, taker: Caller) -> None:
    code = shipped(giver)
    assert taker.post(f"/shipments/{code}/arrive", {"arrived_on": "2026-02-18"}).json["state"] == "arrived"
    answer = taker.post(f"/shipments/{code}/receipt", line("96", rejected_quantity="4", reason="wet"))
    assert (answer.status, answer.json["posted_value"], answer.json["entry"]) == (
        201,
        "96",
        "receipt spring-1-1-S1-R1",
    )
    corrected = taker.post(f"/receipts/{answer.json['receipt']}/correction", line("100", reason="dried"))
    assert (corrected.status, corrected.json["posted_value"]) == (201, "4")
    assert owes(cast.ASTARTA, cast.MESKAY) == balance(cast.MESKAY) == 100_00


def test_a_receipt_sent_twice_is_one(giver: Caller, taker: Caller) -> None:
    code = shipped(giver)
    first, second = (taker.post(f"/shipments/{code}/receipt", line("100")) for _ in range(2))
    assert (first.status, second.status, first.json) == (201, 201, second.json)
    assert Receipt.objects.count() == 1


def test_what_is_wrong_comes_with_its_codes(giver: Caller, taker: Caller) -> None:
    answer = taker.post(f"/shipments/{shipped(giver)}/receipt", line("101", rejected_quantity="1"))
    assert (answer.status, set(answer.codes)) == (422, {"over_delivered", "explanation_missing"})


def test_a_shipment_is_amended_by_its_version(giver: Caller) -> None:
    code = announced(giver).json["shipment"]
    etag = giver.get(f"/shipments/{code}").headers["ETag"]
    changed = {"quantity": "50", "place": "RUMOW"}
    assert giver.put(f"/shipments/{code}", changed).status == 428
    assert giver.put(f"/shipments/{code}", changed, if_match=etag).json["quantity"] == "50"
    assert giver.put(f"/shipments/{code}", changed, if_match=etag).status == 412


def test_goods_are_cancelled_or_never_arrive(giver: Caller, taker: Caller) -> None:
    first = announced(giver).json["shipment"]
    assert giver.post(f"/shipments/{first}/cancel").json["state"] == "cancelled"
    lost = taker.post(f"/shipments/{shipped(giver)}/give-up", {"note": "sunk"})
    assert lost.json["state"] == "never_arrived"


def test_the_giver_may_not_say_what_was_received(giver: Caller) -> None:
    assert giver.post(f"/shipments/{shipped(giver)}/receipt", line("100")).status == 403


def test_shipments_are_found_by_deal_and_state(giver: Caller) -> None:
    shipped(giver)
    found = giver.get("/shipments", {"deal": "spring-1", "state": "shipped"}).json["items"]
    assert [row["shipment"] for row in found] == ["spring-1-1-S1"]
    assert giver.get("/shipments", {"deal": "spring-2"}).json["items"] == []


def test_a_discrepancy_is_listed_and_ended(giver: Caller, taker: Caller) -> None:
    code = shipped(giver)
    taker.post(f"/shipments/{code}/receipt", line("96", rejected_quantity="4", reason="wet"))
    (row,) = giver.get("/discrepancies", {"shipment": code, "open_only": "true"}).json["items"]
    ended = taker.post(f"/discrepancies/{row['id']}/resolve", {"resolution": "sold as feed"})
    assert (row["kind"], ended.json["resolution"]) == ("rejected", "sold as feed")
    assert giver.get("/discrepancies", {"open_only": "true"}).json["items"] == []


def filed(caller: Caller, shipment: str) -> Answer:
    file = SimpleUploadedFile("invoice.pdf", PDF, content_type="text/html")
    return caller.upload(f"/shipments/{shipment}/documents", {"kind": "invoice", "file": file})


def test_a_paper_comes_back_byte_for_byte_and_is_never_shown_in_place(giver: Caller, taker: Caller) -> None:
    code = shipped(giver)
    paper = filed(giver, code)
    assert (paper.status, paper.json["media_type"]) == (201, "application/pdf")
    content = taker.get(f"/documents/{paper.json['id']}/content")
    assert content.content == PDF
    assert content.headers["Content-Disposition"] == 'attachment; filename="invoice.pdf"'
    assert content.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in content.headers["Content-Security-Policy"]
    assert [row["number"] for row in giver.get(f"/shipments/{code}/documents").json["items"]] == [1]
    assert giver.get(f"/documents/{paper.json['id']}").json["digest"] == paper.json["digest"]


def test_two_papers_in_one_request_are_refused_and_none_is_dropped(giver: Caller) -> None:
    code = shipped(giver)
    files = [SimpleUploadedFile(f"{name}.pdf", PDF) for name in ("invoice", "waybill")]
    for twice in ({"kind": "invoice", "file": files}, {"kind": ["invoice", "other"], "file": files[0]}):
        refused = giver.upload(f"/shipments/{code}/documents", twice)
        assert (refused.status, refused.codes) == (422, ["field_twice"])
    assert giver.get(f"/shipments/{code}/documents").json["items"] == []


def test_a_paper_beyond_the_limit_is_refused(giver: Caller) -> None:
    code = shipped(giver)
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=len(PDF) - 1):
        assert filed(giver, code).status in {413, 422}


def test_a_declaration_is_put_on_record(giver: Caller, taker: Caller) -> None:
    code = shipped(giver)
    body = {"direction": "export", "country": "PK", "reference": "BT-7", "declared_on": "2026-02-02"}
    assert giver.post(f"/shipments/{code}/declarations", body | {"value": "95"}).status == 201
    (row,) = taker.get(f"/shipments/{code}/declarations").json["items"]
    assert (row["reference"], row["value"]) == ("BT-7", "95")


def test_a_stranger_finds_nothing(giver: Caller, taker: Caller, stranger: Caller) -> None:
    code = shipped(giver)
    receipt = taker.post(f"/shipments/{code}/receipt", line("96", rejected_quantity="4", reason="wet")).json
    paper = filed(giver, code).json["id"]
    (row,) = taker.get("/discrepancies").json["items"]
    asked = [
        stranger.get(f"/shipments/{code}"),
        stranger.get(f"/receipts/{receipt['receipt']}"),
        stranger.get(f"/documents/{paper}"),
        stranger.get(f"/documents/{paper}/content"),
        stranger.get(f"/shipments/{code}/documents"),
        stranger.get(f"/shipments/{code}/declarations"),
        announced(stranger),
        stranger.post(f"/shipments/{code}/cancel"),
        stranger.post(f"/shipments/{code}/receipt", line("1")),
        stranger.post(f"/receipts/{receipt['receipt']}/correction", line("1")),
        stranger.post(f"/discrepancies/{row['id']}/resolve", {"resolution": "none"}),
        filed(stranger, code),
    ]
    assert {answer.status for answer in asked} == {404}
    for path in ("/shipments", "/receipts", "/discrepancies"):
        assert stranger.get(path).json["items"] == []


def test_an_auditor_reads_and_never_acts(giver: Caller) -> None:
    code = shipped(giver)
    auditor = auditor_calls()
    assert auditor.get(f"/shipments/{code}").status == 200
    assert auditor.post(f"/shipments/{code}/receipt", line("100")).status == 403


def test_the_operator_lets_another_value_be_posted(giver: Caller) -> None:
    code = shipped(giver)
    body = line("100", assessed_value="112.50", driver="assessed")
    assert operator_calls().post(f"/shipments/{code}/receipt", body).json["posted_value"] == "112.5"


@pytest.mark.parametrize("path", ["/shipments", "/receipts", "/discrepancies"])
def test_a_list_asks_the_database_as_often_however_long_it_is(giver: Caller, path: str) -> None:
    asked = []
    for _ in range(2):
        receiving.confirm(TAKER, delivered(rice(), 20), told(16, 4), NOW)
        with CaptureQueriesContext(connection) as queries:
            assert giver.get(path).status == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
