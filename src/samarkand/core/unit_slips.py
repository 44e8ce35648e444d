"""What people write for a unit of goods, and the UNECE Recommendation 20 code they mean."""

from samarkand.core.unit import UNITS

_MEANT = {
    "T": "TNE", "TO": "TNE", "TON": "TNE", "TONS": "TNE", "TONNE": "TNE", "TONNES": "TNE", "MT": "TNE",
    "MTS": "TNE", "Т": "TNE", "ТН": "TNE", "ТОНН": "TNE", "ТОННА": "TNE", "KG": "KGM", "KGS": "KGM",
    "KILO": "KGM", "КГ": "KGM", "G": "GRM", "GR": "GRM", "LB": "LBR", "LBS": "LBR", "OZ": "ONZ",
    "Q": "DTN", "QUINTAL": "DTN", "L": "LTR", "LT": "LTR", "LITER": "LTR", "LITRE": "LTR", "LITERS": "LTR",
    "Л": "LTR", "ML": "MLT", "HL": "HLT", "M3": "MTQ", "CBM": "MTQ", "CUM": "MTQ", "BBL": "BLL",
    "BARREL": "BLL", "BARRELS": "BLL", "GAL": "GLL", "M": "MTR", "KM": "KMT", "CM": "CMT", "FT": "FOT",
    "M2": "MTK", "SQM": "MTK", "PC": "C62", "PCS": "C62", "PIECE": "C62", "PIECES": "C62", "UNIT": "C62",
    "UNITS": "C62", "NO": "C62", "NOS": "C62", "NMB": "C62", "PCE": "C62", "ШТ": "C62", "PAIR": "PR",
    "PAIRS": "PR", "DOZEN": "DZN", "DOZ": "DZN", "HU": "CEN", "HEAD": "HEA", "KW": "KWH", "MW": "MWH",
    "GJ": "GV", "MJ": "3B", "CARAT": "CTM", "CT": "CTM",
}  # fmt: skip

_NO_QUANTITY = {
    "money": "USD EUR RUB PKR CNY KZT UZS KGS TJS IRR INR BYN TRY AED GBP JPY CHF AFN AZN AMD MNT",
    "time": "SEC MIN HUR DAY WEE MON ANN",
    "a rate, a temperature, a share or a force": "KMH CEL KEL FAH P1 C81 BAR PAL NEW HTZ VLT AMP KWT MAW WTT",
}

UNFIT: dict[str, str] = {
    code: what for what, codes in _NO_QUANTITY.items() for code in codes.split() if code not in UNITS
}
"""Codes that measure something, but no quantity of goods: what they measure instead."""


def unit_meant(text: str) -> str | None:
    """Return the code meant by a common abbreviation or a unit's English name, if any."""
    word = text.upper().rstrip(".").replace("²", "2").replace("³", "3")
    by_name = {unit.name.upper(): unit.code for unit in UNITS.values()}
    return _MEANT.get(word) or by_name.get(word)
