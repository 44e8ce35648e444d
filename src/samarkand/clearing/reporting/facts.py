"""The round in a sentence and in a few figures, for the page and the terminal alike."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from samarkand.clearing.outcome import Outcome
from samarkand.clearing.reporting.names import Names, commodity
from samarkand.core.scale import QUANTITY_DECIMALS, VALUE_DECIMALS, to_scaled, to_text
from samarkand.publishing import entries, words
from samarkand.publishing.names import printable

_ANCHOR = re.compile(r"1 (?P<unit>\w+) of (?P<hs>\d{2,10})\S* = (?P<value>.+)")
_TWO = 2
EXPECTED = "expected value"
"""The objective of a round that reckons with legs that fail."""

_DEFAULT_UNIT = "unit of account"


_CLEARED, _MILLION = 1e-4, 1_000_000
"""Terms that leave no more than this share open clear their markets, as people read it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a round came to. Values are hundredths of the unit of account."""

    parties: int
    countries: int
    deals: int
    swaps: int
    largest_deal: int
    legs: int
    rows: int
    """Offers and wants that trade."""
    value: int
    swapped: int
    """The value of the deals between two firms."""
    partners: int | None
    """Half of the firms trade with so many others or fewer; None where the summary does not say."""
    own_prices: int | None
    """Legs of things at a price off the terms."""
    pools: int
    imbalanced: int
    largest_imbalance: int
    open_offers: int
    open_wants: int
    unit: str
    """The currency values are counted in, or "unit of account"."""
    counted: str
    """What one unit of account is, where that is not a currency."""
    most_parties: int | None
    """How many parties a deal may have at most; None where any number."""
    smallest_leg: int | None
    """What a leg is worth at least; None where any."""
    smallest_deal: int | None
    """What a deal is worth at least; None where any."""
    expected: int | None
    """The value expected to move, where the round was asked to reckon with legs that fail."""

    def worth(self, value: int) -> str:
        """Return "14.2 million USD", short enough for a sentence; no unit where values are in no currency."""
        return f"{words.large(value)} {unit_short(self.unit)}".strip()


def facts_of(outcome: Outcome, names: Names) -> Facts:
    """Return the figures of an outcome; countries are 0 where no book tells them."""
    legs, deals, balances = outcome.legs, outcome.deals, outcome.balances
    traders = pl.concat([legs["from_party"], legs["to_party"]]).unique().to_list()
    imbalances = balances["balance"].abs()
    sides = outcome.unmatched["side"]
    label = str(outcome.summary.get("unit_of_account") or "")
    return Facts(
        parties=len(traders),
        countries=len({names.country(party) for party in traders} - {""}),
        deals=deals.height,
        swaps=int((deals["parties"] <= _TWO).sum()),
        largest_deal=_largest(deals["parties"]),
        legs=legs.height,
        rows=legs["offer"].n_unique() + legs["want"].n_unique(),
        swapped=int(deals.filter(pl.col("parties") <= _TWO)["value"].sum()),
        partners=entries.number(outcome.summary, "papers.partners_median"),
        own_prices=entries.number(outcome.summary, "papers.own_price_legs"),
        value=int(legs["value"].sum()),
        pools=int(((balances["value_out"] > 0) | (balances["value_in"] > 0)).sum()),
        imbalanced=int((imbalances > 0).sum()),
        largest_imbalance=_largest(imbalances),
        open_offers=int((sides == "offer").sum()),
        open_wants=int((sides == "want").sum()),
        unit=label if label.isalnum() else _DEFAULT_UNIT,
        counted="" if label.isalnum() else counted(label),
        most_parties=entries.number(outcome.summary, "settings.max_parties"),
        smallest_leg=stated_value(entries.entry(outcome.summary, "settings.smallest_leg")),
        smallest_deal=stated_value(entries.entry(outcome.summary, "settings.smallest_deal")),
        expected=_expected(outcome),
    )


def headline(facts: Facts) -> str:
    """Return the round in one sentence."""
    if not facts.deals:
        still_open = words.listing(
            [words.count(facts.open_offers, "offer"), words.count(facts.open_wants, "want")]
        )
        return f"Nothing could be exchanged in this round: {still_open} stay open."
    where = f" in {words.count(facts.countries, 'country', 'countries')}" if facts.countries else ""
    who = words.capital(words.count(facts.parties, "firm"))
    deals = f"{words.count(facts.deals, 'deal')}{_limited(facts)}"
    return f"{who}{where} exchange goods worth {facts.worth(facts.value)} in {deals}; {_payments(facts)}."


def papers(facts: Facts) -> str:
    """Return how many papers the round takes, in one sentence; nothing where there are no deals."""
    if not facts.deals:
        return ""
    legs = f"{facts.legs / facts.rows:.2f} legs for each offer or want that trades"
    swaps = f"{words.share(facts.swapped, facts.value)} of the value between two firms"
    told = f"{legs}; {swaps}."
    if facts.partners is not None:
        others = words.count(facts.partners, "other")
        told = f"{legs}; {swaps}; half of the firms trade with {others} or fewer."
    return f"{told}{_own_prices(facts)}{_least(facts)}"


def _own_prices(facts: Facts) -> str:
    if not facts.own_prices:
        return ""
    legs = words.count(facts.own_prices, "leg")
    return f" In {legs} whole pieces go for a little more or less than the terms, within both limits."


def _least(facts: Facts) -> str:
    """Return what legs and deals are worth at least, where the round was to have no smaller ones."""
    asked = (("leg", facts.smallest_leg), ("deal", facts.smallest_deal))
    unit = unit_short(facts.unit)
    told = [
        f"no {what} is worth less than {words.money(least)} {unit}".rstrip() for what, least in asked if least
    ]
    return f" {words.capital(', '.join(told))}." if told else ""


def rationing(outcome: Outcome) -> str:
    """Return how far the terms leave markets uncleared, in one sentence; nothing where they hardly do.

    The summary's ``excess_share`` is what the search says of itself; see docs/concepts/fair-terms.md.
    """
    found = outcome.summary.get("terms") or {}
    share = found.get("excess_share") if isinstance(found, Mapping) else None
    if not isinstance(share, float) or share <= _CLEARED:
        return ""
    part = words.share(round(share * _MILLION), _MILLION)
    return (
        f"Of all that would be offered or wanted at these terms, {part} finds no other side: "
        "it is rationed, row by row."
    )


def stated_value(text: object) -> int | None:
    """Return the hundredths that an entry of the summary states, None where it states none."""
    try:
        return to_scaled(str(text), VALUE_DECIMALS)
    except ValueError:
        return None


def unit_short(unit: str) -> str:
    """Return the currency's code to put behind a number; nothing where values are in no currency."""
    return unit if unit.isalnum() else ""


