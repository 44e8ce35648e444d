"""Names people almost got right: headers, tables and identifiers, and the closest known one."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

_CLOSE = 0.75
_TWINS = str.maketrans("АВЕКМНОРСТУХІ0", "ABEKMHOPCTYXIO")


def normal_name(text: str) -> str:
    """Return a header or sheet name in the schema's spelling: small letters, underscores."""
    return re.sub(r"[\s\-_]+", "_", text.strip().strip("\ufeff").lower()).strip("_")


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like this one, or None where none is near."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=_CLOSE)
    return found[0] if found else None


def lookalikes(known: Iterable[str]) -> dict[str, str]:
    """Return the known names by how they look: letter case, blanks, signs and alphabet left out."""
    return {look(name): name for name in known}


def look(name: str) -> str:
    """Return what a name looks like: Latin and Cyrillic twins are one letter, as on the page."""
    folded = unicodedata.normalize("NFKC", name).upper().translate(_TWINS)
    return "".join(letter for letter in folded if letter.isalnum())


def distinct(names: Iterable[str]) -> list[str]:
    """Return the headers made different from each other, as frames need; `plain` takes it back."""
    seen: dict[str, int] = {}
    headers = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        headers.append(name if seen[name] == 1 else f"{name}\n{seen[name]}")
    return headers


def plain(header: str) -> str:
    """Return a header as it stands in the file."""
    return header.partition("\n")[0]
