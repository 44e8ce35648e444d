"""The top of the page: the round in a sentence, its figures, and the picture of who gives what to whom."""

import json

from samarkand.clearing.reporting.facts import Facts, headline, papers, unit_short
from samarkand.clearing.reporting.flows import Flow, Flows
from samarkand.publishing import blocks, words
from samarkand.publishing.markup import Html, join, name, table, tag

_MOST_ROWS = 40
_SHARE = 100


def header(facts: Facts, book_name: str) -> Html:
    """Return the headline and the key figures."""
    return tag(
        "header",
        tag("p", "Clearing round", name(f" · {book_name}") if book_name else None, class_="eyebrow"),
        tag("h1", headline(facts)),
        _figures(facts),
    )


def picture(flows: Flows, facts: Facts) -> Html | None:
    """Return the picture and, as its text alternative, the same as a table; None without any flow."""
    if not flows.rows:
        return None
    first = flows.rows[0]
    alternative = (
        f"Flow chart: {flows.ends} that give on the left, {flows.goods} in the middle, {flows.ends} that "
        f"receive on the right. The largest stream is {first.goods} from {first.giver} to {first.taker}. "
        "The table below holds the same numbers."
    )
    chart = tag("div", id="chart", class_="chart", role="img", aria_label=alternative, dir="ltr", hidden=True)
    hint = f"Left: who gives. Middle: {flows.goods}. Right: who receives. A band is as thick as its value."
    twin = tag(
        "details", tag("summary", "The same as a table"), _table(flows, facts), class_="twin", open=True
    )
    heading = tag("h2", "Who gives what to whom")
    told = tag("p", papers(facts), class_="hint")
    return tag("section", heading, tag("p", hint, class_="hint"), chart, twin, told, _data(flows))


def _figures(facts: Facts) -> Html:
    counted = "" if unit_short(facts.unit) else "in units of account"
    figures = [
        ("Goods exchanged", facts.worth(facts.value), counted),
        ("Firms trading", f"{facts.parties:,}", f"in {words.count(facts.pools, 'pool')}"),
        ("Deals", f"{facts.deals:,}", _sizes_of_deals(facts)),
        ("Still open", f"{facts.open_offers + facts.open_wants:,}", _still_open(facts)),
    ]
    if facts.expected is not None:
        figures.insert(1, ("Expected to move", facts.worth(facts.expected), "if legs fail as foreseen"))
    return blocks.figures(figures)


def _sizes_of_deals(facts: Facts) -> str:
    if not facts.deals:
        return ""
    most = f", at most {facts.most_parties:,} asked for" if facts.most_parties is not None else ""
    return f"{facts.swaps:,} between two firms; largest: {facts.largest_deal:,} firms{most}"


def _still_open(facts: Facts) -> str:
    offers = f"{facts.open_offers:,} {'offer' if facts.open_offers == 1 else 'offers'}"
    return (
        f"{offers}, {facts.open_wants:,} {'want' if facts.open_wants == 1 else 'wants'}, in whole or in part"
    )


def _table(flows: Flows, facts: Facts) -> Html:
    total = max(facts.value, 1)
    rows: list[list[str]] = [
        [
            name(flow.giver),
            flow.goods,
            name(flow.taker),
            words.whole(flow.value),
            f"{_SHARE * flow.value / total:.1f} %",
        ]
        for flow in flows.rows[:_MOST_ROWS]
    ]
    head = ["Gives", "What", "Receives", "Value", "Share"]
    shown = table(f"Value of goods, {facts.unit}", head, rows, frozenset({3, 4}))
    rest = words.more(len(flows.rows) - len(rows), "streams", "legs")
    return join([shown, tag("p", words.capital(rest), class_="more") if rest else None])


def _data(flows: Flows) -> Html:
    """Return what page.js draws: labels of the three columns and the streams between them."""
    givers = list(dict.fromkeys(flow.giver for flow in flows.rows))
    goods = list(dict.fromkeys(flow.goods for flow in flows.rows))
    takers = list(dict.fromkeys(flow.taker for flow in flows.rows))
    places = [{label: index for index, label in enumerate(labels)} for labels in (givers, goods, takers)]
    streams = [_stream(flow, places) for flow in flows.rows]
    text = json.dumps({"givers": givers, "goods": goods, "takers": takers, "streams": streams})
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return tag("script", Html(text), type="application/json", id="flows")


def _stream(flow: Flow, places: list[dict[str, int]]) -> list[int]:
    ends = (flow.giver, flow.goods, flow.taker)
    return [*(place[label] for place, label in zip(places, ends, strict=True)), flow.value]
