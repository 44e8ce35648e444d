"""Write an outcome to a folder, whole or not at all, and read one back."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import polars as pl

from samarkand.book.scaled import from_decimal, to_decimal
from samarkand.clearing.outcome import DECIMALS, SCHEMAS, Outcome

Format = Literal["csv", "parquet"]

_RATE_DIGITS = 12


def write_outcome(
    outcome: Outcome,
    folder: Path,
    file_format: Format = "csv",
    extra: Mapping[str, Callable[[], str]] | None = None,
) -> None:
    """Write the outcome's files, and ``extra`` texts by file name, into ``folder``.

    The extra texts are called for last, so that they may be in the making meanwhile.

    Everything is written beside ``folder`` first and renamed into place, so that a reader sees
    the old outcome or the new one, never a part. An existing outcome is replaced; a folder that
    holds anything else is refused.

    Raises FileExistsError when ``folder`` exists and is neither empty nor an outcome.
    """
    if not is_free(folder):
        raise FileExistsError(f"{folder} exists and is not an outcome")
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        temporary.chmod(0o755)
        _write_files(outcome, temporary, file_format, extra or {})
        _replace(folder, temporary)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _replace(folder: Path, ready: Path) -> None:
    if not folder.exists():
        ready.rename(folder)
        return
    old = ready.with_name(f"{ready.name}-old")
    folder.rename(old)
    ready.rename(folder)
    shutil.rmtree(old)


def is_free(folder: Path) -> bool:
    """Tell whether an outcome may be written there: nothing is lost but an older outcome."""
    return not folder.exists() or is_outcome(folder) or not any(folder.iterdir())


def is_outcome(folder: Path) -> bool:
    """Tell whether the folder holds an outcome."""
    return (folder / "outcome.json").is_file()


def read_outcome(folder: Path) -> Outcome:
    """Return the outcome in ``folder``, whichever format it was written in.

    Raises FileNotFoundError for a missing file, ValueError for one that cannot be understood.
    """
    summary = json.loads((folder / "outcome.json").read_text(encoding="utf-8"))
    frames = {name: _read_frame(folder, name) for name in SCHEMAS}
    return Outcome(**frames, summary=summary)


def public_frame(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table of the outcome as people read it: decimals where memory holds integers."""
    return frame.with_columns(
        to_decimal(pl.col(column), DECIMALS[column]).alias(column)
        for column in SCHEMAS[name]
        if column in DECIMALS
    )


def _write_files(
    outcome: Outcome, folder: Path, file_format: Format, extra: Mapping[str, Callable[[], str]]
) -> None:
    hashes = {}
    for name, frame in outcome.tables().items():
        path = folder / f"{name}.{file_format}"
        public = public_frame(name, frame)
        if file_format == "csv":
            public.with_columns(_rates_as_text(public)).write_csv(path)
        else:
            public.write_parquet(path)
        hashes[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    for file_name, make in extra.items():
        (folder / file_name).write_text(make(), encoding="utf-8")
    summary: dict[str, Any] = {**outcome.summary, "files": hashes}
    text = json.dumps(summary, indent=2, ensure_ascii=False) + "\n"
    (folder / "outcome.json").write_text(text, encoding="utf-8")


def _rates_as_text(frame: pl.DataFrame) -> list[pl.Series]:
    return [
        pl.Series(
            name,
            [None if rate is None else f"{rate:.{_RATE_DIGITS}g}" for rate in frame[name]],
            dtype=pl.String,
        )
        for name, dtype in frame.schema.items()
        if dtype == pl.Float64()
    ]


def _read_frame(folder: Path, name: str) -> pl.DataFrame:
    schema = SCHEMAS[name]
    path = folder / f"{name}.csv"
    if path.is_file():
        text = pl.read_csv(path, infer_schema=False, empty_string_is_null=False)
    else:
        text = pl.read_parquet(folder / f"{name}.parquet")
    missing = [column for column in schema if column not in text.columns]
    if missing:
        raise ValueError(f"{name}: no column {', '.join(missing)}")
    return text.select(_read_column(text, column, dtype) for column, dtype in schema.items())


def _read_column(frame: pl.DataFrame, column: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(column)
    if dtype == pl.String():
        return cell.fill_null("")
    if frame.schema[column] == pl.String():
        cell = pl.when(cell != "").then(cell)
        if column in DECIMALS:
            cell = cell.str.to_decimal(scale=DECIMALS[column])
    return from_decimal(cell, DECIMALS[column]).alias(column) if column in DECIMALS else cell.cast(dtype)
