"""Writes a book's file or folder whole or not at all, and never over anything that is there."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from samarkand.book.catalogue import finding
from samarkand.core.finding import Finding


def write_whole(target: Path, make: Callable[[Path], None]) -> Finding | None:
    """Let ``make`` write a file or folder under a temporary name, then give it the name ``target``.

    Returns the reason why nothing was written, or None. An empty folder may stand at the target.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        return finding("target_exists", f"{target} exists already; nothing was written.", file=str(target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as temporary:
            made = Path(temporary) / target.name
            make(made)
            _rename(made, target)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        return finding("target_unwritable", f"{target} cannot be written: {why}.", file=str(target))
    return None


def _rename(made: Path, target: Path) -> None:
    if made.is_dir() or not target.exists():
        made.rename(target)
    else:
        target.rmdir()
        shutil.move(made, target)
