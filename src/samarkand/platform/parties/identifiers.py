"""Numbers by which registers know a party: check digits where there are any, else the form.

Check digits are python-stdnum's: INN and OGRN (Russia), CNIC (Pakistan), UNP (Belarus), USCC (China),
VAT (European Union), LEI (ISO 17442). By form alone: NTN (Pakistan, Federal Board of Revenue: seven digits
and a check digit after a hyphen), BIN (Kazakhstan, twelve digits), STIR (Uzbekistan, nine digits).
"""

import re
from collections.abc import Callable, Sequence
from importlib import import_module

from samarkand.core.finding import Finding
from samarkand.platform.parties.catalogue import finding

_CHECKED = {
    "INN": "stdnum.ru.inn",
    "OGRN": "stdnum.ru.ogrn",
    "CNIC": "stdnum.pk.cnic",
    "UNP": "stdnum.by.unp",
    "USCC": "stdnum.cn.uscc",
    "VAT": "stdnum.eu.vat",
    "LEI": "stdnum.lei",
}
_BY_FORM = {"NTN": r"[0-9]{7}-[0-9]", "BIN": r"[0-9]{12}", "STIR": r"[0-9]{9}"}

SCHEMES = tuple(sorted({*_CHECKED, *_BY_FORM}))
"""The registers the house knows."""

_LONGEST = 64


def read_identifiers(numbers: Sequence[tuple[str, str]]) -> tuple[dict[tuple[str, str], str], list[Finding]]:
    """Return the numbers that are good, in the form they are kept in, and what is wrong with the others.

    Takes pairs of a scheme and a number as people write it. The keys of what is returned are the pairs
    to keep, the values what was written.
    """
    kept: dict[tuple[str, str], str] = {}
    found: list[Finding] = []
    for scheme, number in numbers:
        read = _read(scheme.strip().upper(), number)
        if isinstance(read, Finding):
            found.append(read)
        elif read in kept:
            found.append(taken(*read))
        else:
            kept[read] = number
    return kept, found


def taken(scheme: str, number: str) -> Finding:
    """Return the finding that a number is another party's, or given twice."""
    return finding("identifier_taken", f"{scheme} {number} is taken.", column="identifiers", value=number)


def _read(scheme: str, number: str) -> tuple[str, str] | Finding:
    if scheme not in SCHEMES:
        message = f"{scheme or 'A blank'} is no register the house knows; it knows {', '.join(SCHEMES)}."
        return finding("scheme_unknown", message, column="identifiers", value=scheme[:_LONGEST])
    compact = _compact(scheme, number) if len(number) <= _LONGEST else None
    if compact is None:
        message = f"{number[:_LONGEST]} is no {scheme}."
        return finding("identifier_malformed", message, column="identifiers", value=number[:_LONGEST])
    return scheme, compact


def _compact(scheme: str, number: str) -> str | None:
    """Return the number without signs between its digits, or None where it is none of its scheme."""
    if scheme in _BY_FORM:
        text = number.strip()
        return text if re.fullmatch(_BY_FORM[scheme], text, re.ASCII) else None
    validate: Callable[[str], str] = import_module(_CHECKED[scheme]).validate
    from stdnum.exceptions import ValidationError

    try:
        return str(validate(number))
    except ValidationError:
        return None
