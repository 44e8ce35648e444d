"""The middle of the page: the deals as cards and the terms they were made at."""

from dataclasses import replace

import polars as pl

from samarkand.book.commodities import name_of
from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reporting.cards import Card, Gift, cards_of, exchange_ratio, kind, worth
from samarkand.clearing.reporting.facts import Facts, rationing, unit_short
from samarkand.clearing.reporting.names import Names, commodity, country_name, place_name
from samarkand.core.scale import TERMS_DECIMALS
from samarkand.publishing import words
from samarkand.publishing.markup import Html, join, name, table, tag
from samarkand.publishing.names import printable

_MOST_CARDS = 12
_MOST_GIFTS = 6
_MOST_IN_A_ROW = 3
_MOST_TERMS = 80
_TERMS_DIGITS = 6


def deals(outcome: Outcome, names: Names, facts: Facts) -> Html | None:
    """Return the largest deals as cards; None where nothing was traded."""
    if not facts.deals:
        return None
    cards = cards_of(outcome, _MOST_CARDS)
    many = len(cards) > _MOST_IN_A_ROW
    rest = words.more(facts.deals - len(cards), "deals", "deals")
    lead = "Every deal balances by itself: what a pool gives in it and receives in it is of the same value."
    if outcome.home_settlement.height:
        lead += " Inside a pool the firms settle at home, as shown below."
    return tag(
        "section",
        tag("h2", "Deals" if not rest else "The largest deals"),
        tag("p", lead, class_="hint") if not facts.imbalanced else None,
        tag("div", *[_card(card, names, facts) for card in cards], class_="cards many" if many else "cards"),
        tag("p", words.capital(rest), class_="more") if rest else None,
    )


def terms(outcome: Outcome, facts: Facts) -> Html | None:
    """Return the terms of exchange: values, and how much of the yardstick a unit of each is worth."""
    traded = outcome.terms.filter(pl.col("traded_value") > 0)
    if traded.is_empty():
        return None
    ranked = traded.sort("traded_value", "market", descending=[True, False])
    yardstick = ranked.row(0, named=True)
    rows = [_terms_row(row, yardstick) for row in ranked.head(_MOST_TERMS).iter_rows(named=True)]
    of_it = commodity(yardstick["commodity"])
    lead = f"The same for everyone who trades these goods. Measured in {of_it}, of which most was traded."
    if facts.counted:
        lead += f" Values are in units of account: {facts.counted}."
    value = f"Value per unit, {facts.unit}" if unit_short(facts.unit) else "Value per unit"
    head = ["Goods", "Where, when, grade", value, "One unit exchanges for", "Traded"]
    shown = table("Terms of exchange", head, rows, frozenset({2, 3, 4}))
    rest = _rest_of_terms(outcome, ranked.height)
    left = rationing(outcome)
    said = tag("p", left, class_="hint") if left else None
    return tag("section", tag("h2", "Terms"), tag("p", lead, class_="hint"), shown, rest, said)


def goods(hs: str) -> Html:
    """Return the name of goods, their code, and the HS description as a smaller line."""
    return join(
        [
            tag("strong", words.capital(commodity(hs))),
            Html(" "),
            tag("code", hs),
            tag("small", name_of(hs) or "No description in the Harmonized System 2022"),
        ]
    )


def _card(card: Card, names: Names, facts: Facts) -> Html:
    shown = replace(card, gifts=card.gifts[:_MOST_GIFTS])
    sides = [_side(shown, party, names) for party in card.parties if shown.given_by(party)]
    rest = words.more(len(card.gifts) - _MOST_GIFTS, "legs", "legs")
    ratio = exchange_ratio(card)
    return tag(
        "article",
        tag("h3", kind(card), Html(" "), tag("code", printable(card.deal))),
        tag("div", *sides, class_="sides"),
        tag("p", rest, class_="more") if rest else None,
        tag(
            "p",
            tag("span", ratio) if ratio else None,
            tag("span", worth(card, unit_short(facts.unit))),
            class_="sum",
        ),
        class_="card",
    )


def _side(card: Card, party: str, names: Names) -> Html:
    swap = len(card.parties) == len(("here", "there"))
    rows = [_gift(gift, None if swap else names.party(gift.taker)) for gift in card.given_by(party)]
    country = names.country(party)
    return tag(
        "div",
        tag(
            "p",
            name(names.party(party)),
            Html(" "),
            tag("span", f"{country_name(country)} gives", class_="country") if country else "gives",
            class_="who",
        ),
        tag("ul", *rows),
        class_="side",
    )


def _gift(gift: Gift, taker: str | None) -> Html:
    way = f"from {place_name(gift.from_place)}" if gift.from_place else ""
    if gift.to_place and gift.to_place != gift.from_place:
        way += f" to {place_name(gift.to_place)}"
    return tag(
        "li",
        tag("span", f"{words.quantity(gift.quantity, gift.unit)} ", class_="quantity"),
        tag("strong", commodity(gift.commodity)),
        Html(" "),
        tag("code", gift.commodity),
        tag("small", *(("for ", name(taker), ", ") if taker else ()), way),
    )


def _terms_row(row: dict[str, object], yardstick: dict[str, object]) -> list[str]:
    value = int(str(row["value_per_unit"]))
    measure = int(str(yardstick["value_per_unit"]))
    unit, hs = str(row["unit"]), str(row["commodity"])
    place = str(row["place"])
    where = [place_name(place) if place else "", _period(str(row["period"])), printable(str(row["grade"]))]
    of_it = f"{words.unit_sign(str(yardstick['unit']))} {commodity(str(yardstick['commodity']))}"
    is_yardstick = row["market"] == yardstick["market"]
    return [
        goods(hs),
        ", ".join(filter(None, where)),
        f"{words.figures(value / 10**TERMS_DECIMALS, _TERMS_DIGITS)} per {words.unit_name(unit)}",
        "the yardstick" if is_yardstick else f"{words.figures(value / measure)} {of_it}",
        words.quantity(int(str(row["traded_quantity"])), unit),
    ]


def _period(period: str) -> str:
    start, _, end = period.partition("..")
    if start and end:
        return f"{start} to {end}"
    return f"from {start}" if start else f"until {end}" if end else ""


def _rest_of_terms(outcome: Outcome, traded: int) -> Html | None:
    more = words.more(traded - _MOST_TERMS, "markets", "terms")
    quiet = outcome.terms.height - traded
    idle = (
        f"{words.capital(words.count(quiet, 'market'))} without trade: see the file terms." if quiet else ""
    )
    text = " ".join(part for part in (f"{words.capital(more)}." if more else "", idle) if part)
    return tag("p", text, class_="more") if text else None
