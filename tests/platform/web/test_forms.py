"""Rows that come in by forms of the back office: parties, rounds, clearings, the operator's tables."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samarkand.platform.house import clock
from samarkand.platform.house.actor import Role
from samarkand.platform.market.models import Lane, ListedValue, Offer, Restriction
from samarkand.platform.parties import register
from samarkand.platform.parties.models import Invitation, Party
from samarkand.platform.rounds.models import Clearing, Round
from samarkand.platform.rounds.opening import open_round
from samarkand.platform.web.back_office.pages import back_office
from tests import cast
from tests.platform.conftest import NOW, OPERATOR, party
from tests.platform.rounds.playing import UNIT, cleared, frozen_round
from tests.platform.stock import stock
from tests.platform.web.conftest import signed_in

pytestmark = pytest.mark.django_db

MESKAY = {"party": "MESKAY", "name": "Meskay & Femtee", "country": "PK", "currency": "PKR"}
SPRING = {
    "code": "spring",
    "unit": "DOLLAR",
    "contract_form": "barter",
    "acceptance_hours": "48",
    "delivery_days": "90",
}


@pytest.fixture
def operator() -> Client:
    return signed_in(Role.OPERATOR)


def add(client: Client, of: str, **said: object) -> str:
    """Post the form by which a row comes in, and return the page that follows."""
    return str(client.post(reverse(f"admin:{of}_add"), said, follow=True).text)


def act(client: Client, of: str, pk: int, act_: str, **said: object) -> str:
    """Post the form of an act on the page of a row, and return the page that follows."""
    return str(client.post(reverse(f"admin:{of}_act", args=[pk, act_]), said, follow=True).text)


def bring_in(client: Client, of: str, name: str, content: str) -> str:
    file = SimpleUploadedFile(name, content.encode())
    address = reverse(f"admin:{of}_act_on_all", args=["bring_in"])
    return str(client.post(address, {"file": file}, follow=True).text)


def test_a_party_is_registered(operator: Client) -> None:
    said = {**MESKAY, "pool": "KARACHI", "swing": "12500.50", "identifiers": "NTN 1234567-8\n"}
    assert "It trades once it is verified" in add(operator, "parties_party", **said)
    one = Party.objects.get()
    assert (one.code, one.name, one.pool, one.swing) == ("MESKAY", "Meskay & Femtee", "KARACHI", 12_500_50)
    assert one.state == "pending"
    assert one.history.get().history_user is not None


def test_a_party_that_cannot_be_registered_is_told_all_and_stays_in_the_form(operator: Client) -> None:
    page = add(operator, "parties_party", **{**MESKAY, "country": "XX", "identifiers": "INN 1234567890"})
    assert "XX is no country" in page
    assert "1234567890 is no INN" in page
    assert "Meskay &amp; Femtee" in page
    assert not Party.objects.exists()


@pytest.mark.parametrize(
    ("column", "said", "told"),
    [
        ("swing", "12,500", "nothing between thousands"),
        ("swing", "1.005", "at most 2 decimals"),
        ("party", "", "required"),
        ("country", "Pakistan", "at most 2 characters"),
        ("identifiers", "NTN", "NTN has no number"),
    ],
)
def test_a_field_says_what_is_wrong_with_it(operator: Client, column: str, said: str, told: str) -> None:
    assert told in add(operator, "parties_party", **{**MESKAY, column: said})
    assert not Party.objects.exists()


def test_a_party_is_amended_at_the_version_that_was_read(operator: Client) -> None:
    firm = party(cast.MESKAY)
    asked = operator.get(reverse("admin:parties_party_act", args=[firm.pk, "amend"])).text
    assert f'name="version" value="{firm.version}"' in asked
    said = {"name": "Meskay Sons", "country": "PK", "pool": "", "identifiers": "", "version": firm.version}
    act(operator, "parties_party", firm.pk, "amend", **said)
    assert Party.objects.get().name == "Meskay Sons"
    late = act(operator, "parties_party", firm.pk, "amend", **{**said, "name": "Too late"})
    assert "is at version" in late
    assert Party.objects.get().name == "Meskay Sons"


def test_a_pool_is_amended_for_all_its_parties(operator: Client) -> None:
    firm = party(cast.MESKAY)
    act(operator, "parties_party", firm.pk, "amend_pool", currency="PKR", swing="10")
    firm.refresh_from_db()
    assert (firm.currency, firm.swing) == ("PKR", 10_00)


def test_people_of_every_role_are_invited_and_an_invitation_is_withdrawn(operator: Client) -> None:
    party(cast.MESKAY)
    told = add(operator, "parties_invitation", email="audit@chamber.example", role="auditor")
    assert "audit@chamber.example may join as auditor by this link" in told
    add(operator, "parties_invitation", email="pk@state.example", role="regulator", country="PK")
    add(operator, "parties_invitation", email="nadia@meskay.example", role="trader", party="Meskay")
    roles = Invitation.objects.order_by("id").values_list("role", "country", "party__code")
    assert list(roles) == [("auditor", "", None), ("regulator", "PK", None), ("trader", "", "Meskay")]
    assert "There is no party NOBODY" in add(
        operator, "parties_invitation", email="nadia@meskay.example", role="trader", party="NOBODY"
    )
    act(operator, "parties_invitation", Invitation.objects.earliest("id").pk, "withdraw")
    link = re.search(r"/invitations/[\w-]+/", told)
    assert link
    assert Client().get(link[0]).status_code == 404


def test_an_act_with_a_form_leads_from_the_list_to_its_page(operator: Client) -> None:
    firm = party(cast.MESKAY)
    ticked = {"action": "amend", "_selected_action": firm.pk}
    answer = operator.post(reverse("admin:parties_party_changelist"), ticked)
    assert answer.headers["Location"] == reverse("admin:parties_party_act", args=[firm.pk, "amend"])


def test_a_round_is_opened_amended_and_cleared_as_chosen(operator: Client) -> None:
    assert "Round spring is open" in add(operator, "rounds_round", **SPRING, title="Spring")
    round_ = Round.objects.get()
    assert (round_.unit.code, round_.acceptance_hours, round_.title) == ("DOLLAR", 48, "Spring")
    terms = {name: said for name, said in SPRING.items() if name not in {"code", "unit"}}
    act(operator, "rounds_round", round_.pk, "amend", **terms, title="Spring, again", version=1)
    round_.refresh_from_db()
    assert round_.title == "Spring, again"
    assert "is no code of a round" in add(operator, "rounds_round", **{**SPRING, "code": "a b"})


def test_a_clearing_is_asked_for_with_what_was_chosen(operator: Client) -> None:
    round_ = frozen_round()
    chosen = {"label": "short", "terms": "discovered", "max_parties": "2", "smallest_leg": "100.50"}
    act(operator, "rounds_round", round_.pk, "clear", **chosen)
    settings = Clearing.objects.get().settings
    assert (settings["max_parties"], settings["smallest_leg"], settings["seed"]) == (2, 100_50, 0)
    refused = act(operator, "rounds_round", round_.pk, "clear", **{**chosen, "max_parties": "1"})
    assert "greater than or equal to 2" in refused


def test_a_row_is_added_to_a_table_and_removed_from_it(operator: Client) -> None:
    assert "A row is added to lanes" in add(
        operator, "market_lane", **{"from": "PKKHI", "to": "RUNVS", "days": "9"}
    )
    add(operator, "market_lane", **{"from": "RUNVS", "to": "PKKHI"})
    assert [(lane.from_place, lane.days) for lane in Lane.objects.order_by("id")] == [
        ("PKKHI", 9),
        ("RUNVS", 0),
    ]
    first = Lane.objects.earliest("id")
    act(operator, "market_lane", first.pk, "remove")
    assert Lane.objects.get().from_place == "RUNVS"


def test_a_row_beside_the_others_is_checked_with_them(operator: Client) -> None:
    said = {"hs": "100630", "unit": "TNE", "value": "650.25"}
    add(operator, "market_listedvalue", **said)
    again = add(operator, "market_listedvalue", **said)
    assert ListedValue.objects.count() == 1
    assert "listed" in again
    assert "probability" in add(operator, "market_failure", hs="10", probability="2")


def test_a_table_is_taken_as_a_file_and_replaced_by_one(operator: Client) -> None:
    add(operator, "market_restriction", hs="93", reason="arms")
    file = operator.get(reverse("admin:restriction_file")).content.decode()
    assert "arms" in file
    brought = bring_in(operator, "market_restriction", "of-mine.csv", file.replace("arms", "weapons"))
    assert "restrictions 1" in brought
    assert Restriction.objects.get().reason == "weapons"


def test_offers_are_brought_in_by_a_file(operator: Client) -> None:
    party(cast.MESKAY)
    rows = "offer,party,hs,quantity,unit,price\nR-1,Meskay,100630,10,TNE,100\n"
    assert "offers 1" in bring_in(operator, "market_offer", "november.csv", rows)
    assert Offer.objects.get().party.code == "Meskay"
    wrong = bring_in(
        operator, "market_offer", "november.csv", rows.replace(",10,", ",ten,").replace("R-1", "R-2")
    )
    assert "ten" in wrong
    assert "line 2" in wrong


def test_an_outcome_is_read_as_a_page_that_reaches_nothing(operator: Client) -> None:
    clearing = cleared(frozen_round())
    way = reverse("admin:clearing_report", args=[clearing.pk])
    assert way in operator.get(reverse("admin:rounds_clearing_change", args=[clearing.pk])).text
    page = operator.get(way)
    assert "<title>" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'")


def test_the_page_of_a_row_offers_its_acts(operator: Client) -> None:
    stock(cast.swap())
    round_ = open_round(OPERATOR, "spring", UNIT, clock.now())
    page = operator.get(reverse("admin:rounds_round_change", args=[round_.pk])).text
    for name in ("freeze", "clear", "amend", "void"):
        assert reverse("admin:rounds_round_act", args=[round_.pk, name]) in page
    act(operator, "rounds_round", round_.pk, "freeze")
    round_.refresh_from_db()
    assert round_.state == "frozen"


def test_an_auditor_reads_reports_and_files_and_fills_no_form() -> None:
    auditor, clearing = signed_in(Role.AUDITOR), cleared(frozen_round())
    firm = register.suspend(OPERATOR, Party.objects.earliest("id"), "late", NOW)
    assert auditor.get(reverse("admin:clearing_report", args=[clearing.pk])).status_code == 200
    assert auditor.get(reverse("admin:lane_file")).status_code == 200
    page = auditor.get(reverse("admin:parties_party_change", args=[firm.pk])).text
    assert "/acts/" not in page
    for model, rows in back_office._registry.items():  # noqa: SLF001 (there is no other way to ask)
        of = f"admin:{model._meta.app_label}_{model._meta.model_name}"  # noqa: SLF001
        on_all = [reverse(f"{of}_act_on_all", args=[act.name]) for act in rows.acts_on_all]
        adding = [reverse(f"{of}_add")]
        for address in (*on_all, *adding):
            assert auditor.get(address).status_code == 403, address
            assert auditor.post(address, {}).status_code == 403, address
    for name in ("amend", "verify", "suspend"):
        address = reverse("admin:parties_party_act", args=[firm.pk, name])
        assert auditor.post(address, {"said": "envy"}).status_code == 403


@pytest.mark.parametrize("role", [Role.TRADER, Role.REGULATOR])
def test_others_reach_no_form_no_report_and_no_file(role: Role) -> None:
    clearing = cleared(frozen_round())
    stranger = signed_in(role, cast.MESKAY if role is Role.TRADER else "")
    for address in (
        reverse("admin:parties_party_add"),
        reverse("admin:clearing_report", args=[clearing.pk]),
        reverse("admin:lane_file"),
        reverse("admin:rounds_round_act", args=[clearing.round.pk, "void"]),
    ):
        assert stranger.get(address, follow=True).status_code == 403, address


def test_an_empty_list_promises_only_what_can_be_done(operator: Client) -> None:
    deals = operator.get(reverse("admin:deals_deal_changelist")).text
    assert "Create a new item" not in deals
    assert "Rows appear here as the house works" in deals
    rounds = operator.get(reverse("admin:rounds_round_changelist")).text
    assert "Open a round" in rounds
    assert "Open a round" not in signed_in(Role.AUDITOR).get(reverse("admin:rounds_round_changelist")).text
