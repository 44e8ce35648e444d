"""Compile a numeric function when there is enough work to pay for it.

Importing the compiler takes longer than clearing a small book does, so small books run the very
same functions interpreted.
"""

from collections.abc import Callable
from types import FunctionType
from typing import Any

ROWS_WORTH_COMPILING = 1_500

_compiled: dict[str, Callable[..., Any]] = {}


def compiled(function: Callable[..., Any], rows: int) -> Callable[..., Any]:
    """Return ``function``, as machine code if it is about to work on many rows.

    The machine code is kept on disk beside the source and lets other threads run meanwhile.
    """
    if rows < ROWS_WORTH_COMPILING or not isinstance(function, FunctionType):
        return function
    return _machine_code(function)


def _machine_code(function: FunctionType) -> Callable[..., Any]:
    """Return the function compiled, after those of its own module that it calls."""
    import numba

    name = f"{function.__module__}.{function.__qualname__}"
    if name not in _compiled:
        scope = dict(function.__globals__)
        for called in function.__code__.co_names:
            helper = scope.get(called)
            if isinstance(helper, FunctionType) and helper.__module__ == function.__module__:
                scope[called] = _machine_code(helper)
        twin = FunctionType(function.__code__, scope, function.__name__, function.__defaults__)
        twin.__module__, twin.__qualname__ = function.__module__, function.__qualname__
        _compiled[name] = numba.njit(cache=True, nogil=True)(twin)
    return _compiled[name]
