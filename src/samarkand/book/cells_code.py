"""Columns of codes other people keep: countries, places, HS codes, units."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from samarkand.book.commodities import is_known, known_codes, name_of
from samarkand.book.countries import country_code_of, country_codes
from samarkand.book.fault import Fault
from samarkand.core.place import PATTERN
from samarkand.core.unit import UNITS
from samarkand.core.unit_slips import UNFIT, unit_meant

Codes = tuple[pl.Series, list[Fault]]

_COUNTRY_LETTERS = 2
_SUBHEADING = 6
_NOT_SPECIFIED = "999999"
_HS = r"^\d{2,10}$"
_HS_AS_NUMBER = r"^[1-9]\d*\.\d$"


@dataclass(frozen=True, slots=True)
class _Checked:
    """A column whose spelling was mended where it had to be, and where it is still wrong."""

    text: pl.Series
    wrong: pl.Series


def _check(
    text: pl.Series, is_good: Callable[[pl.Series], pl.Series], mend: Callable[[pl.Series], pl.Series]
) -> _Checked:
    """Mend only columns that need it: most are written well, and mending is slow."""
    wrong = ~is_good(text)
    if wrong.any():
        text = mend(text)
        wrong = ~is_good(text)
    return _Checked(text, wrong.fill_null(value=False))


def _upper(text: pl.Series) -> pl.Series:
    return text.str.to_uppercase()


def _one_of(codes: frozenset[str] | dict[str, object]) -> pl.Series:
    return pl.Series(sorted(codes), dtype=pl.String).implode()


def countries(text: pl.Series) -> Codes:
    """Return country codes in capitals, and where no country has them."""
    known = _one_of(country_codes())
    checked = _check(text, lambda cells: cells.is_in(known), _upper)
    return checked.text, [_unknown_country(checked.wrong)]


def _unknown_country(mask: pl.Series) -> Fault:
    return Fault("country_unknown", mask, "{} is no country of ISO 3166.".format, _country_remedy)


def _country_remedy(value: str) -> str:
    meant = country_code_of(value)
    return f"Write {meant}." if meant else ""


def places(text: pl.Series) -> Codes:
    """Return UN/LOCODEs and countries in capitals without blanks, and where they are neither."""
    checked = _check(
        text,
        lambda cells: cells.str.contains(f"^{PATTERN}$"),
        lambda cells: cells.str.to_uppercase().str.replace_all(r"\s", ""),
    )
    known = _one_of(country_codes())
    nowhere = ~checked.text.str.slice(0, _COUNTRY_LETTERS).is_in(known) & ~checked.wrong
    malformed = Fault(
        "place_malformed", checked.wrong, "{} is neither a UN/LOCODE nor a country.".format, _place_remedy
    )
    return checked.text, [malformed, _unknown_country(nowhere)]


def _place_remedy(value: str) -> str:
    meant = country_code_of(value)
    return f"Write {meant}, or the UN/LOCODE of the place." if meant else ""


def units(text: pl.Series) -> Codes:
    """Return unit codes in capitals, and where they are unknown or measure no goods."""
    known = _one_of(frozenset(UNITS))
    checked = _check(text, lambda cells: cells.is_in(known), _upper)
    unfit = checked.wrong & checked.text.is_in(_one_of(frozenset(UNFIT)))
    return checked.text, [
        Fault("unit_unfit", unfit, lambda value: f"{value} measures {UNFIT[value.upper()]}, not goods."),
        Fault(
            "unit_unknown", checked.wrong & ~unfit, "{} is no unit goods are counted in.".format, _unit_remedy
        ),
    ]


def _unit_remedy(value: str) -> str:
    meant = unit_meant(value)
    return f"Write {meant} ({UNITS[meant].name})." if meant else ""


def hs_codes(text: pl.Series) -> Codes:
    """Return HS codes as digits only, and where HS 2022 has none such."""
    number = text.str.contains(_HS_AS_NUMBER).fill_null(value=False)
    checked = _check(
        text, lambda cells: cells.str.contains(_HS), lambda cells: cells.str.replace_all(r"[.\s\-]", "")
    )
    known = _one_of(known_codes())
    exists = checked.text.str.slice(0, _SUBHEADING).is_in(known)
    unknown = (~exists & ~checked.wrong & ~number).fill_null(value=False)
    odd = checked.text.str.len_bytes() % 2 == 1
    zeroed = ("0" + checked.text).str.slice(0, _SUBHEADING).is_in(known)
    lost = (unknown & odd & zeroed).fill_null(value=False)
    either = (exists & odd & zeroed & ~number).fill_null(value=False)
    return checked.text, [
        Fault("hs_is_number", number, "{} was stored as a number: zeros may be lost.".format, _number_remedy),
        Fault("hs_malformed", checked.wrong & ~number, "{} is no HS code.".format),
        Fault("hs_leading_zero", lost, "{} lost the zero in front.".format, _zero_remedy),
        Fault("hs_ambiguous", either, _both_ways, _either_remedy),
        Fault("hs_unspecified", _unspecified(checked.text), "{} says nothing of what the goods are.".format),
        Fault("hs_unknown", unknown & ~lost, _unknown_goods, _nearest_goods),
    ]


def _unspecified(text: pl.Series) -> pl.Series:
    return (text.str.slice(0, _SUBHEADING) == _NOT_SPECIFIED).fill_null(value=False)


def _digits(value: str) -> str:
    return "".join(letter for letter in value if letter.isdigit())


def _number_remedy(value: str) -> str:
    whole, _, fraction = value.partition(".")
    digits = whole if fraction == "0" else f"{whole}{fraction}0"
    digits = "0" * (len(digits) % 2) + digits
    example = f" (perhaps {digits})" if is_known(digits) else ""
    return f"Format the column as text and type the code again{example}."


def _zero_remedy(value: str) -> str:
    return f"Write 0{_digits(value)} and format the column as text."


def _both_ways(value: str) -> str:
    digits = _digits(value)
    return f"{value} may mean {digits} ({name_of(digits)}) or 0{digits} ({name_of('0' + digits)})."


def _either_remedy(value: str) -> str:
    return f"Write all digits: 0{_digits(value)}, or six digits of the other; format the column as text."


def _unknown_goods(value: str) -> str:
    return f"HS 2022 has no code {value}."


def _nearest_goods(value: str) -> str:
    digits = _digits(value)
    shorter = next((digits[:length] for length in (4, 2) if is_known(digits[:length])), None)
    if shorter is None:
        return ""
    return f"{shorter} exists ({name_of(shorter)[:60]}): look up its parts in the customs tariff."
