"""The steps of a round over the API: what was done with it, when, and by whom."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from samarkand.platform.api.frame import REFUSALS, After, Limit, Page, actor_of, found, paged
from samarkand.platform.api.pages import Paged
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.by_whom import told_by
from samarkand.platform.rounds.models import RoundState
from samarkand.platform.rounds.permissions import visible_rounds

router = Router(tags=["rounds"])


class StepOut(Schema):
    """A round as it stood after something was done with it."""

    version: int = Field(description="Its version since then.")
    state: RoundState = Field(description="Its state since then.")
    at: datetime = Field(description="When.")
    by: str | None = Field(description="Who did it; for the operator and auditors, null to others.")


@router.get(
    "/rounds/{code}/steps",
    response={200: Page[StepOut], **REFUSALS},
    operation_id="list_round_steps",
    summary="What was done with a round",
)
def list_round_steps(request: HttpRequest, code: str, limit: Limit = 50, after: After = "") -> Paged[StepOut]:
    """Return what was done with a round, the first first."""
    actor = actor_of(request)
    round_ = found(visible_rounds(actor), code=code)
    rows = round_.history.select_related("history_user")
    return paged(rows, limit, after, lambda row: _step_out(actor, row))


def _step_out(actor: Actor, row: Any) -> StepOut:  # noqa: ANN401 (a model that simple-history makes)
    # Before what acted was kept in words, the person alone was.
    by = row.history_change_reason or (str(row.history_user) if row.history_user else None)
    return StepOut(
        version=row.version, state=RoundState(row.state), at=row.history_date, by=told_by(actor, by)
    )
