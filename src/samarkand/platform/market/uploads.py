"""Files that came over the wire, laid out as a book: a folder of tables, or one workbook.

Nothing of a name or of an archive is believed: names lose their folders, sizes are counted as bytes come
out, and what no book holds is refused before anything is unpacked.
"""

import os
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from samarkand.book.limits import LARGEST_RATIO
from samarkand.book.table_file import READERS, WORKBOOKS
from samarkand.core.finding import Finding, Refusal
from samarkand.platform.house import environment
from samarkand.platform.market.catalogue import finding

_WHOLE_BOOKS = (*WORKBOOKS, ".zip")
_TAKEN = (*READERS, *_WHOLE_BOOKS)

_UNPACKED = 8
"""An upload may unpack to so many times the largest there is; tables of text pack to a tenth."""

_UNPACKED_FOLDER = "unpacked"

_ALWAYS_UNPACKED = 10 * 2**20
"""Parts below this may be packed as tightly as they like."""

_MOST_PARTS = 500
_DEEPEST = 2
_CHUNK = 1 << 20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it was sent: its name, how many bytes it is said to have, and the bytes themselves."""

    name: str
    size: int
    chunks: Iterable[bytes]


def lay_out(uploads: Sequence[Upload], folder: Path) -> Path:
    """Write what was sent into an empty folder and return the path to read as a book.

    Takes files of tables (CSV, TSV, Parquet), or one workbook, or one zip archive of a folder. Raises
    Refusal: ``upload_none``, ``upload_unfit``, ``upload_too_large``, ``archive_unfit``.
    """
    names = [_name(upload) for upload in uploads]
    _refuse([*_unfit(names), *_oversized(uploads)])
    files = [_written(upload, folder / name) for upload, name in zip(uploads, names, strict=True)]
    if files[0].suffix.lower() not in _WHOLE_BOOKS:
        return folder
    return _opened(files[0])


def _name(upload: Upload) -> str:
    """Return a file's name without folders, in whatever way they were written."""
    return PurePosixPath(upload.name.replace("\\", "/")).name


def _refuse(found: Sequence[Finding]) -> None:
    if found:
        raise Refusal(*found)


def _unfit(names: Sequence[str]) -> Iterator[Finding]:
    if not names:
        yield finding("upload_none", "The request holds no file.")
    for name in names:
        suffix = PurePosixPath(name).suffix.lower()
        if suffix not in _TAKEN:
            yield finding(
                "upload_unfit", f"{name or 'A file'} ends in none of {', '.join(_TAKEN)}.", file=name
            )
        elif suffix in _WHOLE_BOOKS and len(names) > 1:
            yield finding("upload_unfit", f"{name} is a whole book and came with other files.", file=name)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield finding("upload_unfit", f"{name} was sent more than once.", file=name)


def _oversized(uploads: Sequence[Upload]) -> Iterator[Finding]:
    most = largest_upload()
    if len(uploads) > _MOST_PARTS or sum(upload.size for upload in uploads) > most:
        yield _too_large(f"More than {most:,} bytes, or {_MOST_PARTS} files, were sent.")


def _too_large(message: str, file: str = "") -> Finding:
    return finding("upload_too_large", message, file=file)


def largest_unpacked() -> int:
    """Return how many bytes one request may unpack to."""
    return largest_upload() * _UNPACKED


def largest_upload() -> int:
    """Return how many bytes one request may bring."""
    return environment.number("SAMARKAND_LARGEST_UPLOAD")


def _written(upload: Upload, path: Path) -> Path:
    with path.open("wb") as file:
        for chunk in upload.chunks:
            file.write(chunk)
    return path


def _opened(file: Path) -> Path:
    """Return a workbook, or the folder an archive was unpacked to, once it is known to be harmless."""
    if not zipfile.is_zipfile(file):
        if file.suffix.lower() in WORKBOOKS:
            return file  # the engine says what it is instead
        raise Refusal(finding("archive_unfit", f"{file.name} is no zip archive.", file=file.name))
    try:
        with zipfile.ZipFile(file) as archive:
            return _looked_through(archive, file)
    except _BROKEN:
        message = f"{file.name} is damaged, cut short, or has a password."
        raise Refusal(finding("archive_unfit", message, file=file.name)) from None


def _looked_through(archive: zipfile.ZipFile, file: Path) -> Path:
    is_workbook = file.suffix.lower() in WORKBOOKS
    target = file.parent / _UNPACKED_FOLDER
    target.mkdir()
    parts = [part for part in archive.infolist() if not part.is_dir()]
    _refuse([*_strange(parts, file.name, is_workbook=is_workbook)])
    left = largest_unpacked()
    for part in parts:
        to = None if is_workbook else target / PurePosixPath(part.filename).name
        most = min(left, max(_ALWAYS_UNPACKED, LARGEST_RATIO * part.compress_size))
        unpacked = _unpack(archive, part, to, most)
        left -= unpacked
        if left < 0:
            raise Refusal(_too_large(f"{file.name} unpacks to more than the house takes.", file.name))
        if unpacked > most:
            message = f"{part.filename} of {file.name} unpacks to over {LARGEST_RATIO} times its size."
            raise Refusal(_too_large(message, file.name))
    return file if is_workbook else target


def _strange(parts: Sequence[zipfile.ZipInfo], file: str, *, is_workbook: bool) -> Iterator[Finding]:
    """Yield what no folder of a book holds: links, folders in folders, names outside, one name twice."""
    if len(parts) > _MOST_PARTS:
        yield _too_large(f"{file} has {len(parts):,} parts.", file)
        return
    if is_workbook:
        return
    paths = [PurePosixPath(part.filename.replace("\\", "/")) for part in parts]
    for part, path in zip(parts, paths, strict=True):
        if stat.S_ISLNK(part.external_attr >> 16) or ".." in path.parts or path.is_absolute():
            yield finding("archive_unfit", f"{path} leads out of the archive.", file=file)
        elif len(path.parts) > _DEEPEST:
            yield finding("archive_unfit", f"{path} lies in folders in folders.", file=file)
    names = [path.name.casefold() for path in paths]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield finding("archive_unfit", f"{name} is there more than once.", file=file)


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, to: Path | None, left: int) -> int:
    """Write a part, or only count it where ``to`` is None; return its bytes, stopping soon after ``left``."""
    part.file_size = left + _CHUNK  # the directory may lie: read on until the data itself ends
    unpacked = 0
    with archive.open(part) as stream, Path(to or os.devnull).open("wb") as file:
        while unpacked <= left and (chunk := stream.read(_CHUNK)):
            unpacked += len(chunk)
            file.write(chunk)
    return unpacked
