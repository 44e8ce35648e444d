"""Papers of a shipment: kept whole, in versions, with what they are told by their bytes."""

import hashlib

import pytest
from django.test import override_settings

from samarkand.platform.delivery.documents import Paper, file_document, safe_name
from samarkand.platform.delivery.media_types import media_type
from samarkand.platform.delivery.models import Document, Shipment
from samarkand.platform.delivery.visible import visible_documents
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import NotPermittedError
from tests import cast
from tests.platform.conftest import AUDITOR, NOW, REGULATOR, trader
from tests.platform.delivery.dealing import GIVER, TAKER, announced, rice
from tests.platform.findings import codes_of

PDF = b"%PDF-1.7 the invoice"
STRANGER = trader(cast.ALTYN_DAN)


@pytest.fixture
def shipment(db: None) -> Shipment:  # noqa: ARG001 (asking for the database is the point)
    return announced(rice())


def filed(shipment: Shipment, content: bytes = PDF, actor: Actor = GIVER) -> Document:
    return file_document(actor, shipment, Paper("invoice", "invoice.pdf", content), NOW)


def test_a_paper_is_kept_whole_with_its_hash(shipment: Shipment) -> None:
    filed(shipment)
    paper = Document.objects.get()
    assert bytes(paper.content) == PDF
    assert (paper.digest, paper.size) == (hashlib.sha256(PDF).hexdigest(), len(PDF))


def test_a_paper_filed_again_changed_is_its_next_version(shipment: Shipment) -> None:
    filed(shipment)
    assert filed(shipment, PDF + b", corrected").number == 2


def test_a_paper_filed_twice_is_one(shipment: Shipment) -> None:
    assert filed(shipment) == filed(shipment, actor=TAKER)


@pytest.mark.parametrize("actor", [STRANGER, AUDITOR, REGULATOR], ids=lambda actor: actor.name)
def test_nobody_but_the_two_parties_files(actor: Actor, shipment: Shipment) -> None:
    with pytest.raises(NotPermittedError):
        filed(shipment, actor=actor)


def test_a_stranger_sees_no_papers(shipment: Shipment) -> None:
    filed(shipment)
    assert [visible_documents(actor).count() for actor in (TAKER, STRANGER)] == [1, 0]


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        (Paper("love letter", "a.pdf", PDF), "document_kind_unknown"),
        (Paper("invoice", "a.pdf", b""), "document_empty"),
        (Paper("invoice", "a.pdf", b"MZ\x90\x00 a program"), "document_type_unknown"),
        (Paper("invoice", "a.pdf", b"PK\x03\x04\x00 an archive"), "document_type_unknown"),
        (Paper("invoice", "a.txt", "щи".encode("cp1251")), "document_type_unknown"),
    ],
)
def test_what_is_no_paper_is_refused(shipment: Shipment, paper: Paper, code: str) -> None:
    assert codes_of(lambda: file_document(GIVER, shipment, paper, NOW)) == {code}


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=len(PDF) - 1)
def test_a_paper_beyond_the_limit_is_refused(shipment: Shipment) -> None:
    assert codes_of(lambda: filed(shipment)) == {"document_too_large"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (b"II*\x00...", "image/tiff"),
        (b"MM\x00*...", "image/tiff"),
        (b'<?xml version="1.0"?><Invoice/>', "application/xml"),
        ('\N{ZERO WIDTH NO-BREAK SPACE}<?xml version="1.0"?>'.encode(), "application/xml"),
        (b"<html><script>alert(1)</script>", "text/plain"),
        ("рис, 100 т".encode(), "text/plain"),
    ],
)
def test_what_a_file_is_its_first_bytes_say(content: bytes, name: str) -> None:
    assert media_type(content) == name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\invoice.pdf", "invoice.pdf"),
        ('a"\r\nSet-Cookie: b.pdf', "a_Set-Cookie_ b.pdf"),
        ("fdp\u202eexe.pdf", "fdp_exe.pdf"),
        ("..", "paper"),
        ("накладная.pdf", "накладная.pdf"),
    ],
)
def test_a_name_is_kept_without_what_others_trip_over(name: str, kept: str) -> None:
    assert safe_name(name) == kept
