"""A bound deal to deliver: a hundred tonnes of Meskay's rice against a hundred of Astarta's chickpeas."""

from datetime import UTC, date, datetime

from samarkand.platform.accounts.models import Account, Obligation
from samarkand.platform.accounts.opening import account_of, unit_of
from samarkand.platform.deals.binding import bind
from samarkand.platform.deals.models import Acceptance, Deal, Leg
from samarkand.platform.delivery import receiving, shipping
from samarkand.platform.delivery.models import Receipt, Shipment
from samarkand.platform.delivery.shipping import Consignment
from samarkand.platform.delivery.valuing import Told
from samarkand.platform.market.models import Offer, Want
from samarkand.platform.parties.models import Party
from samarkand.platform.rounds.models import Round, RoundState
from tests import cast
from tests.platform.conftest import NOW, party, trader

TONNES = 1_000
"""The scale of quantities."""

GIVER, TAKER = trader(cast.MESKAY), trader(cast.ASTARTA)
"""Of the rice."""

BOUND = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
"""When the deal was bound."""

LEFT, EXPECTED, THERE = date(2026, 2, 2), date(2026, 2, 20), date(2026, 2, 18)
"""Days of the rice's journey; the tests say all of it on the second of March."""


def bound_deal(code: str = "spring-1", *, value: int = 100_00, quantity: int = 100 * TONNES) -> Deal:
    """Return a bound deal of two legs, ``CODE-1`` of rice and ``CODE-2`` of chickpeas."""
    deal = proposed_deal(code, value=value, quantity=quantity)
    bind(deal, BOUND)
    return deal


def proposed_deal(code: str, *, value: int = 100_00, quantity: int = 100 * TONNES) -> Deal:
    """Return the same deal before anybody has answered."""
    meskay, astarta = party(cast.MESKAY), party(cast.ASTARTA)
    round_, _ = Round.objects.get_or_create(
        code="spring",
        defaults={"state": RoundState.PUBLISHED, "unit": unit_of("CLEARING"), "opened_at": NOW},
    )
    deal = Deal.objects.create(round=round_, code=code, value=2 * value, accept_until=NOW)
    for number, (goods, giver, taker) in enumerate(
        [("rice", meskay, astarta), ("chickpeas", astarta, meskay)], start=1
    ):
        _leg(deal, number, goods, giver, taker, value, quantity)
        Acceptance.objects.create(deal=deal, party=giver)
    return deal


def _leg(deal: Deal, number: int, goods: str, giver: Party, taker: Party, value: int, quantity: int) -> None:
    row = {
        "hs": cast.GOODS[goods],
        "quantity": quantity,
        "open_quantity": 0,
        "unit": "TNE",
        "price": 1_000_000,
        "posted_at": NOW,
        "changed_at": NOW,
    }
    offer = Offer.objects.create(code=f"{deal.code} {goods} offer", party=giver, **row)
    want = Want.objects.create(code=f"{deal.code} {goods} want", party=taker, **row)
    Leg.objects.create(
        deal=deal,
        code=f"{deal.code}-{number}",
        offer=offer,
        want=want,
        giver=giver,
        taker=taker,
        hs=cast.GOODS[goods],
        from_place=giver.country,
        to_place=taker.country,
        quantity=quantity,
        unit="TNE",
        value=value,
    )


def rice(code: str = "spring-1") -> Leg:
    """Return the leg of rice of a bound deal, made where it is absent."""
    if not Deal.objects.filter(code=code).exists():
        bound_deal(code)
    return Leg.objects.get(code=f"{code}-1")


def chickpeas(code: str = "spring-1") -> Leg:
    """Return the other leg."""
    return Leg.objects.get(code=f"{code}-2")


def announced(leg: Leg, tonnes: int = 100) -> Shipment:
    """Return a shipment its giver has announced."""
    return shipping.announce(
        trader(f"{leg.giver.code} {leg.giver.country}"),
        leg,
        Consignment(tonnes * TONNES, leg.to_place, expected_on=EXPECTED),
    )


def shipped(leg: Leg, tonnes: int = 100) -> Shipment:
    """Return a shipment that has left."""
    giver = trader(f"{leg.giver.code} {leg.giver.country}")
    return shipping.ship(giver, announced(leg, tonnes), LEFT, NOW)


def received(leg: Leg, tonnes: int = 100) -> Receipt:
    """Return the receipt of a shipment of so many tonnes, all of them accepted."""
    taker = trader(f"{leg.taker.code} {leg.taker.country}")
    return receiving.confirm(taker, shipped(leg, tonnes), told(tonnes), NOW)


def told(accepted: int, rejected: int = 0, **more: object) -> Told:
    """Return what a taker says of so many tonnes."""
    said = {"received_on": THERE, "reason": "wet" if rejected else ""} | more
    return Told(accepted=accepted * TONNES, rejected=rejected * TONNES, **said)  # type: ignore[arg-type]


def balance(firm: str) -> int:
    """Return the balance of a firm's account."""
    return _account(firm).balance


def held(firm: str) -> int:
    """Return what is set aside on a firm's account."""
    return _account(firm).held_out


def owes(debtor: str, creditor: str) -> int:
    """Return what one firm owes another."""
    rows = Obligation.objects.filter(debtor=_account(debtor), creditor=_account(creditor))
    return sum(rows.values_list("open_amount", flat=True))


def _account(firm: str) -> Account:
    return account_of(party(firm), unit_of("CLEARING"))
