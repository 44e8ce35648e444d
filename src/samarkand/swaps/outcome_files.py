"""Write the outcome of a want-list trade to a folder, whole or not at all, and read one back."""

from pathlib import Path

from samarkand.publishing.folder import read_summary
from samarkand.publishing.outcome_folder import Texts, write_outcome_folder
from samarkand.publishing.tables import Format, read_table
from samarkand.swaps.outcome import SCHEMAS, Outcome
from samarkand.swaps.results.summary import KIND


def write_outcome(
    outcome: Outcome, folder: Path, file_format: Format = "csv", extra: Texts | None = None
) -> None:
    """Write the outcome's files, and ``extra`` texts by file name, into ``folder``.

    Raises FileExistsError when ``folder`` exists and is neither empty nor an outcome.
    """
    tables = {name: getattr(outcome, name) for name in SCHEMAS}
    write_outcome_folder(folder, tables, {}, outcome.summary, file_format, extra)


def read_outcome(folder: Path) -> Outcome:
    """Return the outcome in ``folder``, whichever format it was written in.

    Raises FileNotFoundError for a missing file, ValueError for one that cannot be understood.
    """
    summary = read_summary(folder)
    if summary.get("kind") != KIND:
        raise ValueError("it is no outcome of a want-list trade")
    frames = {name: read_table(folder, name, schema, {}) for name, schema in SCHEMAS.items()}
    return Outcome(frames["trades"], frames["unmatched"], summary)
