"""Units of goods: the codes of UNECE Recommendation 20 that trade counts goods in.

Names and codes follow Recommendation 20 (revision 17). Its factors are rounded, and its troy ounce is
a tenth of the real one; those here are the
exact definitions behind them: the international pound (0.45359237 kg), foot (0.3048 m) and yard of
1959, the US gallon (231 cubic inches), the imperial gallon (4.54609 litres, UK Weights and Measures
Act 1985), the International Table calorie (4.1868 J). A base unit is kilogram, cubic metre, metre,
square metre, joule or one piece.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Dimension = Literal["mass", "volume", "length", "area", "energy", "count", "pure alcohol", "sets"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its Rec 20 code and name, what it measures, and how many base units it is."""

    code: str
    name: str
    dimension: Dimension
    factor: Fraction


_POUND = Fraction("0.45359237")
_INCH = Fraction("0.0254")
_FOOT = 12 * _INCH
_YARD = 3 * _FOOT
_SURVEY_FOOT = Fraction(1200, 3937)
_GALLON_US = 231 * _INCH**3
_GALLON_UK = Fraction("0.00454609")
_BUSHEL_US = Fraction("2150.42") * _INCH**3
_CALORIE = Fraction("4.1868")
_BTU = _POUND * _CALORIE * 1000 * Fraction(5, 9)

_Rows = tuple[tuple[str, str, Fraction | int | str], ...]

_MASS: _Rows = (
    ("KGM", "kilogram", 1),
    ("TNE", "tonne (metric ton)", 1000),
    ("KTN", "kilotonne", 1_000_000),
    ("DTN", "decitonne", 100),
    ("HGM", "hectogram", "0.1"),
    ("DJ", "decagram", "0.01"),
    ("GRM", "gram", "0.001"),
    ("CGM", "centigram", "0.00001"),
    ("MGM", "milligram", "0.000001"),
    ("MC", "microgram", "0.000000001"),
    ("CTM", "metric carat", "0.0002"),
    ("LBR", "pound", _POUND),
    ("ONZ", "ounce (avoirdupois)", _POUND / 16),
    ("APZ", "troy ounce or apothecary ounce", "0.0311034768"),
    ("STI", "stone (UK)", 14 * _POUND),
    ("CWA", "hundred pound (cwt) / hundred weight (US)", 100 * _POUND),
    ("CWI", "hundred weight (UK)", 112 * _POUND),
    ("STN", "ton (US) or short ton (UK/US)", 2000 * _POUND),
    ("LTN", "ton (UK) or long ton (US)", 2240 * _POUND),
)

_VOLUME: _Rows = (
    ("MTQ", "cubic metre", 1),
    ("LTR", "litre", "0.001"),
    ("DMQ", "cubic decimetre", "0.001"),
    ("CMQ", "cubic centimetre", "0.000001"),
    ("MMQ", "cubic millimetre", "0.000000001"),
    ("MLT", "millilitre", "0.000001"),
    ("CLT", "centilitre", "0.00001"),
    ("DLT", "decilitre", "0.0001"),
    ("A44", "decalitre", "0.01"),
    ("HLT", "hectolitre", "0.1"),
    ("MAL", "megalitre", 1000),
    ("FF", "hundred cubic metre", 100),
    ("R9", "thousand cubic metre", 1000),
    ("HMQ", "million cubic metre", 1_000_000),
    ("INQ", "cubic inch", _INCH**3),
    ("FTQ", "cubic foot", _FOOT**3),
    ("HH", "hundred cubic foot", 100 * _FOOT**3),
    ("FC", "thousand cubic foot", 1000 * _FOOT**3),
    ("YDQ", "cubic yard", _YARD**3),
    ("BFT", "board foot", _FOOT**3 / 12),
    ("MBF", "thousand board foot", 1000 * _FOOT**3 / 12),
    ("M68", "cord (128 ft3)", 128 * _FOOT**3),
    ("OZA", "fluid ounce (US)", _GALLON_US / 128),
    ("OZI", "fluid ounce (UK)", _GALLON_UK / 160),
    ("PTI", "pint (UK)", _GALLON_UK / 8),
    ("QTI", "quart (UK)", _GALLON_UK / 4),
    ("GLL", "gallon (US)", _GALLON_US),
    ("GLI", "gallon (UK)", _GALLON_UK),
    ("BLL", "barrel (US)", 42 * _GALLON_US),
    ("BLD", "dry barrel (US)", 7056 * _INCH**3),
    ("GLD", "dry gallon (US)", _BUSHEL_US / 8),
    ("BUA", "bushel (US)", _BUSHEL_US),
    ("BUI", "bushel (UK)", 8 * _GALLON_UK),
)

