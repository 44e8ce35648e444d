"""Places: a UN/LOCODE (PKKHI, Karachi) or a country alone (PK)."""

import re

PATTERN = "[A-Z]{2}(?:[A-Z2-9]{3})?"
"""The form of a country code or a UN/LOCODE, as a regular expression."""


def is_place(text: str) -> bool:
    """Tell whether the text has the form of a country code or a UN/LOCODE (UNECE Rec 16)."""
    return re.fullmatch(PATTERN, text) is not None
