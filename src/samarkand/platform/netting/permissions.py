"""Who may net, and whose runs and notices an actor may read."""

from django.db.models import Q, QuerySet

from samarkand.platform.accounts.permissions import visible_obligations
from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import declare, is_operator
from samarkand.platform.netting.models import NettingRun, RunState, SetOffNotice

declare("netting.propose", is_operator, "propose a netting run")
declare("netting.post", is_operator, "post a netting run")
declare("netting.void", is_operator, "void a netting run")


def visible_notices(actor: Actor) -> QuerySet[SetOffNotice]:
    """Return the notices the actor may read: of obligations it may read, once their run is posted."""
    rows = SetOffNotice.objects.select_related(
        "run", "obligation__debtor__holder", "obligation__creditor__holder"
    )
    if actor.sees_all:
        return rows
    return rows.filter(run__state=RunState.POSTED, obligation__in=visible_obligations(actor).values("pk"))


def visible_runs(actor: Actor) -> QuerySet[NettingRun]:
    """Return the runs the actor may read: all of them, or those that set off what it may read."""
    rows = NettingRun.objects.select_related("unit")
    if actor.sees_all:
        return rows
    own = visible_notices(actor).values("run")
    return rows.filter(Q(state=RunState.POSTED, pk__in=own))
