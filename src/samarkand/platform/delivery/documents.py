"""Papers of a shipment: kept whole, with their hash; a new version is a further paper."""

import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.delivery.catalogue import finding
from samarkand.platform.delivery.media_types import media_type
from samarkand.platform.delivery.models import Document, DocumentKind, Shipment
from samarkand.platform.delivery.quantities import locked_leg
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import require

_UNFIT_FOR_A_NAME = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|\u202a-\u202e\u2066-\u2069]+')
"""Controls, what paths and headers are made of, and marks that turn the direction of writing."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it is sent: its kind, what its sender calls the file, its content."""

    kind: str
    filename: str
    content: bytes


def file_document(actor: Actor, shipment: Shipment, paper: Paper, now: datetime) -> Document:
    """Return the paper as filed: the next version of its kind, or the latest where it is the same.

    Raises NotPermittedError for any but the two parties and the operator, and Refusal
    (``document_kind_unknown``, ``document_empty``, ``document_too_large``, ``document_type_unknown``).
    """
    require(actor, "delivery.file", shipment)
    if found := list(_findings(paper)):
        raise Refusal(*found)
    digest = hashlib.sha256(paper.content).hexdigest()
    with transaction.atomic():
        locked_leg(shipment.leg_id)
        latest = Document.objects.filter(shipment=shipment, kind=paper.kind).order_by("-number").first()
        if latest is not None and latest.digest == digest:
            return latest
        return Document.objects.create(
            shipment=shipment,
            kind=paper.kind,
            number=latest.number + 1 if latest is not None else 1,
            filename=safe_name(paper.filename),
            media_type=media_type(paper.content) or "application/octet-stream",
            size=len(paper.content),
            digest=digest,
            content=paper.content,
            filed_by_id=actor.user,
            filed_at=now,
        )


def safe_name(name: str) -> str:
    """Return the last part of a file's name, without what a path, a header or a reader could trip over."""
    last = re.split(r"[/\\]", name)[-1]
    return _UNFIT_FOR_A_NAME.sub("_", last).strip(" .")[-200:] or "paper"


def largest() -> int:
    """Return how many bytes the largest paper may have."""
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or sys.maxsize


def _findings(paper: Paper) -> Iterator[Finding]:
    if paper.kind not in DocumentKind.values:
        message = f"{paper.kind!r} is none of: {', '.join(DocumentKind.values)}."
        yield finding("document_kind_unknown", message, column="kind", value=paper.kind[:100])
    if not paper.content:
        yield finding("document_empty", f"{safe_name(paper.filename)} is empty.", column="file")
    elif len(paper.content) > largest():
        message = f"{safe_name(paper.filename)} has more than {largest()} bytes."
        yield finding("document_too_large", message, column="file", value=len(paper.content))
    elif media_type(paper.content) is None:
        message = f"{safe_name(paper.filename)} is of no type the house keeps."
        yield finding("document_type_unknown", message, column="file")
