"""Who is on the other side of a row's market: others, or nobody but the row's own party."""

import polars as pl


def with_company(rows: pl.DataFrame, other_side: pl.DataFrame) -> pl.DataFrame:
    """Return rows (market, party) with ``met`` and ``only_own``, as those of the other side stand there.

    ``met``: somebody of another party does. ``only_own``: nobody but the row's own party does.
    """
    ends = other_side.group_by("market").agg(
        first_party=pl.col("party").min(), last_party=pl.col("party").max()
    )
    others = (pl.col("first_party") != pl.col("party")) | (pl.col("last_party") != pl.col("party"))
    return (
        rows.join(ends, on="market", how="left", maintain_order="left")
        .with_columns(met=others.fill_null(value=False), only_own=(~others).fill_null(value=False))
        .drop("first_party", "last_party")
    )
