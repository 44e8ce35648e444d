"""The countries of ISO 3166-1, as the iso3166 package lists them."""

from functools import cache

import iso3166


@cache
def country_codes() -> frozenset[str]:
    """Return every alpha-2 code."""
    return frozenset(iso3166.countries_by_alpha2)


def country_code_of(text: str) -> str | None:
    """Return the alpha-2 code that an alpha-3 code or a country's name stands for, if it is one."""
    try:
        return iso3166.countries.get(text).alpha2
    except KeyError:
        return None