_LENGTH: _Rows = (
    ("MTR", "metre", 1),
    ("KMT", "kilometre", 1000),
    ("HMT", "hectometre", 100),
    ("DMT", "decimetre", "0.1"),
    ("CMT", "centimetre", "0.01"),
    ("MMT", "millimetre", "0.001"),
    ("INH", "inch", _INCH),
    ("FOT", "foot", _FOOT),
    ("YRD", "yard", _YARD),
    ("SMI", "mile (statute mile)", 1760 * _YARD),
)

_AREA: _Rows = (
    ("MTK", "square metre", 1),
    ("KMK", "square kilometre", 1_000_000),
    ("DMK", "square decimetre", "0.01"),
    ("CMK", "square centimetre", "0.0001"),
    ("MMK", "square millimetre", "0.000001"),
    ("INK", "square inch", _INCH**2),
    ("FTK", "square foot", _FOOT**2),
    ("YDK", "square yard", _YARD**2),
    ("ACR", "acre", 43560 * _SURVEY_FOOT**2),
)

_ENERGY: _Rows = (
    ("JOU", "joule", 1),
    ("KJO", "kilojoule", 1000),
    ("3B", "megajoule", 10**6),
    ("GV", "gigajoule", 10**9),
    ("D30", "terajoule", 10**12),
    ("WHR", "watt hour", 3600),
    ("KWH", "kilowatt hour", 3_600_000),
    ("MWH", "megawatt hour (1000 kW.h)", 3_600_000_000),
    ("GWH", "gigawatt hour", 3_600_000_000_000),
    ("E14", "kilocalorie (international table)", 1000 * _CALORIE),
    ("BTU", "British thermal unit (international table)", _BTU),
    ("N71", "therm (EC)", 105_506_000),
    ("N72", "therm (U.S.)", 105_480_400),
)

_COUNT: _Rows = (
    ("C62", "one", 1),
    ("H87", "piece", 1),
    ("EA", "each", 1),
    ("NAR", "number of articles", 1),
    ("HEA", "head", 1),
    ("PR", "pair", 2),
    ("DZN", "dozen", 12),
    ("CEN", "hundred", 100),
    ("GRO", "gross", 144),
    ("MIL", "thousand", 1000),
    ("T3", "thousand piece", 1000),
    ("GGR", "great gross", 1728),
    ("MIO", "million", 10**6),
)

_ALCOHOL: _Rows = (("LPA", "litre of pure alcohol", "0.001"), ("HPA", "hectolitre of pure alcohol", "0.1"))
_SETS: _Rows = (("SET", "set", 1),)


def _units(dimension: Dimension, rows: _Rows) -> dict[str, Unit]:
    return {code: Unit(code, name, dimension, Fraction(factor)) for code, name, factor in rows}


UNITS: dict[str, Unit] = (
    _units("mass", _MASS)
    | _units("volume", _VOLUME)
    | _units("length", _LENGTH)
    | _units("area", _AREA)
    | _units("energy", _ENERGY)
    | _units("count", _COUNT)
    | _units("pure alcohol", _ALCOHOL)
    | _units("sets", _SETS)
)
"""Every unit by its code."""


ONE = "C62"
"""The unit of single things."""

_COUNTED = ("count", "sets")

_OF_SINGLE_THINGS = ("CEN", "MIL", "T3", "MIO")
"""Units that only count: a hundred is a hundred things, while half a pair of boots is no goods."""


def unit(code: str) -> Unit | None:
    """Return the unit of a Rec 20 code, or None where goods are not counted in it."""
    return UNITS.get(code)


def thing_of(code: str) -> Fraction | None:
    """Return the part of a unit that is one thing, which nobody divides; None where goods are divisible.

    Of units of count that is a piece, a pair, a dozen, a gross or a set, and of a hundred, a thousand or
    a million a piece.
    """
    known = UNITS.get(code)
    if known is None or known.dimension not in _COUNTED:
        return None
    return 1 / Fraction(known.factor) if code in _OF_SINGLE_THINGS else Fraction(1)
