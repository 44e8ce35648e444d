"""What stays with its trader, and why: reason by reason."""

import polars as pl

from samarkand.publishing import words
from samarkand.publishing.markup import Html, join, name, tag
from samarkand.publishing.names import printable
from samarkand.swaps.outcome import REASONS
from samarkand.swaps.reporting.titles import Titles, trader_name

_MOST_ITEMS = 100
_MOST_OPEN = 40
"""Up to so many items in all are shown without a click."""


def unmatched(staying: pl.DataFrame, titles: Titles) -> Html | None:
    """Return the items that stay, to be opened reason by reason where they are many; None for none."""
    if staying.is_empty():
        return None
    return tag(
        "section",
        tag("h2", "What stays, and why"),
        *[
            _reason(code, rows, titles, is_open=staying.height <= _MOST_OPEN)
            for code, rows in by_reason(staying)
        ],
    )


def by_reason(staying: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """Return the items of each reason, in the sequence in which reasons are looked for."""
    codes = staying["reason"].unique().to_list()
    known = [code for code in REASONS if code in codes]
    strange = sorted(code for code in codes if code not in REASONS)
    return [(code, staying.filter(pl.col("reason") == code)) for code in [*known, *strange]]


def reason_text(code: str, items: int) -> str:
    """Return "No other trader wants it: seven items"."""
    why = REASONS.get(code, printable(code)).rstrip(".")
    return f"{why}: {words.count(items, 'item')}"


def _reason(code: str, rows: pl.DataFrame, titles: Titles, *, is_open: bool) -> Html:
    shown = [_item(row, titles) for row in rows.head(_MOST_ITEMS).iter_rows(named=True)]
    rest = words.more(rows.height - len(shown), "items", "unmatched")
    return tag(
        "details",
        tag("summary", tag("strong", reason_text(code, rows.height))),
        tag("ul", *shown, class_="staying"),
        tag("p", words.capital(rest), class_="more") if rest else None,
        open=is_open,
    )


def _item(row: dict[str, str], titles: Titles) -> Html:
    owner = join([" of ", name(trader_name(row["trader"]))]) if row["trader"] else None
    return tag("li", join([name(titles.text(row["item"])), owner]))
