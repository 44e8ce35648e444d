"""The way of a deal: which state may follow which."""

from samarkand.platform.deals.models import Deal, DealState
from samarkand.platform.house.states import Steps

STEPS: Steps = {
    DealState.PROPOSED: frozenset({DealState.BOUND, DealState.LAPSED}),
    DealState.BOUND: frozenset({DealState.DONE}),
    # A correction may show that less was delivered than was thought.
    DealState.DONE: frozenset({DealState.BOUND}),
    DealState.LAPSED: frozenset(),
}


def locked(deal: Deal) -> Deal:
    """Return the deal as the database has it now, locked till the caller's database transaction ends."""
    return Deal.objects.select_for_update(of=("self",)).select_related("round__unit").get(pk=deal.pk)
