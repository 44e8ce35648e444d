"""The measures of the server's processes: files mapped into memory, every byte of which is there.

The library makes its files with holes. On a full disk a hole cannot be filled, and who writes to one is
ended by a signal (SIGBUS): one after the other all processes would die, and nothing could be read any more.
Here a file is allocated whole before it is mapped; where there is no room the process counts in memory
alone, and its measures are missing from the sum until it starts anew.
"""

import mmap
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from prometheus_client import values
from prometheus_client.mmap_dict import MmapedDict

_AT_FIRST = 1 << 20
"""Bytes of a file: enough for all measures of a process."""

_AROUND_A_KEY = 64


class AllocatedDict(MmapedDict):
    """The library's file of measures, without holes; in memory where the disk is full."""

    _f: Any
    _m: mmap.mmap
    _capacity: int
    _used: int

    def __init__(self, filename: str, read_mode: bool = False) -> None:  # noqa: FBT001, FBT002 (the library's)
        """Open a file of measures, made if it is to be written to."""
        super().__init__(filename if read_mode else _allocated(filename), read_mode)  # type: ignore[no-untyped-call]

    def _init_value(self, key: str) -> None:
        """Add a measure; the file has room for it before the library writes."""
        while self._used + len(key.encode()) + _AROUND_A_KEY > self._capacity:
            self._grow(2 * self._capacity)
        super()._init_value(key)  # type: ignore[no-untyped-call]

    def _grow(self, capacity: int) -> None:
        try:
            os.posix_fallocate(self._f.fileno(), 0, capacity)
        except OSError:
            self._move_to_memory()
            self._f.truncate(capacity)
        self._m = mmap.mmap(self._f.fileno(), capacity)
        self._capacity = capacity

    def _move_to_memory(self) -> None:
        content = self._m[: self._capacity]
        self._f.close()
        self._f = Path(_in_memory()).open("r+b")  # noqa: SIM115 (closed with the dict)
        self._f.write(content)
        self._f.flush()


def allocate_measures() -> None:
    """Let the library use such files; before any measure is made."""
    values.MmapedDict = AllocatedDict  # type: ignore[attr-defined]  # it has no other door


def _allocated(filename: str) -> str:
    """Return the path of a file that is there to its last byte: this one, or one in memory."""
    path = Path(filename)
    try:
        with path.open("a+b") as file:
            os.posix_fallocate(file.fileno(), 0, max(_AT_FIRST, path.stat().st_size))
    except OSError:
        with suppress(OSError):
            path.unlink()
        return _in_memory(_AT_FIRST)
    return filename


def _in_memory(size: int = 0) -> str:
    """Return the path of a new file in memory, which ends with the process."""
    number = os.memfd_create("measures")
    os.truncate(number, size)
    return f"/proc/self/fd/{number}"
