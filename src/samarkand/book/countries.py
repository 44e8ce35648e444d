"""The countries of ISO 3166-1, as the iso3166 package lists them."""

from functools import cache

import iso3166

_CALLED = {
    "russia": "RU",
    "turkey": "TR",
    "uk": "GB",
    "great britain": "GB",
    "britain": "GB",
    "england": "GB",
    "vietnam": "VN",
    "south korea": "KR",
    "korea": "KR",
    "north korea": "KP",
    "syria": "SY",
    "laos": "LA",
    "uae": "AE",
    "emirates": "AE",
    "czech republic": "CZ",
    "kyrgyz republic": "KG",
    "kirghizia": "KG",
    "ivory coast": "CI",
    "macedonia": "MK",
    "burma": "MM",
    "brunei": "BN",
    "cape verde": "CV",
    "swaziland": "SZ",
    "holland": "NL",
    "the netherlands": "NL",
    "россия": "RU",
    "пакистан": "PK",
    "казахстан": "KZ",
    "узбекистан": "UZ",
    "китай": "CN",
    "индия": "IN",
    "иран": "IR",
    "турция": "TR",
}
"""What people call countries that ISO 3166 calls otherwise."""


@cache
def country_codes() -> frozenset[str]:
    """Return every alpha-2 code."""
    return frozenset(iso3166.countries_by_alpha2)


def country_code_of(text: str) -> str | None:
    """Return the alpha-2 code that an alpha-3 code or a country's name stands for, if it is one."""
    try:
        return iso3166.countries.get(text).alpha2
    except KeyError:
        name = " ".join(text.split()).casefold()
        return _CALLED.get(name) or _first_words().get(name)


@cache
def _first_words() -> dict[str, str]:
    """Return codes by what stands before the comma, where one country alone has it: Iran, Tanzania."""
    named: dict[str, set[str]] = {}
    for country in iso3166.countries:
        first, comma, _ = country.name.partition(",")
        if comma:
            named.setdefault(first.casefold(), set()).add(country.alpha2)
    return {first: min(codes) for first, codes in named.items() if len(codes) == 1}
