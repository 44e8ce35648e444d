"""Numbers and counts as people say them."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, InvalidOperation

from samarkand.core.scale import PRICE_DECIMALS, QUANTITY_DECIMALS, VALUE_DECIMALS, to_text
from samarkand.core.unit import unit

_COUNTS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_SIGNS = {
    "TNE": "t",
    "KGM": "kg",
    "GRM": "g",
    "LTR": "l",
    "MTQ": "m³",
    "MTR": "m",
    "MTK": "m²",
    "C62": "pieces",
    "H87": "pieces",
    "PR": "pairs",
    "BLL": "barrels",
    "KWH": "kWh",
    "MWH": "MWh",
}
_PIECES = {"C62", "H87"}
_ONE = {"pieces": "piece", "pairs": "pair", "barrels": "barrel"}
_HUNDRED = 100
_FIGURES = 5
_SHARE_FIGURES = 3
_LARGE = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def count(number: int, singular: str, plural: str = "") -> str:
    """Return "one deal", "two deals", "1,204 deals"."""
    noun = singular if number == 1 else plural or singular + "s"
    return f"{count_word(number)} {noun}"


def count_word(number: int) -> str:
    """Return a count as a word up to twelve, in digits from there on."""
    return _COUNTS[number] if 0 <= number < len(_COUNTS) else f"{number:,}"


def capital(sentence: str) -> str:
    """Return the sentence with a capital first letter, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def large(scaled: int, decimals: int = VALUE_DECIMALS) -> str:
    """Return a number short enough for a headline: 14.2 million; 16,400; three figures at least."""
    whole = (abs(scaled) + 10**decimals // 2) // 10**decimals
    sign = "-" if scaled < 0 and whole else ""
    for size, word in _LARGE:
        if whole >= size:
            tenths = (whole * 10 + size // 2) // size
            digits = to_text(tenths, 1) if tenths < _HUNDRED * 10 else f"{(tenths + 5) // 10:,}"
            return f"{sign}{digits} {word}"
    return f"{sign}{whole:,}"


def whole(scaled: int, decimals: int = VALUE_DECIMALS) -> str:
    """Return a number rounded to the nearest whole, for tables where cents only disturb."""
    half = 10**decimals // 2
    rounded = (abs(scaled) + half) // 10**decimals
    return f"-{rounded:,}" if scaled < 0 and rounded else f"{rounded:,}"


def money(scaled: int, decimals: int = VALUE_DECIMALS) -> str:
    """Return an amount to pay, always with all its decimals: 7,437.80."""
    return f"{Decimal(scaled).scaleb(-decimals):,.{decimals}f}"


def quantity(scaled: int, code: str) -> str:
    """Return "20,000 t": a quantity with the sign of its unit, to five figures and whole units at least.

    Rounding in an outcome leaves crumbs of a thousandth; the exact number is in the files.
    """
    number, sign = _rounded(scaled, QUANTITY_DECIMALS), unit_sign(code)
    return f"{number} {_ONE.get(sign, sign) if number == '1' else sign}"


def price(scaled: int, *, up: bool) -> str:
    """Return a limit to five figures and whole units at least, rounded so that keeping to it is enough."""
    return _rounded(scaled, PRICE_DECIMALS, ROUND_CEILING if up else ROUND_FLOOR)


def _rounded(scaled: int, decimals: int, how: str = ROUND_HALF_EVEN) -> str:
    number = Decimal(scaled).scaleb(-decimals)
    places = max(0, min(decimals, _FIGURES - 1 - number.adjusted())) if number else 0
    shown = f"{number.quantize(Decimal(1).scaleb(-places), rounding=how):,f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def per_unit(code: str) -> str:
    """Return "/ t" or "/ piece", to put behind a value of one unit."""
    return f"/ {unit_name(code) if code in _PIECES else unit_sign(code)}"


def unit_sign(code: str) -> str:
    """Return the sign people write for a UNECE Rec 20 code, the code itself where there is none."""
    return _SIGNS.get(code, code)


def unit_name(code: str) -> str:
    """Return the word for one unit: "tonne"; the code where it is unknown."""
    if code in _PIECES:
        return "piece"
    known = unit(code)
    return known.name.partition(" (")[0] if known else code


def figures(number: float, digits: int = 4) -> str:
    """Return a ratio with so many significant digits, never in powers of ten: 0.0036, 277.8, 12,340."""
    if number == 0:
        return "0"
    shown = f"{number:.{digits}g}"
    if "e" in shown:
        shown = f"{float(shown):.12f}".rstrip("0").rstrip(".")
    head, _, tail = shown.partition(".")
    return f"{int(head):,}" + (f".{tail}" if tail else "") if head.lstrip("-") != "0" else shown


def share(part: int, whole: int) -> str:
    """Return "53.3 %"; never 0 % of something, nor 100 % of less than everything."""
    if not whole:
        return "0 %"
    if 0 < whole - part < whole / 1000:
        return "over 99.9 %"
    return f"{figures(_HUNDRED * part / whole, _SHARE_FIGURES)} %"


def grouped(number: object) -> str:
    """Return a decimal text with its thousands apart; any other text as it is."""
    try:
        return f"{Decimal(str(number)):,}"
    except InvalidOperation:
        return str(number or "")


def listing(items: list[str]) -> str:
    """Return "rice, lentils and potatoes"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def more(left: int, noun: str, file: str) -> str:
    """Return where the rest of a shortened list is; blank when nothing was left out."""
    counted = noun.removesuffix("s") if left == 1 else noun
    return f"and {left:,} more {counted}: see the file {file}" if left > 0 else ""
