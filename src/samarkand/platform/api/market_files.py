"""Whole files over the API: offers and wants brought in together, and taken away."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Field, File, Router, Schema
from ninja.files import UploadedFile

from samarkand.platform.api.file_answers import CSV, PARQUET, a_file, file_answer
from samarkand.platform.api.frame import REFUSALS, FindingOut, actor_of
from samarkand.platform.api.idempotency import once_prepared
from samarkand.platform.api.market_rows import finding_out
from samarkand.platform.api.rendering import answered
from samarkand.platform.house.clock import now
from samarkand.platform.market import importing
from samarkand.platform.market.exporting import Shape, rows_file, table_file
from samarkand.platform.market.frames import FURNISHED
from samarkand.platform.market.importing import bring_in, read_uploads
from samarkand.platform.market.models import RowState
from samarkand.platform.market.sides import OFFER, WANT
from samarkand.platform.market.uploads import Upload

router = Router(tags=["book"])

_MEDIA_TYPES: dict[Shape, str] = {"csv": CSV, "parquet": PARQUET}
_A_FILE = a_file("The file.", CSV, PARQUET)


class Imported(Schema):
    """What an upload brought."""

    rows: dict[str, int] = Field(description="How many rows came of each table.")
    findings: list[FindingOut] = Field(description="What was found that stops nothing.")


@router.post(
    "/book",
    response={201: Imported, **REFUSALS},
    operation_id="import_book",
    summary="Bring in a file of offers and wants",
)
def import_book(request: HttpRequest, file: File[list[UploadedFile]]) -> HttpResponseBase:
    """Bring in a book, all of it or nothing, with all findings at once.

    Takes what the command reads: offers.csv or wants.csv, the same as Parquet, an .xlsx workbook with a
    sheet a table, or a .zip of a folder of such files. Several files of tables may come together, each in a
    part named `file`. A trader brings rows of its own party; the operator
    may bring parties, lanes and the other tables too, which take the place of those there were.
    """
    uploads = [Upload(one.name or "", one.size or 0, one.chunks()) for one in file]
    actor, time = actor_of(request), now()

    def prepare() -> Callable[[], HttpResponse]:
        read = read_uploads(actor, uploads, time)
        return lambda: _told(bring_in(actor, read, time))

    return once_prepared(request, prepare)


def _told(came: importing.Imported) -> HttpResponse:
    told = Imported(rows=dict(came.rows), findings=[finding_out(one) for one in came.warnings])
    return answered(told, HTTPStatus.CREATED)


@router.get(
    "/book/offers",
    response=REFUSALS,
    operation_id="export_offers",
    summary="Offers as a file",
    openapi_extra=_A_FILE,
)
def export_offers(request: HttpRequest, shape: Shape = "csv", state: RowState | None = None) -> HttpResponse:
    """Return the offers one may see as CSV or Parquet, with the columns that the command reads."""
    return _file("offers", rows_file(actor_of(request), OFFER, shape, state or ""), shape)


@router.get(
    "/book/wants",
    response=REFUSALS,
    operation_id="export_wants",
    summary="Wants as a file",
    openapi_extra=_A_FILE,
)
def export_wants(request: HttpRequest, shape: Shape = "csv", state: RowState | None = None) -> HttpResponse:
    """Return the wants one may see as CSV or Parquet, with the columns that the command reads."""
    return _file("wants", rows_file(actor_of(request), WANT, shape, state or ""), shape)


def _file(name: str, content: bytes, shape: Shape) -> HttpResponse:
    return file_answer(content, _MEDIA_TYPES[shape], f"{name}.{shape}")


def _add_export(name: str) -> None:
    def export_table(request: HttpRequest, shape: Shape = "csv") -> HttpResponse:
        """Return a table that the operator keeps as CSV or Parquet, as the command reads it."""
        return _file(name, table_file(actor_of(request), name, shape), shape)

    router.get(
        f"/book/{name}",
        response=REFUSALS,
        operation_id=f"export_{name}",
        summary=f"The table {name} as a file",
        openapi_extra=_A_FILE,
    )(export_table)


for _name in FURNISHED:
    _add_export(_name)
