"""The picture of before and after: arrows on a circle for few parties, bars of the largest for many."""

import polars as pl

from samarkand.netting.reporting.bars import Bar, Piece, listed
from samarkand.netting.reporting.circle import Arrow, Node, circle
from samarkand.netting.reporting.part import Part
from samarkand.publishing import words
from samarkand.publishing.markup import Html, join, name, table, tag
from samarkand.publishing.names import readable

_MOST_ON_A_CIRCLE = 12
_MOST_ARROWS = 60
_MOST_BARS = 12
_MOST_ROWS = 60
_FEWEST = 2
_ENDS = ["debtor", "creditor"]
_ARROWS = "An arrow runs from who owes to who is owed and is as thick as the debt"
_NET = "Below a name: what it is owed less what it owes"
_LEAD = f"{_ARROWS}; in green is what is set off. {_NET}, the same before and after."
_LEAD_TO_NOTHING = f"{_ARROWS}. {_NET}."


def before_after(part: Part) -> Html | None:
    """Return who owes whom before and after; None where there is nobody to draw."""
    if part.facts.parties < _FEWEST:
        return None
    if part.facts.parties <= _MOST_ON_A_CIRCLE:
        return _circles(part)
    return _largest(part)


def _circles(part: Part) -> Html:
    debts = _debts(part.notices)
    shown = debts.head(_MOST_ARROWS)
    parties = _around(debts)
    rest = words.more(debts.height - shown.height, "debts", "set_off_notices")
    return tag(
        "section",
        part.heading(f"Who owes whom{', before and after' if part.facts.set_off else ''}"),
        tag("p", _LEAD if part.facts.set_off else _LEAD_TO_NOTHING, class_="hint"),
        tag("div", *_pair(part, shown, parties), class_="pair"),
        tag("p", words.capital(rest), class_="more") if rest else None,
        tag("details", tag("summary", "The same as a table"), _twin(part, debts), class_="twin"),
    )


def _pair(part: Part, debts: pl.DataFrame, parties: list[str]) -> list[Html]:
    nets = dict(part.positions.group_by("party").agg(pl.col("net_before").sum()).iter_rows())
    nodes = [Node(party, _net(part, nets.get(party, 0))) for party in parties]
    number = {party: index for index, party in enumerate(parties)}
    before, after = [], []
    for debtor, creditor, amount, set_off, remainder in debts.iter_rows():
        ends = number[debtor], number[creditor]
        before.append(Arrow(*ends, amount, set_off, part.bare(amount)))
        after.append(Arrow(*ends, remainder, 0, part.bare(remainder)))
    largest = max((arrow.size for arrow in before), default=0)
    figure = _figure("Before", part.short(part.facts.owed), nodes, before, largest)
    if not part.facts.set_off:
        return [figure]
    return [figure, _figure("After", part.short(part.facts.remainder), nodes, after, largest)]


def _debts(notices: pl.DataFrame) -> pl.DataFrame:
    """Return debtor, creditor, amount, set_off and remainder of each pair, the largest first."""
    sums = notices.group_by(_ENDS).agg(pl.col("amount", "set_off", "remainder").sum())
    return sums.sort("amount", *_ENDS, descending=[True, False, False])


def _around(debts: pl.DataFrame) -> list[str]:
    """Return the parties so that, as far as it goes, each owes its neighbour much."""
    pairs = list(debts.select(_ENDS).iter_rows())
    sequence: list[str] = []
    for start in dict.fromkeys(party for pair in pairs for party in pair):
        following = [start]
        while following and following[0] not in sequence:
            sequence.append(following[0])
            following = [
                creditor for debtor, creditor in pairs if debtor == sequence[-1] and creditor not in sequence
            ]
    return sequence


def _net(part: Part, net: int) -> str:
    return f"{'+' if net > 0 else '−' if net else '±'}{part.bare(abs(net))}"


def _figure(title: str, total: str, nodes: list[Node], arrows: list[Arrow], largest: int) -> Html:
    debts = words.count(sum(1 for arrow in arrows if arrow.size), "debt")
    among = words.count(len(nodes), "party", "parties")
    alternative = f"{title}: {debts} among {among}, {total} in all. The table below holds the same numbers."
    caption = tag("figcaption", tag("strong", title), f": {total} owed")
    return tag("figure", caption, circle(nodes, arrows, largest, alternative))


def _twin(part: Part, debts: pl.DataFrame) -> Html:
    rows: list[list[str]] = [
        [
            join([name(readable(row["debtor"])), " owes ", name(readable(row["creditor"]))]),
            part.exact(row["amount"]),
            part.exact(row["set_off"]),
            part.exact(row["remainder"]),
        ]
        for row in debts.head(_MOST_ROWS).iter_rows(named=True)
    ]
    head = ["Who owes whom", "Owed", "Set off", "Remains"]
    rest = words.more(debts.height - len(rows), "debts", "set_off_notices")
    shown = table(f"Debts between each two parties {part.unit}".strip(), head, rows, frozenset({1, 2, 3}))
    return join([shown, tag("p", words.capital(rest), class_="more") if rest else None])


def _largest(part: Part) -> Html:
    owing = part.positions.group_by("party").agg(pl.col("owed_before", "owed_after").sum())
    top = owing.top_k(_MOST_BARS, by=["owed_before", "party"], reverse=[False, True])
    top = top.sort("owed_before", "party", descending=[True, False])
    bars = [
        Bar(
            name(readable(row["party"], 40)),
            (
                Piece(row["owed_after"], "chain"),
                Piece(row["owed_before"] - row["owed_after"], "set-off"),
            ),
            f"{part.bare(row['owed_before'])} → {part.bare(row['owed_after'])}",
        )
        for row in top.iter_rows(named=True)
    ]
    lead = "What each owed before, and what it still owes after. In green: set off."
    return tag(
        "section",
        part.heading("Those who owe most, before and after"),
        tag("p", lead, class_="hint"),
        listed(bars, max(top["owed_before"].to_list(), default=0)),
    )
