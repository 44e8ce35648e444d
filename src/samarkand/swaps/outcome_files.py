"""Write the outcome of a want-list trade to a folder, whole or not at all, and read one back."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from samarkand.publishing.folder import Writer, read_summary, write_folder, write_text
from samarkand.publishing.tables import Format, read_table, write_table
from samarkand.swaps.outcome import SCHEMAS, Outcome
from samarkand.swaps.results.summary import KIND


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
    files: dict[str, Writer] = {
        f"{name}.{file_format}": partial(write_table, frame, decimals={})
        for name, frame in (("trades", outcome.trades), ("unmatched", outcome.unmatched))
    }
    texts = {name: partial(write_text, make) for name, make in (extra or {}).items()}
    write_folder(folder, {**files, **texts}, outcome.summary, unhashed=texts)


def read_outcome(folder: Path) -> Outcome:
    """Return the outcome in ``folder``, whichever format it was written in.

    Raises FileNotFoundError for a missing file, ValueError for one that cannot be understood.
    """
    summary = read_summary(folder)
    if summary.get("kind") != KIND:
        raise ValueError("it is no outcome of a want-list trade")
    frames = {name: read_table(folder, name, schema, {}) for name, schema in SCHEMAS.items()}
    return Outcome(frames["trades"], frames["unmatched"], summary)
