"""Who the house takes the caller for."""

from django.http import HttpRequest
from ninja import Field, Router, Schema

from samarkand.platform.api.frame import REFUSALS, actor_of
from samarkand.platform.house.actor import Actor, Role

router = Router(tags=["who acts"])


class ActorOut(Schema):
    """A person in one role."""

    name: str = Field(description="Who it is.")
    role: Role = Field(description="What it is to the house.")
    party: str = Field(description="The party a trader acts for; else empty.")
    country: str = Field(description="The country of its party, or the one a regulator sees; may be empty.")


@router.get(
    "/me", response={200: ActorOut, **REFUSALS}, operation_id="who_am_i", summary="Who the token acts as"
)
def who_am_i(request: HttpRequest) -> Actor:
    """Return the actor that the token stands for."""
    return actor_of(request)
