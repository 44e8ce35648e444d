"""An outcome's folder: written whole or not at all, every file with its hash in outcome.json."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

Writer = Callable[[Path], None]
"""Writes one file at the path it is given."""

SUMMARY = "outcome.json"
PAGE = "report.html"
"""The page for people, which can be drawn anew from the rest."""


def write_folder(
    folder: Path, files: Mapping[str, Writer], summary: Mapping[str, Any], unhashed: Iterable[str] = ()
) -> None:
    """Write ``files`` by name, then outcome.json: the summary with the SHA-256 of each file.

    Everything is written beside ``folder`` first and renamed into place, so that a reader sees
    the old outcome or the new one, never a part. An existing outcome is replaced; a folder that
    holds anything else is refused. Files named in ``unhashed`` can be made anew from the others.

    Raises FileExistsError when ``folder`` exists and is neither empty nor an outcome.
    """
    if not is_free(folder):
        raise FileExistsError(f"{folder} exists and is not an outcome")
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        temporary.chmod(0o755)
        for name, write in files.items():
            write(temporary / name)
        hashes = {name: digest(temporary / name) for name in files if name not in set(unhashed)}
        text = json.dumps({**summary, "files": hashes}, indent=2, ensure_ascii=False) + "\n"
        (temporary / SUMMARY).write_text(text, encoding="utf-8")
        _replace(folder, temporary)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _replace(folder: Path, ready: Path) -> None:
    if not folder.exists():
        ready.rename(folder)
        return
    old = ready.with_name(f"{ready.name}-old")
    folder.rename(old)
    ready.rename(folder)
    shutil.rmtree(old)


def write_text(make: Callable[[], str], path: Path) -> None:
    """Write the text that ``make`` returns."""
    path.write_text(make(), encoding="utf-8")


def is_free(folder: Path) -> bool:
    """Tell whether an outcome may be written there: nothing is lost but an older outcome."""
    return not folder.exists() or is_outcome(folder) or not any(folder.iterdir())


def is_outcome(folder: Path) -> bool:
    """Tell whether the folder holds an outcome."""
    return (folder / SUMMARY).is_file()


def read_summary(folder: Path) -> dict[str, Any]:
    """Return the content of the folder's outcome.json.

    Raises FileNotFoundError when there is none, ValueError when it is no JSON object, names an entry
    twice, or holds a number that is none.
    """
    text = (folder / SUMMARY).read_text(encoding="utf-8")
    summary = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    if not isinstance(summary, dict):
        raise ValueError(f"{SUMMARY} holds no object")  # noqa: TRY004 a reader is told once: it is unreadable
    return summary


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; one that names an entry twice says two things, and readers differ in which."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"{SUMMARY} has an entry twice")
    return found


def _no_number(text: str) -> float:
    raise ValueError(f"{SUMMARY} has {text} for a number")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, blank where there is no file."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
