"""The options of a file of want lists, as TradeMaximizer 1.3 and the programs after it write them."""

import re
from dataclasses import replace
from typing import Any

from samarkand.swaps.format.findings import Findings
from samarkand.swaps.want_lists import Options

_SWITCHES: dict[str, dict[str, Any]] = {
    "CASE-SENSITIVE": {"case_sensitive": True},
    "REQUIRE-COLONS": {"require_colons": True},
    "REQUIRE-USERNAMES": {"require_usernames": True},
    "ALLOW-DUMMIES": {"allow_dummies": True},
    "LINEAR-PRIORITIES": {"priorities": "linear"},
    "TRIANGLE-PRIORITIES": {"priorities": "triangle"},
    "SQUARE-PRIORITIES": {"priorities": "square"},
    "EXPLICIT-PRIORITIES": {"priorities": "explicit"},
}

_NUMBERS = {
    "SMALL-STEP": ("small_step", 0),
    "BIG-STEP": ("big_step", 0),
    "NONTRADE-COST": ("nontrade_cost", 1),
    "ITERATIONS": ("iterations", 1),
    "SEED": ("seed", 1),
}
"""Options with a whole number, and the least it may be."""

_ABOUT_PRINTING = frozenset(
    {
        *("HIDE-ERRORS", "HIDE-REPEATS", "HIDE-LOOPS", "HIDE-SUMMARY", "HIDE-NONTRADES", "HIDE-STATS"),
        *("SHOW-MISSING", "SHOW-ELAPSED-TIME", "SHOW-WANTS", "SORT-BY-ITEM", "SHRINK-VERBOSE", "VERBOSE"),
        "REQUIRE-OFFICIAL-NAMES",
    }
)

_KEPT = frozenset(["SHRINK", "GEEKLIST", "CODE-DIGITS", "CODE-LETTERS", "YEAR", "MONTH"])
"""Options with a value that is kept and changes nothing."""

_NUMBER = re.compile("[0-9]{1,9}")
_LARGE_NUMBER = re.compile("[0-9]{1,18}")

_PAYS_NOTHING = "Every item is traded that can be, whatever the priorities: NONTRADE-COST is not looked at."
_NO_LONGER = "SCALED-PRIORITIES has been given up by TradeMaximizer itself: all wants count the same."


def with_options(options: Options, line: int, words: list[str], findings: Findings) -> Options:
    """Return the options with those on one line, less the ``#!``; what is wrong goes to ``findings``."""
    for word in words:
        options = _with_option(options, line, word.upper(), findings)
    return options


def _with_option(options: Options, line: int, word: str, findings: Findings) -> Options:
    name, is_valued, value = word.partition("=")
    if word in _SWITCHES:
        return replace(options, **_SWITCHES[word])
    if is_valued and name in _NUMBERS:
        return _with_number(options, line, word, findings)
    if is_valued and name == "METRIC":
        return replace(options, metric=value)
    if word == "SCALED-PRIORITIES":
        findings.add("option_without_effect", _NO_LONGER, line, word)
    elif word not in _ABOUT_PRINTING and not (is_valued and name in _KEPT):
        findings.add("option_unknown", f"{word} is no option that is known.", line, word)
    return replace(options, others=(*options.others, word))


def _with_number(options: Options, line: int, word: str, findings: Findings) -> Options:
    name, _, value = word.partition("=")
    field, least = _NUMBERS[name]
    pattern = _LARGE_NUMBER if name == "SEED" else _NUMBER
    is_billion = name == "NONTRADE-COST" and value == str(Options().nontrade_cost)
    if not is_billion and (not pattern.fullmatch(value) or int(value) < least):
        message = f"{name} is a whole number from {least} to {10 ** (18 if name == 'SEED' else 9) - 1:,}."
        findings.add("option_wrong", message, line, word)
        return options
    if name == "NONTRADE-COST" and not is_billion:
        findings.add("option_without_effect", _PAYS_NOTHING, line, word)
    changed: dict[str, Any] = {field: int(value)}
    return replace(options, **changed)
