"""Clearings over the API: asked for by the operator, read whole by those who may see all."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router
from ninja.responses import Status

from samarkand.clearing.settings import Settings
from samarkand.core.scale import LARGEST, SHARE_DECIMALS, TERMS_DECIMALS, to_scaled
from samarkand.platform.api.file_answers import HTML, ZIP, a_file, file_answer
from samarkand.platform.api.frame import REFUSALS, After, Limit, Page, actor_of, found, paged
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.numbers import Terms, Value
from samarkand.platform.api.pages import Paged
from samarkand.platform.api.rounds_rows import ClearingOut, ComparisonOut, clearing_out, comparison_out
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.clock import now
from samarkand.platform.rounds import clearing_job, files, outcomes
from samarkand.platform.rounds.models import Clearing
from samarkand.platform.rounds.permissions import visible_clearings, visible_rounds

router = Router(tags=["clearings"])

_MOST_PARTIES = 2**31 - 1


class SettingsIn(Input):
    """The choices behind one outcome; with the frozen book they decide every byte of it."""

    terms: Literal["discovered", "listed"] = Field("discovered", description="How terms are found.")
    unit: str = Field("", max_length=64, description="The currency whose pool's rate is 1; may be empty.")
    anchor_hs: str = Field("", pattern=r"^([0-9]{2,10})?$", description="The goods that values are told by.")
    anchor_value: Terms = Field(1000 * 10**TERMS_DECIMALS, description="What one unit of them is worth.")
    as_of: date | None = Field(None, description="Rows whose last day is before it are left out.")
    max_parties: int | None = Field(None, ge=2, le=_MOST_PARTIES, description="The most parties of a deal.")
    leg_failure: str | None = Field(
        None,
        pattern=r"^0(\.[0-9]{1,6})?$",
        description="With max_parties: how likely a leg fails, where the book does not say; 0.05 is 1 in 20.",
    )
    smallest_leg: Value | None = Field(
        None, description="No leg is worth less, in the unit of account; any if null."
    )
    smallest_deal: Value | None = Field(
        None, description="No deal is worth less, in the unit of account; any if null."
    )
    seed: int = Field(0, ge=0, le=LARGEST, description="Seeds what is played of failing legs.")

    def settings(self) -> Settings:
        """Return what the engine is told."""
        failure = None if self.leg_failure is None else to_scaled(self.leg_failure, SHARE_DECIMALS)
        scaled = {
            "leg_failure": failure,
            "anchor_value": self.anchor_value,
            "smallest_leg": self.smallest_leg,
            "smallest_deal": self.smallest_deal,
        }
        return Settings(**{**self.model_dump(), **scaled})


class NewClearing(Input):
    """A clearing to be asked for."""

    clearing: str = Field("main", min_length=1, max_length=32, description="Its label, new in the round.")
    settings: SettingsIn | None = Field(None, description="What the engine is told; its defaults if null.")


@router.get(
    "/rounds/{code}/clearings",
    response={200: Page[ClearingOut], **REFUSALS},
    operation_id="list_clearings",
    summary="Clearings of a round",
)
def list_clearings(
    request: HttpRequest, code: str, limit: Limit = 50, after: After = ""
) -> Paged[ClearingOut]:
    """Return the clearings of a round one may see whole: none for traders."""
    actor = actor_of(request)
    round_ = found(visible_rounds(actor), code=code)
    return paged(visible_clearings(actor).filter(round=round_), limit, after, clearing_out)


@router.post(
    "/rounds/{code}/clearings",
    response={201: ClearingOut, **REFUSALS},
    operation_id="ask_clearing",
    summary="Ask for a clearing",
)
def ask_clearing(request: HttpRequest, code: str, new: NewClearing) -> Status[ClearingOut]:
    """Give the frozen round to a worker with these settings; several may be cleared side by side.

    Operator only.
    """
    actor = actor_of(request)
    round_ = found(visible_rounds(actor), code=code)
    settings = new.settings.settings() if new.settings else Settings()
    return Status(201, clearing_out(clearing_job.ask_clearing(actor, round_, new.clearing, settings, now())))


@router.get(
    "/rounds/{code}/clearings/{label}",
    response={200: ClearingOut, **REFUSALS},
    operation_id="get_clearing",
    summary="One clearing",
)
def get_clearing(request: HttpRequest, code: str, label: str) -> ClearingOut:
    """Return how far a clearing is, and what came of it."""
    return clearing_out(_clearing(actor_of(request), code, label))


@router.get(
    "/rounds/{code}/comparison",
    response={200: ComparisonOut, **REFUSALS},
    operation_id="compare_clearings",
    summary="Two clearings side by side",
)
def compare_clearings(
    request: HttpRequest,
    code: str,
    first: Annotated[str, Query(max_length=32, description="The label of the one.")],
    second: Annotated[str, Query(max_length=32, description="The label of the other.")],
) -> ComparisonOut:
    """Return what two stored clearings come to, and who trades in one of them alone."""
    actor = actor_of(request)
    compared = outcomes.compare(_clearing(actor, code, first), _clearing(actor, code, second))
    return comparison_out(compared)


@router.get(
    "/rounds/{code}/clearings/{label}/report",
    response=REFUSALS,
    operation_id="get_report",
    summary="The outcome as a page for people",
    openapi_extra=a_file("One self-contained page.", HTML),
)
def get_report(request: HttpRequest, code: str, label: str) -> HttpResponse:
    """Return the outcome as one page, to be saved and opened from disk."""
    actor = actor_of(request)
    page = files.report_of(actor, _clearing(actor, code, label))
    return file_answer(page.encode(), HTML, f"{code}-{label}.html")


@router.get(
    "/rounds/{code}/clearings/{label}/archive",
    response=REFUSALS,
    operation_id="get_archive",
    summary="Book and outcome as files",
    openapi_extra=a_file("The folders book and outcome.", ZIP),
)
def get_archive(request: HttpRequest, code: str, label: str) -> HttpResponse:
    """Return the frozen book and the outcome; `samarkand check book outcome` proves it on any machine."""
    actor = actor_of(request)
    archive = files.archive_of(actor, _clearing(actor, code, label))
    return file_answer(archive, ZIP, f"{code}-{label}.zip")


def _clearing(actor: Actor, code: str, label: str) -> Clearing:
    return found(visible_clearings(actor), round__code=code, label=label)
