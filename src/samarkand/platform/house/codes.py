"""Codes that people type: plain letters, digits, and . - _ between, so that no two look alike on a screen.

A code of other letters may look like one that is known: Cyrillic, of full width, with marks nobody sees, read
from the right. A spreadsheet runs one that begins with =, and a folder is left by one of dots alone.
"""

import re

PLAIN = r"[A-Za-z0-9][A-Za-z0-9._-]*"
"""The pattern of a plain code."""

_PLAIN = re.compile(PLAIN)
LONGEST = 64
"""Letters of the longest code."""


def is_plain(code: str) -> bool:
    """Tell whether a code is plain, and no longer than `LONGEST`."""
    return len(code) <= LONGEST and _PLAIN.fullmatch(code) is not None
