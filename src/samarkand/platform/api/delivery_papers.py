"""Papers and goods declarations of shipments over the API."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from samarkand.platform.api.delivery_rows import (
    DeclarationOut,
    DocumentOut,
    declaration_out,
    document_out,
)
from samarkand.platform.api.file_answers import ANY, a_file, file_answer
from samarkand.platform.api.frame import REFUSALS, After, Limit, Page, actor_of, found, paged
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.numbers import Value
from samarkand.platform.api.pages import Paged
from samarkand.platform.delivery import declaring, documents
from samarkand.platform.delivery.models import Direction, DocumentKind
from samarkand.platform.delivery.visible import (
    visible_declarations,
    visible_documents,
    visible_shipments,
)
from samarkand.platform.house.clock import now

router = Router(tags=["delivery"])


class NewDeclaration(Input):
    """The reference of a goods declaration."""

    direction: Direction = Field(description="Made where the goods leave, or where they arrive.")
    country: str = Field(pattern="^[A-Z]{2}$", description="Whose customs took it, ISO 3166.")
    reference: str = Field(min_length=1, max_length=128, description="Its number there.")
    declared_on: date = Field(description="The day it was made.")
    value: Value | None = Field(None, description="The value declared for the whole shipment.")


@router.get(
    "/shipments/{code}/documents",
    response={200: Page[DocumentOut], **REFUSALS},
    operation_id="list_documents",
    summary="Papers of a shipment",
)
def list_documents(
    request: HttpRequest, code: str, limit: Limit = 50, after: After = ""
) -> Paged[DocumentOut]:
    """Return the papers filed for a shipment, every version of each."""
    actor = actor_of(request)
    shipment = found(visible_shipments(actor), code=code)
    return paged(visible_documents(actor).filter(shipment=shipment), limit, after, document_out)


@router.post(
    "/shipments/{code}/documents",
    response={201: DocumentOut, **REFUSALS},
    operation_id="file_document",
    summary="File a paper",
)
def file_document(
    request: HttpRequest, code: str, kind: Form[DocumentKind], file: File[UploadedFile]
) -> Status[DocumentOut]:
    """File a paper: PDF, PNG, JPEG, TIFF, XML or plain text. The same kind again is its next version."""
    actor = actor_of(request)
    shipment = found(visible_shipments(actor), code=code)
    content = file.read(documents.largest() + 1)  # of what is too large, as much as shows it
    paper = documents.Paper(kind, file.name or "", content)
    return Status(201, document_out(documents.file_document(actor, shipment, paper, now())))


@router.get(
    "/documents/{document_id}",
    response={200: DocumentOut, **REFUSALS},
    operation_id="get_document",
    summary="What is known of a paper",
)
def get_document(request: HttpRequest, document_id: int) -> DocumentOut:
    """Return a paper's kind, version and hash, without its content."""
    return document_out(found(visible_documents(actor_of(request)), pk=document_id))


@router.get(
    "/documents/{document_id}/content",
    response=REFUSALS,
    operation_id="get_document_content",
    summary="The paper itself",
    openapi_extra=a_file("The paper, byte for byte.", ANY),
)
def get_document_content(request: HttpRequest, document_id: int) -> HttpResponse:
    """Return the paper as it was filed, to be saved and never shown in place."""
    row = found(visible_documents(actor_of(request)), pk=document_id)
    answer = file_answer(bytes(row.content), ANY, row.filename)
    answer["ETag"] = f'"{row.digest}"'
    return answer


@router.get(
    "/shipments/{code}/declarations",
    response={200: Page[DeclarationOut], **REFUSALS},
    operation_id="list_declarations",
    summary="Goods declarations of a shipment",
)
def list_declarations(
    request: HttpRequest, code: str, limit: Limit = 50, after: After = ""
) -> Paged[DeclarationOut]:
    """Return the references of the goods declarations made for a shipment."""
    actor = actor_of(request)
    shipment = found(visible_shipments(actor), code=code)
    return paged(visible_declarations(actor).filter(shipment=shipment), limit, after, declaration_out)


@router.post(
    "/shipments/{code}/declarations",
    response={201: DeclarationOut, **REFUSALS},
    operation_id="declare_goods",
    summary="Put a goods declaration on record",
)
def declare_goods(request: HttpRequest, code: str, new: NewDeclaration) -> Status[DeclarationOut]:
    """Put the reference of a goods declaration on record; told twice it is one declaration."""
    actor = actor_of(request)
    shipment = found(visible_shipments(actor), code=code)
    declared = declaring.Declared(new.direction, new.country, new.reference, new.declared_on, new.value)
    return Status(201, declaration_out(declaring.declare(actor, shipment, declared, now())))