def counted(label: str) -> str:
    """Return "1 t crude oil counts 1,000" for the label "1 TNE of 270900|... = 1,000", others as they are."""
    anchor = _ANCHOR.fullmatch(label)
    if not anchor:
        return printable(label)
    one = words.quantity(10**QUANTITY_DECIMALS, anchor["unit"])
    return f"{one} {commodity(anchor['hs'])} counts {anchor['value']}"


def _limited(facts: Facts) -> str:
    """Return " of at most three firms each" where deals may have no more."""
    if facts.most_parties is None:
        return ""
    return f" of at most {words.count(facts.most_parties, 'firm')}{' each' if facts.deals > 1 else ''}"


def _expected(outcome: Outcome) -> int | None:
    if entries.entry(outcome.summary, "certificate.objective") != EXPECTED:
        return None
    return stated_value(entries.entry(outcome.summary, "certificate.value"))


def _payments(facts: Facts) -> str:
    if not facts.imbalanced:
        return "nobody pays across a border" if facts.countries != 1 else "nobody pays for goods with money"
    most = to_text(facts.largest_imbalance, VALUE_DECIMALS)
    pools = words.count(facts.imbalanced, "pool")
    return f"nobody pays across a border, and {pools} may owe the others up to {most} for a while"


def _largest(column: pl.Series) -> int:
    largest = column.max()
    return largest if isinstance(largest, int) else 0
