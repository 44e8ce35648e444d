"""A field of a request that is missing, unknown or unfit: said as a person would say it, with what to write.

The library that reads requests names its own types and the arguments of our functions; neither is told.
"""

from collections.abc import Mapping
from typing import Any

from samarkand.core.finding import Finding
from samarkand.platform.api.catalogue import finding

_DAY = ("is no day", "Write it as 2026-03-31.")
_MOMENT = ("is no moment", "Write it with its zone, as 2026-03-31T09:00:00Z.")
_WHOLE = ("is no whole number", "Write a whole number without quotation marks, such as 12.")
_TEXT = ("is no text", 'Write text in quotation marks, such as "12.5".')
_FLAG = ("is neither true nor false", "Write true or false, without quotation marks.")
_LIST = ("is no list", "Write a list in square brackets, even of one.")
_OBJECT = ("is no object of JSON", "Write its fields in braces.")

_SAID: dict[str, tuple[str, str]] = {
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "string_type": _TEXT,
    "bool_type": _FLAG,
    "bool_parsing": _FLAG,
    "list_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "string_too_short": ("is too short", "Write at least {min_length} characters."),
    "string_too_long": ("is too long", "Write at most {max_length} characters."),
    "too_short": ("has too few entries", "Send at least {min_length}."),
    "too_long": ("has too many entries", "Send at most {max_length}."),
    "greater_than_equal": ("is too small", "Write {ge} or more."),
    "greater_than": ("is too small", "Write more than {gt}."),
    "less_than_equal": ("is too large", "Write {le} or less."),
    "less_than": ("is too large", "Write less than {lt}."),
    "enum": ("is none of what it may be", "Write one of: {expected}."),
    "literal_error": ("is none of what it may be", "Write one of: {expected}."),
    "string_pattern_mismatch": (
        "is not written as it must be",
        "Write what fits the pattern {pattern}; /api/v1/docs shows an example.",
    ),
    "decimal_text": (
        "is no decimal text",
        'Write a number in quotation marks with at most {decimals} decimals, such as "12.5".',
    ),
}
"""What is wrong and what to do, by the library's word for it."""


def field_finding(detail: Mapping[str, Any]) -> Finding:
    """Return the finding for what the library found wrong with one field."""
    kind = str(detail["type"])
    place, column = _place(detail["loc"])
    called = f"{place} {column}".strip()
    if kind == "missing":
        return finding("field_missing", f"{called}: it is missing.", column=column)
    if kind == "extra_forbidden":
        return finding("field_unknown", f"{called}: there is no such field.", column=column)
    if kind not in _SAID:
        return finding("field_unfit", f"{called}: {detail['msg']}.", column=column)
    wrong, remedy = _SAID[kind]
    told = remedy.format_map({"expected": "", **detail.get("ctx", {})})
    return finding("field_unfit", f"{called}: it {wrong}.", column=column, remedy=told)


def _place(steps: tuple[object, ...]) -> tuple[str, str]:
    """Return where a field is (body, query, path) and its name; the library names the argument between."""
    where, *names = map(str, steps)
    if where == "body":
        names = names[1:]
    return where, ".".join(names)
