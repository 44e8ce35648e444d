"""Write the outcome of a netting to a folder, whole or not at all, and read one back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samarkand.netting.outcome import ON_DEMAND, SCHEMAS, Outcome, decimals_of
from samarkand.publishing.folder import read_summary
from samarkand.publishing.outcome_folder import Texts, write_outcome_folder
from samarkand.publishing.tables import Format, read_table

KIND = "netting"
"""What outcome.json calls an outcome of this kind."""


def write_outcome(
    outcome: Outcome, folder: Path, file_format: Format = "csv", extra: Texts | None = None
) -> None:
    """Write the outcome's files, and ``extra`` texts by file name, into ``folder``.

    Raises FileExistsError when ``folder`` exists and is neither empty nor an outcome.
    """
    decimals = decimals_of(int(outcome.summary["obligations"]["decimals"]))
    write_outcome_folder(folder, outcome.tables(), decimals, outcome.summary, file_format, extra)


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
