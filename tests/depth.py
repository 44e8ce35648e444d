"""How deep the tests go: whole, or quick, where each kind of test is there and few of its examples are.

`dev.py test` says so by ``SAMARKAND_TESTS=quick``; pytest called by itself goes whole. Nothing else asks for
the variable: a slow test is marked ``deep``, and what is drawn, or listed at length, is asked for here.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import pytest
from _pytest.mark import ParameterSet

QUICK = os.environ.get("SAMARKAND_TESTS") == "quick"
"""Whether tests marked ``deep`` are left out, and few examples are drawn."""

SHARE = 20
"""Of so many random examples the quick run draws one."""

TESTS_LEFT, FILES_LEFT = pytest.StashKey[int](), pytest.StashKey[int]()
"""Where a quick run keeps how many tests and files of tests it left out, to say so at its end."""

Case = TypeVar("Case")


def drawn(examples: int) -> int:
    """Return how many random examples to draw of so many: in a quick run one of `SHARE`, but two at least."""
    return max(-(-examples // SHARE), min(examples, 2)) if QUICK else examples


def share(cases: Iterable[Case], turn: int, of: int = SHARE) -> Iterator[Case]:
    """Return the cases; in the quick run one ``of`` so many, each turn other ones."""
    return islice(cases, turn % of, None, of) if QUICK else iter(cases)


def first(few: int, cases: Iterable[Any], *, several: bool = False) -> list[ParameterSet]:
    """Return the cases for ``parametrize``, all but the first few of them marked ``deep``.

    Of ``several`` arguments each case is a tuple.
    """
    return [_marked(case, deep=place >= few, several=several) for place, case in enumerate(cases)]


def every(step: int, cases: Iterable[Any], *, several: bool = False) -> list[ParameterSet]:
    """Return the cases for ``parametrize``; those between the first and each ``step`` are marked ``deep``.

    Of ``several`` arguments each case is a tuple.
    """
    return [_marked(case, deep=place % step > 0, several=several) for place, case in enumerate(cases)]


def _marked(case: Any, *, deep: bool, several: bool) -> ParameterSet:  # noqa: ANN401 (of any type)
    arguments = case if several else (case,)
    return pytest.param(*arguments, marks=[pytest.mark.deep] if deep else [])
