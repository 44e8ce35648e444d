"""Every regular expression of the code takes time that grows as the text does: long texts stop nobody."""

import importlib
import pkgutil
import re
from time import process_time

import pytest

import samarkand

SHORT, LONG = 1_000, 10_000
"""Characters; a pattern that looks at each from each takes a hundred times as long for ten times as many."""

GROWTH = 30
"""Times as long for ten times as many characters: more is too much, on a fast machine and on a slow one."""

NOTICED, AT_MOST = 0.02, 0.25
"""Seconds: what takes less is not looked at further; what takes more for few characters is too slow."""

PIECES = (
    "a", "A1a", "0", " ", "\t", "(", ")", "=", '"', "'", ":", "/", "@", "<", ">", "-", "_", ".", "é",
    "key", "token=", "key ", "secret-", "bearer ", "Bearer  ", "a://b:", "a://", "<row r",
    '"hscode":', "1 a of 12", "/reset/key/", "=1", "x=", "12 = ",
)  # fmt: skip
"""What texts are made long of: what patterns begin with, go through, and wait for in vain."""


def patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """Return the compiled patterns of all modules, by module and name."""
    found: dict[str, re.Pattern[str] | re.Pattern[bytes]] = {}
    for module in pkgutil.walk_packages(samarkand.__path__, "samarkand."):
        # The two at the end begin to serve when they are imported.
        if "migrations" in module.name or module.name.endswith(("__main__", "wsgi", "application")):
            continue
        for name, held in vars(importlib.import_module(module.name)).items():
            among = held if isinstance(held, tuple | list) else [held]
            for number, each in enumerate(among):
                one = each[0] if isinstance(each, tuple) and each else each
                if isinstance(one, re.Pattern):
                    found[f"{module.name}.{name}[{number}]"] = one
    return found


def slow_on(pattern: re.Pattern[str] | re.Pattern[bytes]) -> list[str]:
    """Return what texts are made of over which the pattern takes too long as they grow."""
    return [piece for piece in PIECES if _is_slow(pattern, piece)]


def _is_slow(pattern: re.Pattern[str] | re.Pattern[bytes], piece: str) -> bool:
    short = min(_time_of(pattern, piece, SHORT) for _ in range(3))
    if short > AT_MOST:
        return True
    long = _time_of(pattern, piece, LONG)
    return long > NOTICED and long > GROWTH * short


def _time_of(pattern: re.Pattern[str] | re.Pattern[bytes], piece: str, length: int) -> float:
    text = (piece * length)[:length]
    begun = process_time()
    if isinstance(pattern.pattern, str):
        re.sub(pattern, "", text)
    else:
        re.sub(pattern, b"", text.encode())
    return process_time() - begun


def test_every_pattern_takes_time_as_the_text_is_long() -> None:
    known = patterns()
    assert len(known) >= 20
    assert {name: slow for name, each in known.items() if (slow := slow_on(each))} == {}


@pytest.mark.parametrize("pattern", [r"[\w-]*(?:key)[\w-]*=", r"\s*\([^)]*\)"])
def test_a_pattern_that_begins_anew_at_every_character_is_found(pattern: str) -> None:
    """The two that stood in the log filter and in the names of goods."""
    assert slow_on(re.compile(pattern))
