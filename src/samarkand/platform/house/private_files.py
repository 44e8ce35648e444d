"""What the house keeps is for its own user alone: nobody else on the machine reads its database or key."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_BESIDE = ("", "-wal", "-shm", "-journal", ".lock")
"""What SQLite, and the house, keep beside a database under its name."""


def keep_private(folder: Path, database: str = "") -> None:
    """Make the house's folder its user's alone, and all that this process makes from now on.

    ``database`` is the file of an embedded database, wherever it lies. What belongs to another user stays as
    it is; `open_to_others` tells of it.
    """
    os.umask(_OTHERS)
    with suppress(OSError):  # whether a folder is needed is asked before (`home_folder`)
        folder.mkdir(parents=True, exist_ok=True)
    for path in open_to_others(folder, database):
        with suppress(OSError):
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)


def open_to_others(folder: Path, database: str = "") -> list[Path]:
    """Return what others on the machine may read or change: the folder, the files in it, the database's."""
    inside = folder.iterdir() if folder.is_dir() else ()
    kept = {folder, *inside, *(Path(f"{database}{end}") for end in _BESIDE if database)}
    return sorted(path for path in kept if _is_open(path))


def _is_open(path: Path) -> bool:
    with suppress(FileNotFoundError):
        found = path.lstat()
        return not stat.S_ISLNK(found.st_mode) and bool(found.st_mode & _OTHERS)
    return False


def paths_told(paths: list[Path]) -> Iterator[str]:
    """Yield each path with its mode as `chmod` takes it: house/secret-key (0644)."""
    for path in paths:
        with suppress(FileNotFoundError):
            yield f"{path} ({stat.S_IMODE(path.lstat().st_mode):04o})"
