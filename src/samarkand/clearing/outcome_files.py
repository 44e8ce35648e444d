"""Write an outcome to a folder, whole or not at all, and read one back."""

from pathlib import Path

from samarkand.clearing.outcome import DECIMALS, SCHEMAS, Outcome
from samarkand.publishing.folder import read_summary
from samarkand.publishing.outcome_folder import Texts, write_outcome_folder
from samarkand.publishing.tables import Format, read_table


def write_outcome(
    outcome: Outcome, folder: Path, file_format: Format = "csv", extra: Texts | None = None
) -> None:
    """Write the outcome's files, and ``extra`` texts by file name, into ``folder``.

    Raises FileExistsError when ``folder`` exists and is neither empty nor an outcome.
    """
    write_outcome_folder(folder, outcome.tables(), DECIMALS, outcome.summary, file_format, extra)


def read_outcome(folder: Path) -> Outcome:
    """Return the outcome in ``folder``, whichever format it was written in.

    Raises FileNotFoundError for a missing file, ValueError for one that cannot be understood.
    """
    summary = read_summary(folder)
    frames = {name: read_table(folder, name, schema, DECIMALS) for name, schema in SCHEMAS.items()}
    return Outcome(**frames, summary=summary)
