"""What a backup file is: a zip archive that either database can be read into.

``manifest.json`` says what is in it; ``tables/NAME.jsonl`` has a line for each row, a JSON array of its
columns as the manifest lists them. Written by the database itself, in forms that both understand: bytes as
hexadecimal digits, moments in UTC as text, flags as 0 and 1, JSON as text.
"""

import json
import zipfile
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from samarkand.core.finding import Finding
from samarkand.platform.operation.catalogue import finding

KIND = "samarkand backup"
FORMAT = 1
MANIFEST = "manifest.json"


class Kind(StrEnum):
    """How a column is written."""

    PLAIN = "plain"
    BYTES = "bytes"
    FLAG = "flag"
    MOMENT = "moment"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table in the file."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table in the file; ``digest`` is the SHA-256 of its lines."""

    name: str
    columns: tuple[Column, ...]
    rows: int
    digest: str

    @property
    def member(self) -> str:
        """Return its name in the archive."""
        return member_of(self.name)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in the file; ``migrations`` are those its tables had, as ``app.name``."""

    version: str
    database: str
    made_at: str
    migrations: tuple[str, ...]
    tables: tuple[TableFile, ...]


def member_of(table: str) -> str:
    """Return the name of a table's file in the archive."""
    return f"tables/{table}.jsonl"


def manifest_text(manifest: Manifest) -> str:
    """Return the manifest as it is written."""
    return json.dumps({"kind": KIND, "format": FORMAT, **asdict(manifest)}, indent=1, ensure_ascii=False)


def read_manifest(archive: zipfile.ZipFile) -> Manifest | Finding:
    """Return the manifest, or the finding that this is no backup."""
    try:
        told = json.loads(archive.read(MANIFEST))
        if told["kind"] != KIND or told["format"] != FORMAT:
            return unreadable(archive, "it is of another kind, or of a later form")
        return Manifest(
            version=str(told["version"]),
            database=str(told["database"]),
            made_at=str(told["made_at"]),
            migrations=tuple(map(str, told["migrations"])),
            tables=tuple(map(_table, told["tables"])),
        )
    except (KeyError, TypeError, ValueError, RecursionError, zipfile.BadZipFile):
        return unreadable(archive, "its manifest cannot be read")


def unreadable(archive: zipfile.ZipFile | None, why: str, name: str = "") -> Finding:
    """Return the finding that a file is no backup, or damaged."""
    file = name or (str(archive.filename) if archive else "")
    return finding("backup_unreadable", f"this is no backup that can be restored: {why}.", file=file)


def _table(told: dict[str, Any]) -> TableFile:
    columns = tuple(Column(str(column["name"]), Kind(column["kind"])) for column in told["columns"])
    return TableFile(str(told["name"]), columns, int(told["rows"]), str(told["digest"]))
