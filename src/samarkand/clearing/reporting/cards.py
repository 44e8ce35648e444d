"""The largest deals of an outcome, told party by party."""

from dataclasses import dataclass
from itertools import groupby

import polars as pl

from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reporting.names import commodity
from samarkand.publishing import words

_TWO = 2
_KEY = ["deal", "from_party", "to_party", "commodity", "unit", "from_place", "to_place"]


@dataclass(frozen=True, slots=True)
class Gift:
    """Goods that one party gives another in a deal."""

    giver: str
    taker: str
    commodity: str
    quantity: int
    unit: str
    from_place: str
    to_place: str
    value: int

    def goods(self) -> str:
        """Return "20,000 t rice"."""
        return f"{words.quantity(self.quantity, self.unit)} {commodity(self.commodity)}"


@dataclass(frozen=True, slots=True)
class Card:
    """One deal: what every party gives, along the way the goods go; ``parties`` in that sequence."""

    deal: str
    parties: tuple[str, ...]
    gifts: tuple[Gift, ...]
    value: int

    def given_by(self, party: str) -> list[Gift]:
        """Return what the party gives in this deal."""
        return [gift for gift in self.gifts if gift.giver == party]


def cards_of(outcome: Outcome, most: int) -> list[Card]:
    """Return the deals of largest value, at most so many, the largest first."""
    chosen = outcome.deals.sort("value", "deal", descending=[True, False]).head(most)["deal"].to_list()
    legs = (
        outcome.legs.filter(pl.col("deal").is_in(chosen))
        .group_by(_KEY)
        .agg(pl.col("quantity").sum(), pl.col("value").sum())
        .sort(_KEY)
    )
    cards = {
        deal: _card(deal, list(rows))
        for deal, rows in groupby(legs.iter_rows(named=True), lambda row: row["deal"])
    }
    return [cards[deal] for deal in chosen if deal in cards]


def worth(card: Card, unit: str) -> str:
    """Return "14,000,000 USD each way" for an even swap, what all goods of the deal are worth for others."""
    given = [sum(gift.value for gift in card.given_by(party)) for party in card.parties]
    each_way = len(given) == _TWO and given[0] == given[1]
    amount = f"{words.whole(given[0] if each_way else card.value)} {unit}".strip()
    return f"{amount} each way" if each_way else amount


def kind(card: Card) -> str:
    """Return "Swap" for two parties, "Deal among three firms" for more."""
    return "Swap" if len(card.parties) <= _TWO else f"Deal among {words.count_word(len(card.parties))} firms"


def exchange_ratio(card: Card) -> str:
    """Return "1 t rice for 1.03 t chickpeas" where two parties give one kind of goods each, else blank."""
    if len(card.gifts) != _TWO or len(card.parties) != _TWO:
        return ""
    here, there = card.gifts
    if not (here.quantity and there.quantity and there.value) or here.giver == there.giver:
        return ""
    ratio = (here.value / here.quantity) / (there.value / there.quantity)
    left = f"1 {words.unit_sign(here.unit)} {commodity(here.commodity)}"
    return f"{left} for {words.figures(ratio)} {words.unit_sign(there.unit)} {commodity(there.commodity)}"


def _card(deal: str, rows: list[dict[str, object]]) -> Card:
    gifts = [_gift(row) for row in rows]
    parties = _along_the_way(gifts)
    place = {party: index for index, party in enumerate(parties)}
    gifts.sort(key=lambda gift: (place[gift.giver], -gift.value, gift.commodity))
    return Card(deal, tuple(parties), tuple(gifts), sum(gift.value for gift in gifts))


def _gift(row: dict[str, object]) -> Gift:
    def text(column: str) -> str:
        return str(row[column])

    def number(column: str) -> int:
        return int(str(row[column]))

    return Gift(
        giver=text("from_party"),
        taker=text("to_party"),
        commodity=text("commodity"),
        quantity=number("quantity"),
        unit=text("unit"),
        from_place=text("from_place"),
        to_place=text("to_place"),
        value=number("value"),
    )


def _along_the_way(gifts: list[Gift]) -> list[str]:
    """Return the parties so that, as far as it goes, each one gives to the next."""
    receivers: dict[str, list[str]] = {}
    for gift in gifts:
        receivers.setdefault(gift.giver, []).append(gift.taker)
    sequence: list[str] = []
    for start in receivers:
        party = start
        while party not in sequence:
            sequence.append(party)
            party = next((taker for taker in receivers.get(party, []) if taker not in sequence), party)
    sequence += [gift.taker for gift in gifts if gift.taker not in receivers and gift.taker not in sequence]
    return list(dict.fromkeys(sequence))
