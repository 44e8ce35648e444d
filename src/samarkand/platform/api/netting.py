"""Netting over the API: runs proposed, looked at, posted or void, and their set-off notices."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Field, Router, Schema

from samarkand.netting.settings import Objective, Scope, Settings
from samarkand.platform.api.accounts_rows import holder_of
from samarkand.platform.api.frame import REFUSALS, After, Limit, Page, actor_of, found, paged
from samarkand.platform.api.idempotency import once_prepared
from samarkand.platform.api.inputs import Input
from samarkand.platform.api.numbers import Value
from samarkand.platform.api.pages import Paged
from samarkand.platform.api.rendering import answered
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.by_whom import told_by
from samarkand.platform.house.clock import now
from samarkand.platform.house.decimals import in_decimals
from samarkand.platform.netting import posting, proposing
from samarkand.platform.netting.models import NettingRun, RunState, SetOffNotice
from samarkand.platform.netting.permissions import visible_notices, visible_runs

router = Router(tags=["netting"])


class RunIn(Input):
    """A netting run to be proposed."""

    code: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$", description="Its code: makes it happen once.")
    unit: str = Field(max_length=32, description="The unit of account whose obligations are netted.")
    objective: Objective = Field("value", description="The most value, many obligations, or old ones first.")
    scope: Scope = Field("full", description="Between two parties, rings of three, or any number.")
    as_of: date | None = Field(None, description="The day ages are counted to; the latest due day if empty.")


class PostRunIn(Input):
    """When a run's set-offs count from."""

    effective_on: date = Field(description="The day.")


class VoidRunIn(Input):
    """Why a run is not posted."""

    reason: str = Field(min_length=1, max_length=1000, description="In words.")


class RunOut(Schema):
    """A netting run; to a trader, what of it concerns its party."""

    code: str = Field(description="Its code.")
    unit: str = Field(description="The unit of account.")
    state: RunState = Field(description="proposed, posted or void.")
    reason: str = Field(description="Why it is void.")
    owed: Value = Field(description="What was open.")
    set_off: Value = Field(description="What is set off.")
    settings: dict[str, Any] = Field(description="How it was asked for.")
    summary: dict[str, Any] | None = Field(
        description="Totals and proof, as of `samarkand net`, parties by account; for those who see all."
    )
    ran_at: datetime = Field(description="When it was proposed.")
    posted_at: datetime | None = Field(description="When it was posted.")
    by: str | None = Field(description="Who proposed it; for the operator and auditors, null to others.")
    ended_by: str | None = Field(description="Who ended it; for the operator and auditors, null to others.")


class NoticeOut(Schema):
    """What of one obligation is set off, and what remains."""

    id: int = Field(description="Its number.")
    obligation: str = Field(description="The obligation's code.")
    debtor: str | None = Field(description="The party that owes; null for the house.")
    creditor: str | None = Field(description="The party that is owed; null for the house.")
    amount: Value = Field(description="What was open.")
    set_off: Value = Field(description="What is set off.")
    remainder: Value = Field(description="What remains.")
    entry: int | None = Field(description="The entry that posted it.")


@router.post(
    "/netting-runs",
    response={201: RunOut, **REFUSALS},
    operation_id="propose_netting_run",
    summary="Propose a netting run",
)
def propose_netting_run(request: HttpRequest, told: RunIn) -> HttpResponseBase:
    """Find the largest set-off of what is open in a unit, prove it, and keep its notices. Operator."""
    settings = Settings(told.objective, told.scope, told.as_of)
    actor = actor_of(request)

    def prepare() -> Callable[[], HttpResponse]:
        proposal = proposing.prepare(actor, told.code, told.unit, settings)
        return lambda: _proposed(actor, proposing.keep(actor, proposal, now()))

    return once_prepared(request, prepare)


def _proposed(actor: Actor, run: NettingRun) -> HttpResponse:
    shown = _run_out(actor, run, run.owed, run.set_off, summary=run.summary)
    return answered(shown, HTTPStatus.CREATED)


