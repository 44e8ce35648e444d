"""Work on several columns or tables at once, where there is enough of it to pay for threads."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")

_FEW_ROWS = 1_000
"""Below this, starting threads takes longer than the work."""


def for_each(work: Callable[[Item], Done], items: Iterable[Item], rows: int) -> list[Done]:
    """Return what ``work`` makes of each item, in their sequence; ``rows`` tells how much work it is."""
    if rows < _FEW_ROWS:
        return [work(item) for item in items]
    with ThreadPoolExecutor() as threads:
        return list(threads.map(work, items))
