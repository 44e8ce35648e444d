"""The tables that the operator keeps, over the API: read by those they concern, replaced as a whole."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.http import HttpRequest
from ninja import Field, Router, Schema

from samarkand.core.scale import SHARE_DECIMALS, plain_text
from samarkand.platform.api.frame import REFUSALS, After, FindingOut, Limit, Page, actor_of, paged
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.market_rows import BY_BOTH, Code, Hs, Unit, finding_out
from samarkand.platform.api.numbers import Price, Quantity, Terms, Value
from samarkand.platform.api.pages import Paged
from samarkand.platform.market.frames import FURNISHED
from samarkand.platform.market.furnishing import furnish, visible_table

router = Router(tags=["book"])

MOST_ROWS = 10_000
"""Rows of a table in one request; longer ones come as files."""

PlaceOrCountry = Annotated[str, Field(max_length=8, description="UN/LOCODE or country.")]
Country = Annotated[str, Field(max_length=2, description="ISO 3166 alpha-2; any if blank.")]


class LaneRow(Input):
    """How goods can move. Without any lane every place reaches every other, free and at once."""

    model_config = BY_BOTH

    from_place: PlaceOrCountry = Field(alias="from")
    to: PlaceOrCountry
    days: int = Field(0, ge=0, le=1_000_000, description="Days under way.")
    freight: Price = Field(0, description="Per tonne, in the buyer's money.")
    mode: str = Field("", max_length=64, description="Sea, rail, road...")


class ListedRow(Input):
    """A line of a price list, for rounds at listed terms."""

    hs: Hs
    place: PlaceOrCountry = Field("", description="Only for goods of this place or country; any if blank.")
    unit: Unit
    value: Terms = Field(description="For one unit, in the unit of account.")


class QuotaRow(Input):
    """How much may move in one round."""

    model_config = BY_BOTH

    hs: Hs = ""
    from_country: Country = Field("", alias="from")
    to: Country = ""
    quantity: Quantity | None = Field(None, description="At most so many of the unit.")
    unit: Unit = "TNE"
    value: Value | None = Field(None, description="At most this value, in the unit of account.")


class RestrictionRow(Input):
    """What may not move: closes what matches all its filled columns."""

    model_config = BY_BOTH

    from_country: Country = Field("", alias="from")
    to: Country = ""
    hs: Hs = ""
    party: Code = Field("", description="A party, whether it gives or takes.")
    reason: str = Field("", max_length=2_000, description="The law or decision behind it.")


class FailureRow(Input):
    """How likely a delivery is to fail."""

    party: Code = Field("", description="Who gives; any if blank.")
    hs: Hs = ""
    probability: str = Field(pattern=r"^0(\.[0-9]{1,6})?$", description="0.05 is one in twenty.")


Row = TypeVar("Row", bound=Input)


class WholeTable(Input, Generic[Row]):
    """A table from its first row to its last."""

    rows: list[Row] = Field(max_length=MOST_ROWS, description="They take the place of all there were.")


class Replaced(Schema):
    """What a table holds now."""

    rows: int = Field(description="So many rows.")
    findings: list[FindingOut] = Field(description="What was found that stops nothing.")


def _shown(name: str, row: Any, schema: type[Row]) -> Row:  # noqa: ANN401 (any of the five models)
    table, _, otherwise = FURNISHED[name]
    cells = {column.name: getattr(row, otherwise.get(column.name, column.name)) for column in table.columns}
    if "probability" in cells:
        cells["probability"] = plain_text(cells["probability"], SHARE_DECIMALS)
    return schema.model_validate(cells)


def _page(request: HttpRequest, name: str, schema: type[Row], limit: int, after: str) -> Paged[Row]:
    rows = visible_table(actor_of(request), name)
    return paged(rows, limit, after, lambda row: _shown(name, row, schema))


def _replace(request: HttpRequest, name: str, rows: Sequence[Input]) -> Replaced:
    cells = [row.model_dump(by_alias=True) for row in rows]
    found = furnish(actor_of(request), name, cells)
    return Replaced(rows=len(cells), findings=[finding_out(one) for one in found])


@router.get(
    "/lanes",
    response={200: Page[LaneRow], **REFUSALS},
    operation_id="list_lanes",
    summary="Lanes",
    by_alias=True,
)
def list_lanes(request: HttpRequest, limit: Limit = 50, after: After = "") -> Paged[LaneRow]:
    """Return how goods can move."""
    return _page(request, "lanes", LaneRow, limit, after)


@router.put(
    "/lanes", response={200: Replaced, **REFUSALS}, operation_id="replace_lanes", summary="Replace all lanes"
)
def replace_lanes(request: HttpRequest, table: WholeTable[LaneRow]) -> Replaced:
    """Put these lanes in the place of all there were."""
    return _replace(request, "lanes", table.rows)


@router.get(
    "/listed",
    response={200: Page[ListedRow], **REFUSALS},
    operation_id="list_listed",
    summary="Listed values",
    by_alias=True,
)
def list_listed(request: HttpRequest, limit: Limit = 50, after: After = "") -> Paged[ListedRow]:
    """Return the price list of rounds at listed terms."""
    return _page(request, "listed", ListedRow, limit, after)


@router.put(
    "/listed",
    response={200: Replaced, **REFUSALS},
    operation_id="replace_listed",
    summary="Replace all listed values",
)
def replace_listed(request: HttpRequest, table: WholeTable[ListedRow]) -> Replaced:
    """Put these listed values in the place of all there were."""
    return _replace(request, "listed", table.rows)


@router.get(
    "/quotas",
    response={200: Page[QuotaRow], **REFUSALS},
    operation_id="list_quotas",
    summary="Quotas",
    by_alias=True,
)
def list_quotas(request: HttpRequest, limit: Limit = 50, after: After = "") -> Paged[QuotaRow]:
    """Return how much may move in one round."""
    return _page(request, "quotas", QuotaRow, limit, after)


@router.put(
    "/quotas",
    response={200: Replaced, **REFUSALS},
    operation_id="replace_quotas",
    summary="Replace all quotas",
)
def replace_quotas(request: HttpRequest, table: WholeTable[QuotaRow]) -> Replaced:
    """Put these quotas in the place of all there were."""
    return _replace(request, "quotas", table.rows)


@router.get(
    "/restrictions",
    response={200: Page[RestrictionRow], **REFUSALS},
    operation_id="list_restrictions",
    summary="Restrictions",
    by_alias=True,
)
def list_restrictions(request: HttpRequest, limit: Limit = 50, after: After = "") -> Paged[RestrictionRow]:
    """Return what may not move; rows that name a party are told to that party and to those who see all."""
    return _page(request, "restrictions", RestrictionRow, limit, after)


@router.put(
    "/restrictions",
    response={200: Replaced, **REFUSALS},
    operation_id="replace_restrictions",
    summary="Replace all restrictions",
)
def replace_restrictions(request: HttpRequest, table: WholeTable[RestrictionRow]) -> Replaced:
    """Put these restrictions in the place of all there were."""
    return _replace(request, "restrictions", table.rows)


@router.get(
    "/failures",
    response={200: Page[FailureRow], **REFUSALS},
    operation_id="list_failures",
    summary="How likely deliveries are to fail",
    by_alias=True,
)
def list_failures(request: HttpRequest, limit: Limit = 50, after: After = "") -> Paged[FailureRow]:
    """Return how likely deliveries fail; rows that name a party are told to it and to those who see all."""
    return _page(request, "failures", FailureRow, limit, after)


@router.put(
    "/failures",
    response={200: Replaced, **REFUSALS},
    operation_id="replace_failures",
    summary="Replace all of how likely deliveries are to fail",
)
def replace_failures(request: HttpRequest, table: WholeTable[FailureRow]) -> Replaced:
    """Put these in the place of all there were."""
    return _replace(request, "failures", table.rows)
