"""A sheet for every trader: what he gets and from whom, what he gives and to whom."""

import polars as pl

from samarkand.publishing import words
from samarkand.publishing.markup import Html, name, table, tag
from samarkand.swaps.reporting.titles import Titles, trader_name

_MOST_ROWS = 3000


def traders(trades: pl.DataFrame, titles: Titles) -> Html | None:
    """Return what everyone gives and gets, by trader; None where nothing is traded."""
    if trades.is_empty():
        return None
    sheet = sheets(trades)
    rows = [_row(row, titles) for row in sheet.head(_MOST_ROWS).iter_rows(named=True)]
    rest = words.more(sheet.height - len(rows), "items", "trades")
    has_names = bool((sheet["trader"] != "").any())
    title = "What everyone gives and gets" if has_names else "What goes for what"
    return tag(
        "section",
        tag("h2", title),
        tag("p", "Each line is one item given and the one got for it.", class_="hint"),
        table(title, ["Trader", "Gives", "To", "Gets", "From"], rows),
        tag("p", words.capital(rest), class_="more") if rest else None,
        class_="sheets",
    )


def sheets(trades: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each item given: trader, gives, to, gets, from, by trader without regard to case."""
    given_to = trades.select(pl.col("item").alias("for_item"), pl.col("to_trader").alias("to"))
    got = trades.select(
        "for_item", trader="to_trader", gives="for_item", gets="item", **{"from": "from_trader"}
    )
    both = got.join(given_to, on="for_item", how="left", maintain_order="left")
    sheet = both.select("trader", "gives", "to", "gets", "from")
    return sheet.sort(pl.col("trader").str.to_lowercase(), "trader", "gives")


def _row(row: dict[str, str], titles: Titles) -> list[str]:
    def trader(column: str) -> str:
        return name(trader_name(row[column])) if row[column] else ""

    return [
        trader("trader"),
        titles.html(row["gives"]),
        trader("to"),
        titles.html(row["gets"]),
        trader("from"),
    ]
