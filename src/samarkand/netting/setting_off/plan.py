"""What is set off: the flow on every debt, the proof of it, and what other scopes would have set off."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from samarkand.netting.obligations import CreditLimits
from samarkand.netting.rings.cutting import Rings
from samarkand.netting.rings.short import ShortRings, in_pairs, in_rings_of_three
from samarkand.netting.setting_off.circulation import largest
from samarkand.netting.setting_off.debts import Debts, spread
from samarkand.netting.setting_off.network import Network, house_network, plain_network
from samarkand.netting.settings import Settings
from samarkand.solving.arrays import Integers

_MANY = 200_000
"""With so many debts, what three at a time would clear is found in half the time if not exactly."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The set-off of each debt, and what proves and explains it.

    ``flow`` is the flow on ``network``, debts first. ``potential`` proves that no flow of full scope
    gains more; ``value_potential``, that none without credit is of more value. ``pairs``,
    ``rings_of_three`` and ``most`` are what the three scopes would set off of each debt for the most
    value; ``prices``, one for each pair of parties, prove the second where it was small enough, and
    ``short_rings`` make it up. ``first`` is the first debt of each pair of parties, in that order.
    """

    network: Network
    flow: Integers
    potential: Integers
    value_potential: Integers
    pairs: Integers
    rings_of_three: Integers
    most: Integers
    prices: Integers | None
    short_rings: Rings
    first: Integers

    @property
    def set_off(self) -> Integers:
        """Return the set-off of each debt."""
        return self.flow[: self.network.debts]


def plan(debts: Debts, settings: Settings, limits: CreditLimits | None) -> Plan:
    """Return what is set off under the settings, and what it is compared with."""
    value = plain_network(debts, np.ones(len(debts.tail), np.int64))
    with ThreadPoolExecutor(max_workers=1) as aside:
        short = aside.submit(_short_scopes, debts, settings)
        most, value_potential = largest(value)
        pairs, rings, first = short.result()
    rings_of_three = spread(rings.flow, first, debts.amount)
    network, flow, potential = value, most, value_potential
    if limits is not None or bool((debts.gain != 1).any()):
        network = plain_network(debts, debts.gain) if limits is None else house_network(debts, limits)
        flow, potential = largest(network)
    if settings.scope == "bilateral":
        flow = pairs
    elif settings.scope == "ring:3":
        flow = rings_of_three
    return Plan(
        network,
        flow,
        potential,
        value_potential,
        pairs,
        rings_of_three,
        most,
        prices=rings.prices,
        short_rings=rings.rings,
        first=first,
    )


def _short_scopes(debts: Debts, settings: Settings) -> tuple[Integers, ShortRings, Integers]:
    """Return the set-off of each debt by pairs, that of each two parties by rings, and their first debts.

    Debts between the same two parties that gain differently count as one here.
    """
    new = np.ones(len(debts.tail), bool)
    new[1:] = (np.diff(debts.tail) != 0) | (np.diff(debts.head) != 0)
    start = np.flatnonzero(new)
    tail, head = debts.tail[start], debts.head[start]
    amount = np.add.reduceat(debts.amount, start) if len(start) else debts.amount
    is_asked_for = settings.scope == "ring:3"
    rings = in_rings_of_three(tail, head, amount, exact=is_asked_for or len(tail) < _MANY)
    pairs = in_pairs(tail, head, amount)
    return spread(pairs, start, debts.amount), rings, start
