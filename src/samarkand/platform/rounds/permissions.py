"""Who may do what with rounds, and who may see what: rounds are known to all, outcomes to those who watch."""

import rules
from django.db.models import QuerySet

from samarkand.platform.house.actor import Actor
from samarkand.platform.house.permissions import declare, is_operator
from samarkand.platform.rounds.models import Clearing, Round


def _sees_all(actor: Actor) -> bool:
    return actor.sees_all


declare("rounds.operate", is_operator, "conduct rounds")
declare("rounds.see_outcome", rules.predicate(_sees_all), "see the whole outcome of a round")


def visible_rounds(actor: Actor) -> QuerySet[Round]:
    """Return the rounds an actor may see: all of them, for a round itself tells nothing of a party."""
    del actor
    return Round.objects.select_related("unit", "published", "repairs", "snapshot")


def visible_clearings(actor: Actor) -> QuerySet[Clearing]:
    """Return the clearings an actor may see whole: limit prices can be read from them.

    None for traders and for a country's regulator, who see what became of their own rows
    (`outcomes.own_rows`).
    """
    clearings = Clearing.objects.select_related("round__unit")
    return clearings if actor.sees_all else clearings.none()
