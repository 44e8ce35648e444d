"""An outcome of any kind as a folder: its tables, texts beside them, and the summary."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from samarkand.publishing.folder import Writer, write_folder, write_text
from samarkand.publishing.tables import Format, write_table

Texts = Mapping[str, Callable[[], str]]
"""Texts by the name of the file they belong in, each made when it is called for."""


def write_outcome_folder(
    folder: Path,
    tables: Mapping[str, pl.DataFrame],
    decimals: Mapping[str, int],
    summary: Mapping[str, Any],
    file_format: Format,
    extra: Texts | None,
) -> None:
    """Write the tables, then the ``extra`` texts, which may be in the making meanwhile, then the summary.

    ``decimals`` names the columns that are scaled integers. An existing outcome is replaced as a whole.

    Raises FileExistsError when ``folder`` exists and is neither empty nor an outcome.
    """
    files: dict[str, Writer] = {
        f"{name}.{file_format}": partial(write_table, frame, decimals=decimals)
        for name, frame in tables.items()
    }
    texts = {name: partial(write_text, make) for name, make in (extra or {}).items()}
    write_folder(folder, {**files, **texts}, summary, unhashed=texts)
