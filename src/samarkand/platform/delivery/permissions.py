"""Who may do what with a shipment: the giver sends, the taker receives, the operator may do either."""

import rules

from samarkand.platform.deals.models import Leg
from samarkand.platform.delivery.models import Shipment
from samarkand.platform.house.actor import Actor, Role
from samarkand.platform.house.permissions import declare, is_operator


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

declare("delivery.announce", is_operator | giver_of_leg, "announce a shipment of this")
declare("delivery.ship", is_operator | giver, "say that this has left")
declare("delivery.arrive", is_operator | giver | taker, "say that this has arrived")
declare("delivery.receive", is_operator | taker, "confirm the receipt of this")
declare("delivery.give_up", is_operator | taker, "give this shipment up")
declare("delivery.resolve", is_operator | taker, "say how this ended")
declare("delivery.file", is_operator | giver | taker, "file papers of this shipment")
declare("delivery.declare", is_operator | giver | taker, "declare the goods of this shipment")
declare("delivery.choose_value", is_operator, "choose the value that is settled by")
declare("delivery.take_back", is_operator, "take back what was received")
