"""The example house: the round of Moscow, October 2024, on its way from the book to the first receipts.

Everything goes through the services that people use. Days are counted back from now, so that some deadlines
lie behind and some ahead.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from samarkand.clearing.settings import Settings
from samarkand.core.finding import Refusal
from samarkand.platform.deals.answering import accept
from samarkand.platform.deals.models import Deal, Leg
from samarkand.platform.deals.publishing import publish
from samarkand.platform.delivery.receiving import confirm
from samarkand.platform.delivery.shipping import Consignment, announce, ship
from samarkand.platform.delivery.valuing import Told
from samarkand.platform.house.actor import HOUSE
from samarkand.platform.market.importing import import_book
from samarkand.platform.netting.proposing import propose
from samarkand.platform.operation.catalogue import finding
from samarkand.platform.operation.demo_people import Person, join_people, told
from samarkand.platform.parties.models import Party, User
from samarkand.platform.rounds.clearing_job import ask_clearing, work
from samarkand.platform.rounds.freezing import freeze
from samarkand.platform.rounds.models import Round
from samarkand.platform.rounds.opening import RoundTerms, open_round

ROUND = "MOSCOW-2024"
UNIT = "MOSCOW-2024"
"""A unit of account of the round's own, never a currency."""

_BOOK = Path("examples", "astana-2024")
_HOURS_TO_ACCEPT = 45 * 24
_DAYS_TO_DELIVER = 120
_TONNE = 1000
_JOURNEY = timedelta(days=16)


def load_demo(now: datetime) -> list[str]:
    """Load the example into an empty house; return what to tell about it, passwords and tokens among it.

    Where it is loaded already nothing happens. Raises Refusal (``house_not_empty``, ``example_missing``).
    """
    if Round.objects.filter(code=ROUND, published__isnull=False).exists():
        return ["The example is loaded already; its passwords and tokens were shown the first time."]
    if Party.objects.exists() or User.objects.exists():
        raise Refusal(finding("house_not_empty", "the house has parties or people of its own."))
    book, first_day = _example(), now - timedelta(days=30)
    import_book(HOUSE, book, first_day, verified=True)
    parties = {party.code: party for party in Party.objects.all()}
    people = join_people(parties, first_day)
    round_ = _publish(first_day)
    _answer(round_, people, first_day + timedelta(days=1))
    _deliver(round_, people, now)
    propose(HOUSE, "MOSCOW-2024-1", UNIT, None, now)
    return [_summary(round_), *told(people)]


def _example() -> Path:
    places = (Path(), Path(__file__).parents[4])
    found = next((place / _BOOK for place in places if (place / _BOOK / "offers.csv").is_file()), None)
    if found is None:
        raise Refusal(finding("example_missing", f"{_BOOK} is not below this folder."))
    return found


def _publish(now: datetime) -> Round:
    """Clear the open book in two ways and publish the one with discovered terms."""
    terms = RoundTerms("Moscow, October 2024", "countertrade", _HOURS_TO_ACCEPT, _DAYS_TO_DELIVER)
    round_ = open_round(HOUSE, ROUND, UNIT, now, terms)
    freeze(HOUSE, round_, now)
    discovered = ask_clearing(HOUSE, round_, "discovered", Settings(), now)
    listed = ask_clearing(HOUSE, round_, "listed", Settings(terms="listed"), now)
    for clearing in (discovered, listed):
        work(clearing.pk, lambda: now)
        clearing.refresh_from_db()
    return publish(HOUSE, round_, discovered, now)


def _answer(round_: Round, people: Mapping[str, Person], now: datetime) -> None:
    """Let all accept the deal of rice and chickpeas, and all but one the other."""
    for deal in Deal.objects.filter(round=round_).prefetch_related("acceptances__party"):
        asked = {answer.party.code for answer in deal.acceptances.all()}
        for code in sorted(asked - {"NFPF"}):
            accept(people[code].actor, deal, now)


def _deliver(round_: Round, people: Mapping[str, Person], now: datetime) -> None:
    """Let chickpeas arrive whole, and of the rice one consignment, short of what was rejected."""
    legs = {leg.offer.code: leg for leg in _bound_legs(round_)}
    chickpeas, rice = legs["CHICKPEAS"], legs["RICE"]
    left = now - timedelta(days=24)
    _send(chickpeas, people, chickpeas.quantity, left, carrier="Novorossiysk to Karachi, m/v Amity")
    _send(
        rice,
        people,
        12_000 * _TONNE,
        left,
        rejected=150 * _TONNE,
        carrier="Karachi to Novorossiysk, m/v Indus",
    )
    second = Consignment(7_800 * _TONNE, rice.to_place, "Karachi to Novorossiysk, m/v Indus")
    shipment = announce(people[rice.giver.code].actor, rice, second)
    ship(people[rice.giver.code].actor, shipment, (now - timedelta(days=3)).date(), now)


def _bound_legs(round_: Round) -> Iterable[Leg]:
    return Leg.objects.filter(deal__round=round_, deal__state="bound").select_related(
        "offer", "giver", "taker"
    )


def _send(
    leg: Leg,
    people: Mapping[str, Person],
    quantity: int,
    left: datetime,
    *,
    rejected: int = 0,
    carrier: str = "",
) -> None:
    """Send a consignment and have its taker confirm what arrived of it."""
    giver, taker = (people[end.code].actor for end in (leg.giver, leg.taker))
    arrived = left + _JOURNEY
    shipment = announce(giver, leg, Consignment(quantity, leg.to_place, carrier))
    shipment = ship(giver, shipment, left.date(), left, expected_on=arrived.date())
    reason = "live insects found" if rejected else ""
    confirm(taker, shipment, Told(arrived.date(), quantity - rejected, rejected, reason=reason), arrived)


def _summary(round_: Round) -> str:
    deals = Deal.objects.filter(round=round_).count()
    return (
        f"The round {round_.code} is published: {deals} deals, one bound and under way, one awaits an answer."
    )
