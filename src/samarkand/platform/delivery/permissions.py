"""Who may do what with a shipment: the giver sends, the taker receives, the operator may do either."""

import rules

from samarkand.platform.deals.models import Leg
from samarkand.platform.delivery.models import Shipment
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import is_operator


def _gives_in(actor: Actor, leg: Leg) -> bool:
    return actor.role is Role.TRADER and leg.giver.code == actor.party


def _takes_in(actor: Actor, leg: Leg) -> bool:
    return actor.role is Role.TRADER and leg.taker.code == actor.party


def _gives(actor: Actor, shipment: Shipment) -> bool:
    return _gives_in(actor, shipment.leg)


def _takes(actor: Actor, shipment: Shipment) -> bool:
    return _takes_in(actor, shipment.leg)


giver_of_leg = rules.predicate(_gives_in)
giver = rules.predicate(_gives)
taker = rules.predicate(_takes)

rules.add_rule("delivery.announce", is_operator | giver_of_leg)
rules.add_rule("delivery.ship", is_operator | giver)
rules.add_rule("delivery.arrive", is_operator | giver | taker)
rules.add_rule("delivery.receive", is_operator | taker)
rules.add_rule("delivery.give_up", is_operator | taker)
rules.add_rule("delivery.resolve", is_operator | taker)
rules.add_rule("delivery.file", is_operator | giver | taker)
rules.add_rule("delivery.declare", is_operator | giver | taker)
rules.add_rule("delivery.choose_value", is_operator)
rules.add_rule("delivery.take_back", is_operator)
