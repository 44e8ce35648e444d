"""A house with a row of everything, all of it Meskay's and Astarta's, and those who knock at its door.

What nobody else may read is marked: `SECRETS` are words that stand in no answer to a stranger.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl

from samarkand.clearing.clear import clear
from samarkand.clearing.settings import Settings
from samarkand.platform.accounts.drafts import Draft, Line
from samarkand.platform.accounts.holding import NewHold, hold_all
from samarkand.platform.accounts.journal import post
from samarkand.platform.accounts.models import Entry, Hold, Obligation, SwingClaim, UnitOfAccount
from samarkand.platform.accounts.obligations import owe
from samarkand.platform.accounts.opening import accounts_of, unit_of
from samarkand.platform.api.models import Token
from samarkand.platform.deals.models import (
    Acceptance,
    Commitment,
    Contract,
    ContractKind,
    Deal,
    DealState,
    Evidence,
    EvidenceKind,
    HomePayment,
    Leg,
)
from samarkand.platform.delivery.models import (
    Direction,
    Discrepancy,
    DiscrepancyKind,
    Document,
    GoodsDeclaration,
    Receipt,
    Shipment,
    ShipmentState,
)
from samarkand.platform.events.models import Event, Webhook
from samarkand.platform.house.actor import Role
from samarkand.platform.house.sealing import seal
from samarkand.platform.market.models import Offer, Want
from samarkand.platform.netting.models import NettingRun, SetOffNotice
from samarkand.platform.parties.models import Identifier, Invitation, Party
from samarkand.platform.rounds.kept_frames import to_parquet
from samarkand.platform.rounds.models import (
    Clearing,
    ClearingState,
    OutcomeTable,
    Round,
    RoundState,
    Snapshot,
    SnapshotTable,
)
from tests import cast
from tests.platform.calling import (
    Caller,
    auditor_calls,
    nobody_calls,
    operator_calls,
    regulator_calls,
    trader_calls,
)
from tests.platform.conftest import NOW, party

LIMIT_PRICES = {"owner": "777.777777", "counterparty": "888.888888"}
SECRETS = (*LIMIT_PRICES.values(), "known to few alone", "Meskay gives 1", "Astarta wants 1", "TOP-SECRET")
TODAY = date(2026, 3, 2)


@dataclass
class World:
    """Who knocks, and by which words the rows are known in addresses."""

    callers: dict[str, Caller]
    names: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> dict[str, Any]:
        """The same by the names of fields: ``leg`` for one of the ``legs``."""
        return {name.removesuffix("s"): word for name, word in self.names.items() if name != "parties"}


def callers() -> dict[str, Caller]:
    """Return one of each who may knock."""
    return {
        "nobody": nobody_calls(),
        "owner": trader_calls(cast.MESKAY),
        "counterparty": trader_calls(cast.ASTARTA),
        "stranger": trader_calls(cast.LUOYANG),
        "operator": operator_calls(),
        "auditor": auditor_calls(),
        "regulator": regulator_calls(),
        "foreign regulator": regulator_calls("CN"),
    }


def furnish() -> World:
    """Fill the tables and return the world."""
    world = World(callers())
    meskay, astarta = party(cast.MESKAY), party(cast.ASTARTA)
    unit = unit_of("CU")
    _members(world, meskay)
    offer, want = _book(meskay, astarta)
    round_ = _round(world, unit)
    deal, leg = _deal(world, round_, offer, want)
    entry = _ledger(world, unit, meskay, astarta)
    _delivery(world, leg, entry)
    _netting(world, unit)
    world.names |= {
        "parties": meskay.code,
        "offers": offer.code,
        "wants": want.code,
        "deals": deal.code,
        "units": unit.code,
        "unit": unit.code,
    }
    return world


def _members(world: World, meskay: Party) -> None:
    membership = world.callers["owner"].membership
    assert membership is not None
    Identifier.objects.create(party=meskay, scheme="NTN", value="TOP-SECRET")
    token = Token.objects.create(membership=membership, name="TOP-SECRET", secret_hash="0" * 64, made_at=NOW)
    webhook = Webhook.objects.create(
        membership=membership,
        url="https://meskay.example/TOP-SECRET",
        secret=seal("0" * 64),
        created_at=NOW,
    )
    event = Event.objects.create(kind="deal.proposed", subject="TOP-SECRET", at=NOW)
    event.parties.add(meskay)
    invitation = Invitation.objects.create(
        email="TOP-SECRET@meskay.example",
        role=Role.TRADER,
        party=meskay,
        secret_hash="0" * 64,
        invited_at=NOW,
        expires_at=NOW + timedelta(days=3650),
    )
    world.names |= {
        "tokens": token.pk,
        "webhooks": webhook.pk,
        "memberships": membership.pk,
        "invitations": invitation.pk,
    }


def _book(meskay: Party, astarta: Party) -> tuple[Offer, Want]:
    columns = {
        "quantity": 20_000_000,
        "open_quantity": 10_000_000,
        "unit": "TNE",
        "note": "known to few alone",
        "posted_at": NOW,
        "changed_at": NOW,
    }
    return (
        Offer.objects.create(
            code="Meskay gives 1", party=meskay, hs="100630", place="PK", price=777_777_777, **columns
        ),
        Want.objects.create(
            code="Astarta wants 1", party=astarta, hs="100630", place="RU", price=888_888_888, **columns
        ),
    )


def _round(world: World, unit: UnitOfAccount) -> Round:
    round_ = Round.objects.create(
        code="spring", unit=unit, state=RoundState.PUBLISHED, opened_at=NOW, published_at=NOW
    )
    tables, outcome, summary = played()
    snapshot = Snapshot.objects.create(round=round_, digest="0" * 64, offers=2, wants=2, taken_at=NOW)
    SnapshotTable.objects.bulk_create(
        SnapshotTable(snapshot=snapshot, name=name, content=content) for name, content in tables.items()
    )
    clearing = Clearing.objects.create(
        round=round_, label="plain", state=ClearingState.STORED, summary=summary, asked_at=NOW, ended_at=NOW
    )
    OutcomeTable.objects.bulk_create(
        OutcomeTable(clearing=clearing, name=name, content=content) for name, content in outcome.items()
    )
    Round.objects.filter(pk=round_.pk).update(published=clearing)
    world.names |= {"rounds": round_.code} | dict.fromkeys(("clearings", "label", "first", "second"), "plain")
    return round_


@cache
def played() -> tuple[dict[str, bytes], dict[str, bytes], dict[str, Any]]:
    """Return the tables of a small book, those of its outcome, and the summary: cleared once for all."""
    book = cast.book(
        f"{cast.MESKAY}: gives 40000 t rice @777.777777; wants 20000 t chickpeas @2000",
        f"{cast.ASTARTA}: gives 20000 t chickpeas @1000; wants 20000 t rice @888.888888",
    )
    outcome = clear(book, Settings())
    frames = {name: frame for name, frame in book.tables().items() if frame is not None}
    return _kept(frames), _kept(outcome.tables()), dict(outcome.summary)


def _kept(frames: Mapping[str, pl.DataFrame]) -> dict[str, bytes]:
    return {name: to_parquet(frame) for name, frame in frames.items()}


def _deal(world: World, round_: Round, offer: Offer, want: Want) -> tuple[Deal, Leg]:
    deal = Deal.objects.create(
        round=round_,
        code="spring-1",
        value=1_300_000,
        state=DealState.PROPOSED,
        accept_until=NOW + timedelta(days=3650),
    )
    leg = Leg.objects.create(
        deal=deal,
        code="spring-1-1",
        offer=offer,
        want=want,
        giver=offer.party,
        taker=want.party,
        hs="100630",
        from_place="PK",
        to_place="RU",
        quantity=10_000_000,
        unit="TNE",
        value=1_300_000,
    )
    for each in (offer.party, want.party):
        Acceptance.objects.create(deal=deal, party=each)
        Commitment.objects.create(
            deal=deal, party=each, value=1_300_000, starts_on=TODAY, due_on=TODAY + timedelta(days=120)
        )
    Contract.objects.create(
        deal=deal, code="spring-1-contract", kind=ContractKind.BARTER, value=1_300_000, concluded_on=TODAY
    )
    commitment = Commitment.objects.get(deal=deal, party=offer.party)
    Evidence.objects.create(
        commitment=commitment, kind=EvidenceKind.PERFORMANCE, value=1, subject="TOP-SECRET", at=NOW
    )
    payment = HomePayment.objects.create(
        round=round_, pool="TOP-SECRET", payer=offer.party, payee=want.party, amount=5, value=5, state="due"
    )
    world.names |= {"commitments": commitment.pk, "home-payments": payment.pk}
    return deal, leg


def _ledger(world: World, unit: UnitOfAccount, meskay: Party, astarta: Party) -> Entry:
    accounts = accounts_of([meskay, astarta], unit)
    giver, taker = accounts[meskay.pk], accounts[astarta.pk]
    entry = post(
        Draft(
            "TOP-SECRET entry",
            unit.pk,
            "receipt",
            "TOP-SECRET",
            TODAY,
            (Line(giver, 1_300_000), Line(taker, -1_300_000)),
        ),
        NOW,
    )
    hold_all([NewHold("TOP-SECRET hold", taker, giver, 100, "TOP-SECRET", NOW + timedelta(days=3650))], NOW)
    owe("TOP-SECRET-obligation", entry, taker, giver, 1_300_000, None)
    claim = SwingClaim.objects.create(account_id=giver, amount=1, claimed_at=NOW)
    world.names |= {
        "swing-claims": claim.pk,
        "accounts": giver,
        "creditor": giver,
        "debtor": taker,
        "entries": entry,
        "holds": Hold.objects.get().pk,
        "obligations": "TOP-SECRET-obligation",
    }
    return Entry.objects.get(pk=entry)


def _delivery(world: World, leg: Leg, entry: Entry) -> None:
    shipment = Shipment.objects.create(
        leg=leg,
        code="spring-1-1-a",
        consignor=leg.giver,
        carrier="TOP-SECRET",
        place="PK",
        quantity=10_000_000,
        state=ShipmentState.SHIPPED,
        shipped_on=TODAY,
    )
    document = Document.objects.create(
        shipment=shipment,
        kind="invoice",
        filename="TOP-SECRET.pdf",
        media_type="application/pdf",
        size=4,
        digest="0" * 64,
        content=b"%PDF",
        filed_at=NOW,
    )
    GoodsDeclaration.objects.create(
        shipment=shipment, direction=Direction.EXPORT, country="PK", reference="TOP-SECRET", declared_on=TODAY
    )
    receipt = Receipt.objects.create(
        shipment=shipment,
        code="spring-1-1-a-1",
        received_on=TODAY,
        accepted_quantity=9_000_000,
        contract_value=1_170_000,
        driver="contract",
        posted_value=1_170_000,
        reason="TOP-SECRET",
        entry=entry,
        confirmed_at=NOW,
    )
    discrepancy = Discrepancy.objects.create(
        shipment=shipment, kind=DiscrepancyKind.SHORT, quantity=1_000_000, note="TOP-SECRET", found_at=NOW
    )
    world.names |= {
        "shipments": shipment.code,
        "documents": document.pk,
        "receipts": receipt.code,
        "discrepancies": discrepancy.pk,
        "legs": leg.code,
    }


def _netting(world: World, unit: UnitOfAccount) -> None:
    run = NettingRun.objects.create(code="netting-1", unit=unit, owed=1_300_000, set_off=0, ran_at=NOW)
    SetOffNotice.objects.create(
        run=run, obligation=Obligation.objects.get(), amount=1_300_000, set_off=0, remainder=1_300_000
    )
    world.names |= {"netting-runs": run.code, "netting": run.code, "runs": run.code}
