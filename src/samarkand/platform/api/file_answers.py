"""Answers that are files: described as such in the document, sent to be saved and never shown in place."""

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

CSV = "text/csv"
HTML = "text/html"
PARQUET = "application/vnd.apache.parquet"
ZIP = "application/zip"
ANY = "application/octet-stream"


def a_file(about: str, *media_types: str) -> dict[str, Any]:
    """Return the ``openapi_extra=`` of an operation that answers a file and has refusals as ``response=``."""
    content = {media_type: {"schema": _schema(media_type)} for media_type in media_types}
    return {"responses": {200: {"description": about, "content": content}}}


def file_answer(content: bytes, media_type: str, filename: str) -> HttpResponse:
    """Return a file under a name, whatever letters it has (RFC 6266)."""
    written = f"{media_type}; charset=utf-8" if _is_text(media_type) else media_type
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    answer = HttpResponse(content, content_type=written)
    answer["Content-Disposition"] = disposition or "attachment"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _schema(media_type: str) -> dict[str, str]:
    return {"type": "string"} if _is_text(media_type) else {"type": "string", "format": "binary"}


def _is_text(media_type: str) -> bool:
    return media_type.startswith("text/")