@router.get(
    "/netting-runs",
    response={200: Page[RunOut], **REFUSALS},
    operation_id="list_netting_runs",
    summary="Netting runs",
)
def list_netting_runs(
    request: HttpRequest, limit: Limit = 50, after: After = "", unit: str = "", state: RunState | None = None
) -> Paged[RunOut]:
    """Return the runs one may read: of a trader those posted that set off something of its own."""
    actor = actor_of(request)
    wanted = {"unit__code": unit, "state": state}
    rows = visible_runs(actor).filter(**{column: value for column, value in wanted.items() if value})
    page = paged(rows, limit, after, lambda run: run)
    return {"items": _shown(actor, page["items"]), "next": page["next"]}


@router.get(
    "/netting-runs/{code}",
    response={200: RunOut, **REFUSALS},
    operation_id="get_netting_run",
    summary="One netting run",
)
def get_netting_run(request: HttpRequest, code: str) -> RunOut:
    """Return a run."""
    actor = actor_of(request)
    (shown,) = _shown(actor, [found(visible_runs(actor), code=code)])
    return shown


@router.get(
    "/netting-runs/{code}/notices",
    response={200: Page[NoticeOut], **REFUSALS},
    operation_id="list_set_off_notices",
    summary="Set-off notices of a run",
)
def list_set_off_notices(
    request: HttpRequest, code: str, limit: Limit = 50, after: After = ""
) -> Paged[NoticeOut]:
    """Return the notices of a run one may read."""
    actor = actor_of(request)
    run = found(visible_runs(actor), code=code)
    return paged(visible_notices(actor).filter(run=run), limit, after, _notice_out)


@router.post(
    "/netting-runs/{code}/post",
    response={200: RunOut, **REFUSALS},
    operation_id="post_netting_run",
    summary="Post a netting run",
)
def post_netting_run(request: HttpRequest, code: str, told: PostRunIn) -> RunOut:
    """Post every set-off of a run, all or none; nobody's net position moves. Operator."""
    actor = actor_of(request)
    run = found(visible_runs(actor), code=code)
    posting.post_run(actor, run, told.effective_on, now())
    return _run_out(actor, run, run.owed, run.set_off, summary=run.summary)


@router.post(
    "/netting-runs/{code}/void",
    response={200: RunOut, **REFUSALS},
    operation_id="void_netting_run",
    summary="Void a netting run",
)
def void_netting_run(request: HttpRequest, code: str, told: VoidRunIn) -> RunOut:
    """End a proposed run without posting it. Operator."""
    actor = actor_of(request)
    run = found(visible_runs(actor), code=code)
    posting.void_run(actor, run, told.reason)
    return _run_out(actor, run, run.owed, run.set_off, summary=run.summary)


def _shown(actor: Actor, runs: Sequence[NettingRun]) -> list[RunOut]:
    """Return what is shown of runs: all of them, or the sums of what of them the actor may read."""
    if actor.sees_all:
        return [_run_out(actor, run, run.owed, run.set_off, summary=run.summary) for run in runs]
    own = visible_notices(actor).filter(run__in=runs).order_by().values_list("run")
    sums = {run: (owed, set_off) for run, owed, set_off in own.annotate(Sum("amount"), Sum("set_off"))}
    return [_run_out(actor, run, *sums[run.pk], summary=None) for run in runs]


def _run_out(
    actor: Actor, run: NettingRun, owed: int, set_off: int, *, summary: dict[str, Any] | None
) -> RunOut:
    return RunOut(
        code=run.code,
        unit=run.unit.code,
        state=RunState(run.state),
        reason=run.reason,
        owed=owed,
        set_off=set_off,
        settings=run.settings,
        summary=None if summary is None else in_decimals(summary),
        ran_at=run.ran_at,
        posted_at=run.posted_at,
        by=told_by(actor, run.by),
        ended_by=told_by(actor, run.ended_by),
    )


def _notice_out(notice: SetOffNotice) -> NoticeOut:
    owed = notice.obligation
    return NoticeOut(
        id=notice.pk,
        obligation=owed.code,
        debtor=holder_of(owed.debtor),
        creditor=holder_of(owed.creditor),
        amount=notice.amount,
        set_off=notice.set_off,
        remainder=notice.remainder,
        entry=notice.entry_id,
    )
