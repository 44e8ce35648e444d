"""What went wrong with a file, as a person says it: the system's number and Python's words are left out."""

from json import JSONDecodeError
from pathlib import Path


def in_words(trouble: Exception) -> str:
    """Return why a file cannot be read or written, with its name, without a full stop."""
    if isinstance(trouble, OSError) and trouble.strerror:
        name = Path(str(trouble.filename)).name if trouble.filename else "it"
        return f"{name}: {trouble.strerror.lower()}"
    if isinstance(trouble, JSONDecodeError):
        return "it is no JSON, or is cut short"
    if isinstance(trouble, UnicodeDecodeError):
        return "it is no text in UTF-8"
    if isinstance(trouble, KeyError):
        return f"{trouble.args[0]} is missing"
    first, *_ = str(trouble).strip().splitlines() or ["no more is known"]
    return first.rstrip(".")
