"""Write the outcome of a netting to a folder, whole or not at all, and read one back."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from samarkand.netting.outcome import ON_DEMAND, SCHEMAS, Outcome, decimals_of
from samarkand.publishing.folder import Writer, read_summary, write_folder, write_text
from samarkand.publishing.tables import Format, read_table, write_table

KIND = "netting"
"""What outcome.json calls an outcome of this kind."""


def write_outcome(
    outcome: Outcome,
    folder: Path,
    file_format: Format = "csv",
    extra: Mapping[str, Callable[[], str]] | None = None,
) -> None:
    """Write the outcome's files, and ``extra`` texts by file name, into ``folder``.

    The extra texts are called for last, so that they may be in the making meanwhile. An existing
    outcome is replaced as a whole.

    Raises FileExistsError when ``folder`` exists and is neither empty nor an outcome.
    """
    decimals = decimals_of(int(outcome.summary["obligations"]["decimals"]))
    files: dict[str, Writer] = {
        f"{name}.{file_format}": partial(write_table, frame, decimals=decimals)
        for name, frame in outcome.tables().items()
    }
    texts = {name: partial(write_text, make) for name, make in (extra or {}).items()}
    write_folder(folder, {**files, **texts}, outcome.summary, unhashed=texts)


def read_outcome(folder: Path) -> Outcome:
    """Return the outcome in ``folder``, whichever format it was written in.

    Raises FileNotFoundError for a missing file, ValueError for one that cannot be understood.
    """
    summary = read_summary(folder)
    if summary.get("kind") != KIND:
        raise ValueError("it is no outcome of a netting")
    decimals = decimals_of(_decimals(summary))
    frames: dict[str, Any] = {
        name: read_table(folder, name, schema, decimals)
        if name not in ON_DEMAND or _is_there(folder, name)
        else None
        for name, schema in SCHEMAS.items()
    }
    return Outcome(**frames, summary=summary)


def _decimals(summary: Mapping[str, Any]) -> int:
    try:
        return int(summary["obligations"]["decimals"])
    except (KeyError, TypeError, ValueError):
        raise ValueError("outcome.json does not say how many decimals amounts have") from None


def _is_there(folder: Path, name: str) -> bool:
    return any((folder / f"{name}.{kind}").is_file() for kind in ("csv", "parquet"))
