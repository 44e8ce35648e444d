"""The parties: what the largest of them owed and were owed, before and after, and the groups they are in."""

import polars as pl

from samarkand.netting.reporting.part import Part
from samarkand.publishing import words
from samarkand.publishing.markup import Html, join, name, table, tag
from samarkand.publishing.names import printable, readable

_MOST_PARTIES = 20
_MOST_GROUPS = 20


def parties(part: Part) -> Html:
    """Return the largest parties: owed and due before and after, and their net, which stays."""
    ranked = top_parties(part.positions, _MOST_PARTIES)
    has_house = bool((part.positions["house"] != 0).any())
    rows: list[list[str]] = [_row(part, row, has_house=has_house) for row in ranked.iter_rows(named=True)]
    net = "Net, before and after"
    head = ["Party", "Owed", "Still owes", "Was due", "Still due", "House owes it" if has_house else "", net]
    rest = words.more(part.positions.height - ranked.height, "positions", "positions")
    return tag(
        "section",
        part.heading("Every net position stays as it was"),
        tag("p", _lead(has_house=has_house), class_="hint"),
        table(f"Positions {part.unit}".strip(), head, rows, frozenset(range(1, len(head)))),
        tag("p", words.capital(rest), class_="more") if rest else None,
    )


def top_parties(positions: pl.DataFrame, most: int) -> pl.DataFrame:
    """Return the positions that owed and were due most, the largest first."""
    sized = positions.with_columns(size=pl.max_horizontal("owed_before", "due_before"))
    keys = ["size", "party", "group"]
    return sized.top_k(most, by=keys, reverse=[False, True, True]).sort(keys, descending=[True, False, False])


def groups(part: Part) -> Html | None:
    """Return what each group owes and sets off; None where obligations are kept in no groups."""
    if not part.whole.within:
        return None
    sums = part.positions.group_by("group").agg(
        pl.len().alias("parties"), pl.col("owed_before", "owed_after").sum()
    )
    ranked = sums.sort("owed_before", "group", descending=[True, False])
    rows: list[list[str]] = [_group(part, row) for row in ranked.head(_MOST_GROUPS).iter_rows(named=True)]
    head = [words.capital(part.group), "Parties", "Owed", "Set off", "Share", "Remains"]
    rest = words.more(ranked.height - len(rows), "groups", "positions")
    lead = (
        f"Obligations are set off only inside one {part.group}: {words.count(ranked.height, 'group')} in all."
    )
    return tag(
        "section",
        part.heading("Kept apart"),
        tag("p", lead, class_="hint"),
        table("Groups", head, rows, frozenset({1, 2, 3, 4, 5})),
        tag("p", words.capital(rest), class_="more") if rest else None,
    )


def _row(part: Part, row: dict[str, int | str], *, has_house: bool) -> list[str]:
    def amount(column: str) -> str:
        return part.exact(int(row[column]))

    columns = ("owed_before", "owed_after", "due_before", "due_after")
    return [
        _party(part, row),
        *map(amount, columns),
        amount("house") if has_house else "",
        amount("net_before"),
    ]


def _party(part: Part, row: dict[str, int | str]) -> Html:
    party = name(readable(str(row["party"])))
    if not part.whole.within:
        return party
    return join([party, Html(" "), tag("small", name(readable(str(row["group"]), 40)))])


def _lead(*, has_house: bool) -> str:
    net = "Net is what a party is due less what it owes"
    if has_house:
        return f"{net}, with what the clearing house owes it or, below zero, is owed by it."
    return f"{net}. A set-off lowers both by the same amount, so it costs nobody anything."


def _group(part: Part, row: dict[str, int | str]) -> list[str]:
    owed, left = int(row["owed_before"]), int(row["owed_after"])
    return [
        name(printable(readable(str(row["group"]))) or "(blank)"),
        f"{row['parties']:,}",
        part.exact(owed),
        part.exact(owed - left),
        words.share(owed - left, owed),
        part.exact(left),
    ]
