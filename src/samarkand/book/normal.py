"""The normal form of a book: what a blank cell stands for is written out."""

import polars as pl

from samarkand.book.schema import TABLES


def settle_parties(parties: pl.DataFrame) -> pl.DataFrame:
    """Return parties with a blank pool as the party itself, and blank currency and swing as the pool's."""
    return parties.with_columns(pl.coalesce("pool", "party")).with_columns(
        pl.coalesce(column, pl.col(column).drop_nulls().first().over("pool"))
        for column in ("currency", "swing")
    )


def settle_places(rows: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """Return offers or wants with a blank place as the country of their party."""
    if rows["place"].null_count() == 0:
        return rows
    homes = parties.select("party", "country").drop_nulls().unique("party", keep="first")
    return (
        rows.join(homes, on="party", how="left", maintain_order="left")
        .with_columns(pl.coalesce("place", "country"))
        .drop("country")
    )


def with_defaults(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table with the schema's defaults in its blank cells, columns in the schema's order."""
    table = TABLES[name]
    filled = (
        pl.col(column.name) if column.default is None else pl.col(column.name).fill_null(column.default)
        for column in table.columns
    )
    return frame.select(filled)
