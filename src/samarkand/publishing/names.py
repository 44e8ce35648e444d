"""Names as people read them: nothing in them steers the page, and none is longer than anybody reads."""

_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_JOINERS = "\u200c\u200d"
_LONGEST_NAME = 80


def printable(text: str) -> str:
    """Return the text without characters that steer a terminal or a page instead of being read."""
    cleaned = "".join(letter if letter.isprintable() or letter in _JOINERS else _UNKNOWN for letter in text)
    return cleaned.strip() or "(no name)" if text else text


def readable(text: str, longest: int = _LONGEST_NAME) -> str:
    """Return the printable text, cut where nobody would read on."""
    shown = printable(text)
    return shown if len(shown) <= longest else f"{shown[: longest - 1].rstrip()}…"
