"""The folder of the house: whether what the house keeps in it can be kept, said before anything is begun.

A house with its database and its key elsewhere needs no folder; it may run where nothing can be written.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import dj_database_url

from samarkand.core.finding import Finding
from samarkand.platform.house import environment
from samarkand.platform.operation.catalogue import finding


def folder_findings(environ: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Yield a finding (``folder_unfit``) for each folder that is needed and cannot be used.

    Folders that are absent are made. Raises ValueError where DATABASE_URL cannot be read.
    """
    for folder, needs in _needed(environ).items():
        if reason := _hindrance(folder):
            kept = " and ".join(needs)
            message = f"the folder {folder} cannot keep {kept}: {reason}."
            yield finding("folder_unfit", message, value=folder)


def _needed(environ: Mapping[str, str]) -> dict[Path, list[str]]:
    """Return the folders that are needed, and for what."""
    home, needed = environment.home(environ), dict[Path, list[str]]()
    if database := _database_file(environ, home):
        needed.setdefault(database.parent, []).append("the database")
    if not environment.text("SAMARKAND_SECRET_KEY", environ):
        needed.setdefault(home, []).append("the key that signs sessions")
    return needed


def _database_file(environ: Mapping[str, str], home: Path) -> Path | None:
    """Return where an embedded database lies; None for a server's."""
    url = environment.text("DATABASE_URL", environ)
    if not url:
        return home / "samarkand.sqlite3"
    told = dj_database_url.parse(url)
    name = str(told["NAME"])
    return Path(name).absolute() if told["ENGINE"].endswith("sqlite3") and name != ":memory:" else None


def _hindrance(folder: Path) -> str:
    """Return why nothing can be written to a folder, or to a file in it that is there; blank: it can."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            return "this user may not write to it"
        closed = [path.name for path in folder.glob("*.sqlite3") if not os.access(path, os.R_OK | os.W_OK)]
    except FileExistsError:
        return "it is a file"
    except OSError as trouble:
        return (trouble.strerror or "it cannot be opened").lower()
    return f"this user may not write to {closed[0]} in it" if closed else ""
