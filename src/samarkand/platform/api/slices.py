"""Pages of what is kept as a frame and not as rows of a table: by the place of a row in it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from samarkand.core.finding import Refusal
from samarkand.platform.api.catalogue import finding
from samarkand.platform.api.pages import Paged

Row = TypeVar("Row")
Item = TypeVar("Item")


def sliced(rows: Sequence[Row], limit: int, after: str, to_item: Callable[[Row], Item]) -> Paged[Item]:
    """Return a page of ``rows`` and the cursor of the next one: how many came before.

    Raises Refusal (``cursor_malformed``) where ``after`` is no cursor.
    """
    if after and not (after.isascii() and after.isdigit()):
        message = "The list cannot go on from there."
        raise Refusal(finding("cursor_malformed", message, column="after", value=after[:80]))
    start = min(int(after or 0), len(rows))
    end = start + limit
    return {
        "items": [to_item(row) for row in rows[start:end]],
        "next": str(end) if end < len(rows) else None,
    }
