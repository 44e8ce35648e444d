"""What the API shows and takes of offers and wants: the columns of the book, and what became of a row."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import BaseModel, ConfigDict

from samarkand.core.finding import Finding
from samarkand.platform.api.frame import FindingOut
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.numbers import Price, Quantity
from samarkand.platform.house.actor import Actor
from samarkand.platform.market.cells import Cells, cells_of
from samarkand.platform.market.models import BookRow, RowState
from samarkand.platform.market.sides import Side

BY_BOTH = ConfigDict(populate_by_name=True)
"""A column called ``from`` cannot be a name in Python; the library reads what we return by its own name."""

Code = Annotated[str, Field(max_length=64)]
Hs = Annotated[str, Field(max_length=20, description="HS code: 2 to 10 digits; for a want a prefix of it.")]
Unit = Annotated[str, Field(max_length=8, description="UNECE Rec 20 code: TNE, KGM, LTR, C62...")]
Place = Annotated[str, Field(max_length=8, description="UN/LOCODE or country; the party's country if blank.")]
Day = Annotated[date | None, Field(description="A day, or null for any.")]
Priority = Annotated[int, Field(ge=0, le=1_000_000, description="Higher is served first at equal value.")]


class NewRow(Input):
    """What an offer and a want have in common; a trader may leave its own party blank."""

    model_config = BY_BOTH

    party: Code = Field("", description="Who gives or takes; the trader's own party if blank.")
    hs: Hs
    quantity: Quantity = Field(description="The most that is given or taken.")
    unit: Unit
    price: Price = Field(
        description="The limit price for one unit, in the pool's money; shown to no other trader."
    )
    grade: str = Field("", max_length=100, description="Quality, compared letter for letter; any if blank.")
    place: Place = ""
    from_day: Day = Field(None, alias="from")
    until: Day = None
    min_quantity: Quantity | None = Field(None, description="At least this much, or nothing at all.")
    bundle: Code = Field("", description="The party's rows of one code trade in equal shares.")
    all_or_nothing: bool = Field(default=False, description="Whole, with all its bundle, or not at all.")
    note: str = Field("", max_length=2_000, description="For people.")

    def cells(self, actor: Actor) -> Cells:
        """Return the row as the service takes it."""
        cells = self.model_dump(by_alias=True)
        return cells | {"party": self.party or actor.party}


class NewOffer(NewRow):
    """An offer to be posted."""

    offer: Code = Field(description="Its code: one in the whole house, so begin it with your party's.")
    lot: Quantity | None = Field(None, description="Given in whole multiples of this alone.")


class NewWant(NewRow):
    """A want to be posted."""

    want: Code = Field(description="Its code: one in the whole house, so begin it with your party's.")
    priority: Priority = 0


def _without_defaults(schema: dict[str, Any]) -> None:
    """Say of no field what it is when left out: programs made from the document would send it."""
    for told in schema["properties"].values():
        told.pop("default", None)


class RowChanges(Input):
    """What is to be different; what is left out stays. Null empties a column that may be empty."""

    model_config = ConfigDict(populate_by_name=True, json_schema_extra=_without_defaults)

    hs: Hs = ""
    quantity: Quantity = 0
    unit: Unit = ""
    price: Price = 0
    grade: str = Field("", max_length=100)
    place: Place = ""
    from_day: Day = Field(None, alias="from")
    until: Day = None
    min_quantity: Quantity | None = None
    bundle: Code = ""
    all_or_nothing: bool = False
    note: str = Field("", max_length=2_000)

    def cells(self) -> Cells:
        """Return the columns that were sent."""
        return self.model_dump(by_alias=True, exclude_unset=True)


class OfferChanges(RowChanges):
    """What is to be different of an offer."""

    lot: Quantity | None = None


class WantChanges(RowChanges):
    """What is to be different of a want."""

    priority: Priority = 0


class RowOut(BaseModel):
    """A row of the book as those see it who may.

    No `ninja.Schema`: that one looks for what a Django model or a template would have, twenty times a row.
    """

    model_config = BY_BOTH

    party: str = Field(description="Who gives or takes.")
    hs: str = Field(description="HS code, or a prefix of it.")
    quantity: Quantity = Field(description="The most that is given or taken.")
    open_quantity: Quantity = Field(description="What no deal has taken.")
    unit: str = Field(description="UNECE Rec 20 code.")
    price: Price = Field(description="The limit price for one unit, in the pool's money.")
    grade: str = Field(description="Quality; any if blank.")
    place: str = Field(description="Where the goods are, or must arrive.")
    from_day: date | None = Field(alias="from", description="First day.")
    until: date | None = Field(description="Last day.")
    min_quantity: Quantity | None = Field(description="At least this much, or nothing at all.")
    bundle: str = Field(description="Rows of one code trade in equal shares.")
    all_or_nothing: bool = Field(description="Whole, or not at all.")
    note: str = Field(description="For people.")
    state: RowState = Field(description="An open row is in the book.")
    frozen_in: str = Field(
        description="The round whose snapshot holds it; it cannot be changed till that ends."
    )
    version: int = Field(description="Also the ETag.")
    posted_at: datetime = Field(description="When it was posted.")
    changed_at: datetime = Field(description="When its party last changed it.")


class OfferOut(RowOut):
    """An offer."""

    offer: str = Field(description="Its code.")
    lot: Quantity | None = Field(description="Given in whole multiples of this alone.")


class WantOut(RowOut):
    """A want."""

    want: str = Field(description="Its code.")
    priority: int = Field(description="Higher is served first at equal value.")


class PostedOffer(OfferOut):
    """An offer just posted, and what was found that stops nothing."""

    findings: list[FindingOut] = Field(description="Warnings.")


class PostedWant(WantOut):
    """A want just posted, and what was found that stops nothing."""

    findings: list[FindingOut] = Field(description="Warnings.")


class VersionOut(Schema):
    """How a row stood from one moment on."""

    model_config = BY_BOTH

    at: datetime = Field(description="From then on.")
    by: str = Field(description="Who made it so; the house where blank.")
    version: int = Field(description="The version it was then.")
    state: RowState = Field(description="Its state then.")
    quantity: Quantity = Field(description="Its quantity then.")
    open_quantity: Quantity = Field(description="What was open of it then.")
    price: Price = Field(description="Its limit price then.")
    hs: str = Field(description="Its HS code then.")
    unit: str = Field(description="Its unit then.")
    grade: str = Field(description="Its grade then.")
    place: str = Field(description="Its place then.")
    from_day: date | None = Field(alias="from", description="Its first day then.")
    until: date | None = Field(description="Its last day then.")
    note: str = Field(description="Its note then.")


def finding_out(finding: Finding) -> FindingOut:
    """Return a finding as the API tells it."""
    return FindingOut(**asdict(finding))


_BECAME = ("open_quantity", "state", "frozen_in", "version", "posted_at", "changed_at")


def cells_shown(row: BookRow) -> dict[str, Any]:
    """Return a row's columns as `OfferOut` and `WantOut` are made of them."""
    return cells_of(row) | {name: getattr(row, name) for name in _BECAME}


def columns_shown(side: Side) -> dict[str, str]:
    """Return what is read of the database for `cells_shown`, by the names of the schema's columns."""
    return side.fields | {"party": "party__code"} | {name: name for name in _BECAME}


def offer_out(row: BookRow) -> OfferOut:
    """Return an offer as the API shows it."""
    return OfferOut(**cells_shown(row))


def want_out(row: BookRow) -> WantOut:
    """Return a want as the API shows it."""
    return WantOut(**cells_shown(row))


def version_out(version: Any) -> VersionOut:  # noqa: ANN401 (a model that simple-history makes)
    """Return one version of a row."""
    return VersionOut.model_validate(
        {
            "at": version.history_date,
            "by": str(version.history_user or version.history_change_reason or ""),
            "from": version.first_day,
            "until": version.last_day,
            **{
                name: getattr(version, name)
                for name in VersionOut.model_fields
                if name not in {"at", "by", "from_day", "until"}
            },
        }
    )
