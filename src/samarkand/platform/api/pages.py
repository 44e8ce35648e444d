"""Lists in pages: by the number of the last row seen, so that a page costs the same wherever it is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypedDict, TypeVar

from django.db.models import Model, QuerySet
from ninja import Field, Schema
from pydantic import BaseModel, ValidatorFunctionWrapHandler, field_validator

from samarkand.core.finding import Refusal
from samarkand.core.scale import LARGEST
from samarkand.platform.api.catalogue import finding

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)

LARGEST_PAGE = 500

Limit = Annotated[int, Field(ge=1, le=LARGEST_PAGE, description="So many items at most.")]
After = Annotated[
    str,
    Field(pattern=r"^[0-9]{0,19}$", description="The 'next' of the page before; empty for the first page."),
]


class Page(Schema, Generic[Item]):
    """Some of a list, and where it goes on."""

    items: list[Item] = Field(description="The items, in a lasting sequence.")
    next: str | None = Field(None, description="Send it as 'after' for the next page; null at the end.")

    @field_validator("items", mode="wrap")
    @classmethod
    def _as_they_are(cls, items: Any, check: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401 (pydantic's)
        """Take items that were checked when they were made; to check each anew costs more than the query."""
        if isinstance(items, list) and all(isinstance(item, BaseModel) for item in items):
            return items
        return check(items)


class Paged(TypedDict, Generic[Item]):
    """What `Page` is made of."""

    items: Sequence[Item]
    next: str | None


def paged(
    rows: QuerySet[Row],
    limit: int,
    after: str,
    to_item: Callable[[Row], Item],
    *,
    newest_first: bool = False,
) -> Paged[Item]:
    """Return a page of ``rows`` by their id, and the cursor of the next one.

    One query. Raises Refusal (``cursor_malformed``) where ``after`` is no cursor.
    """
    found = list(_going_on(rows, after, newest_first=newest_first)[: limit + 1])
    following = str(found[limit - 1].pk) if len(found) > limit else None
    return {"items": [to_item(row) for row in found[:limit]], "next": following}


def paged_columns(
    rows: QuerySet[Row], columns: Mapping[str, str], limit: int, after: str, to_item: Callable[..., Item]
) -> Paged[Item]:
    """Return a page as `paged` does, where single columns are read: no model is made of a row.

    ``columns`` has what is read by the name that ``to_item`` takes it under. For lists that are asked for
    all the time.
    """
    found = list(_going_on(rows, after).values_list("pk", *columns.values())[: limit + 1])
    following = str(found[limit - 1][0]) if len(found) > limit else None
    items = [to_item(**dict(zip(columns, cells, strict=True))) for _, *cells in found[:limit]]
    return {"items": items, "next": following}


def _going_on(rows: QuerySet[Row], after: str, *, newest_first: bool = False) -> QuerySet[Row]:
    if after:
        beyond = _cursor(after)
        rows = rows.filter(pk__lt=beyond) if newest_first else rows.filter(pk__gt=beyond)
    return rows.order_by("-pk" if newest_first else "pk")


def _cursor(after: str) -> int:
    if not (after.isascii() and after.isdigit()) or int(after) > LARGEST:
        raise Refusal(
            finding("cursor_malformed", "The list cannot go on from there.", column="after", value=after[:80])
        )
    return int(after)
