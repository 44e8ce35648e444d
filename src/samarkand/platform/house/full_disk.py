"""A disk that is full: told from other trouble, and seen before nothing can be written any more."""

import errno
import os
import shutil
import sqlite3
from pathlib import Path

LEAST_FREE = 64 * 2**20
"""Bytes that must be free where the house keeps its files: below that it soon cannot write."""

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_POSTGRESQL_FULL = "53100"


def is_disk_full(trouble: BaseException) -> bool:
    """Tell whether an exception, or what it came from, says that nothing more can be kept."""
    met: BaseException | None = trouble
    while met is not None:
        if isinstance(met, OSError) and met.errno in _NO_ROOM:
            return True
        if getattr(met, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        if getattr(met, "sqlstate", None) == _POSTGRESQL_FULL:
            return True
        met = met.__cause__ or met.__context__
    return False


def free_bytes(path: Path) -> int:
    """Return how many bytes may still be written where a path lies, or will lie."""
    while not os.path.lexists(path) and path != path.parent:
        path = path.parent
    return shutil.disk_usage(path).free
