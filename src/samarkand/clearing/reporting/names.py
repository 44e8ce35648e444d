"""What people call parties, pools, places and goods."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from samarkand.book.book import Book
from samarkand.book.commodities import name_of
from samarkand.clearing.outcome import Outcome
from samarkand.publishing.names import printable, readable

_BRACKETS = re.compile(r"\s{0,3}\([^)]{0,500}\)")
_LONGEST_SHORT_NAME = 40

_GENERIC = {
    "cereals",
    "cheese",
    "crustaceans",
    "dairy produce",
    "fish",
    "flours",
    "fruit, edible",
    "fruit",
    "meat",
    "molluscs",
    "nuts, edible",
    "oil seeds",
    "seeds",
    "spices",
    "vegetable oils",
    "vegetables",
    "vegetables, leguminous",
}
"""First words of HS descriptions that say less than what follows them."""

_NOT_A_NAME = ("other", "n.e.c", "of ", "in ", "not ", "fresh", "frozen", "salted", "live", "dried", "smoked")

_TRADE_NAMES = {
    "0201": "beef",
    "0202": "frozen beef",
    "0204": "mutton",
    "0207": "poultry meat",
    "0402": "milk powder",
    "0902": "tea",
    "080620": "raisins",
    "0713": "dried pulses",
    "071310": "dried peas",
    "071320": "chickpeas",
    "071331": "mung beans",
    "071333": "kidney beans",
    "071340": "lentils",
    "1001": "wheat",
    "1101": "wheat flour",
    "1507": "soya-bean oil",
    "1511": "palm oil",
    "1512": "sunflower oil",
    "1701": "sugar",
    "2501": "salt",
    "2701": "coal",
    "2709": "crude oil",
    "2710": "petroleum products",
    "271121": "natural gas",
    "2711": "petroleum gases",
    "3004": "medicines",
    "3102": "nitrogen fertilizers",
    "310210": "urea",
    "3104": "potash fertilizers",
    "3105": "mixed fertilizers",
    "4011": "tyres",
    "4407": "sawn wood",
    "5201": "raw cotton",
    "5205": "cotton yarn",
    "6302": "bed and table linen",
    "854143": "solar panels",
    "8703": "cars",
    "8704": "lorries",
    "9018": "medical instruments",
}
"""Names of the trade for goods whose HS wording few would recognise, by HS prefix."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names by identifier; the identifier itself where the book gives none."""

    parties: Mapping[str, str]
    countries: Mapping[str, str]
    currencies: Mapping[str, str]

    def party(self, identifier: str) -> str:
        """Return the party's or the pool's name for people, cut where nobody would read on."""
        return readable(self.parties.get(identifier, identifier))

    def country(self, party: str) -> str:
        """Return the party's country code, blank where no book tells it."""
        return self.countries.get(party, "")

    def currency(self, party: str) -> str:
        """Return the money of the party's pool, blank where none is named."""
        return printable(self.currencies.get(party, ""))


def names_of(outcome: Outcome, book: Book | None) -> Names:
    """Return the names to use for an outcome; a book gives the parties' names and countries."""
    if book is None:
        pools = outcome.balances
        return Names({}, {}, dict(zip(pools["pool"], pools["currency"], strict=True)))
    parties = book.parties
    identifiers = parties["party"].to_list()
    return Names(
        parties=dict(zip(identifiers, parties["name"], strict=True)),
        countries=dict(zip(identifiers, parties["country"], strict=True)),
        currencies=dict(zip(identifiers, parties["currency"], strict=True)),
    )


@cache
def commodity(hs: str) -> str:
    """Return a short name for goods: "rice" for 100630; "HS 999999" where the code is unknown."""
    for length in (6, 4):
        if hs[:length] in _TRADE_NAMES:
            return _TRADE_NAMES[hs[:length]]
    return _shortened(name_of(hs)) or f"HS {hs}"


@cache
def country_name(code: str) -> str:
    """Return a country's short English name; the code where it is unknown."""
    return _countries().get(code, code)


def place_name(place: str) -> str:
    """Return "Pakistan" for PK and "PKKHI, Pakistan" for a port, whose code is all we know of it."""
    country = country_name(place[:2])
    return country if len(place) == len("PK") else f"{place}, {country}"


def _shortened(text: str) -> str:
    parts = [part.strip() for part in _BRACKETS.sub("", text).split(";")]
    first = parts[0]
    if first.lower() in _GENERIC and len(parts) > 1:
        second = parts[1].split(",")[0]
        first = first if second.startswith(_NOT_A_NAME) else second
    if len(first) > _LONGEST_SHORT_NAME:
        first = first.split(",")[0]
    return (first[:1].lower() + first[1:]).strip(" ()")


@cache
def _countries() -> dict[str, str]:
    """Return "Iran" for "Iran, Islamic Republic of", but both Koreas in full."""
    import iso3166

    full = {country.alpha2: country.name for country in iso3166.countries}
    uses = Counter(name.partition(",")[0] for name in full.values())
    shorts = {code: name.partition(",")[0] for code, name in full.items()}
    return {code: short if uses[short] == 1 else full[code] for code, short in shorts.items()}
