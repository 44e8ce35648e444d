"""Who may write rows of the book and keep its lists, and which rows an actor may see, prices and all."""

from typing import Any

import rules
from django.db.models import QuerySet

from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import declare, is_operator
from samarkand.platform.market.sides import Side

POST, CHANGE, FURNISH = "market.post", "market.change", "market.furnish"


def _may_write(actor: Actor, party: str) -> bool:
    """A trader writes for its own party, the operator for any."""
    return actor.is_operator or (actor.role is Role.TRADER and bool(party) and party == actor.party)


def _may_post(actor: Actor, _: object) -> bool:
    """Whose rows they are is looked at row by row, so that all findings come at once."""
    return actor.is_operator or (actor.role is Role.TRADER and bool(actor.party))


declare(POST, rules.predicate(_may_post), "post offers and wants")
declare(CHANGE, rules.predicate(_may_write), "change this row of the book")
declare(FURNISH, is_operator, "replace the lists that the operator keeps")


def visible_rows(actor: Actor, side: Side) -> QuerySet[Any]:
    """Return the offers or wants the actor may see: no trader sees a row of another party, ever."""
    rows: QuerySet[Any] = side.model.objects.select_related("party")
    if actor.sees_all:
        return rows
    if actor.role is Role.REGULATOR:
        return rows.filter(party__country=actor.country)
    return rows.filter(party__code=actor.party) if actor.party else rows.none()
