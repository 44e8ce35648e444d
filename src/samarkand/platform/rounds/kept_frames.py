"""Frames as the database keeps them: Parquet, whole numbers as they are in memory."""

from io import BytesIO

import polars as pl
from polars.exceptions import PanicException, PolarsError


class DamagedFrameError(ValueError):
    """The bytes that were kept are no table any more."""


def to_parquet(frame: pl.DataFrame) -> bytes:
    """Return a frame as Parquet."""
    content = BytesIO()
    frame.write_parquet(content, compression="zstd")
    return content.getvalue()


def from_parquet(content: bytes | memoryview) -> pl.DataFrame:
    """Return the frame that a column of bytes holds; one database gives bytes, the other a view of them.

    Raises DamagedFrameError for bytes that are no Parquet, or not any more.
    """
    try:
        return pl.read_parquet(BytesIO(bytes(content)))
    except (PolarsError, PanicException, OSError, ValueError) as trouble:
        raise DamagedFrameError(str(trouble)) from trouble
