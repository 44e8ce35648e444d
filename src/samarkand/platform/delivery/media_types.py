"""What a file is, told by its first bytes: names and headers are what a sender says, not what it sent."""

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def media_type(content: bytes) -> str | None:
    """Return the media type of a paper the house keeps, None for any other.

    PDF, PNG, JPEG, TIFF, XML, and plain text in UTF-8. Nothing a browser would run is among them: what
    looks like HTML is text, and is never shown in place.
    """
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            return name
    if b"\0" in content:
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "application/xml" if text.removeprefix(_MARK).startswith("<?xml") else "text/plain"
