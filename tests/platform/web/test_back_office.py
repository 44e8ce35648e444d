"""The back office: who gets in, what is read there, and acts that ask the services."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse

from samarkand.platform.accounts.models import Account, Entry
from samarkand.platform.delivery.models import Discrepancy, Receipt, Shipment, ShipmentState
from samarkand.platform.house.actor import Role
from samarkand.platform.market.models import Lane
from samarkand.platform.parties import register
from samarkand.platform.parties.models import Invitation, Membership, Party, PartyState
from samarkand.platform.rounds.models import Round
from samarkand.platform.web.back_office.pages import back_office
from tests import cast
from tests.depth import every
from tests.platform.conftest import NOW, OPERATOR, party
from tests.platform.delivery.dealing import received, rice, shipped
from tests.platform.web.conftest import signed_in

pytestmark = pytest.mark.django_db

LISTS = sorted(
    f"{model._meta.app_label}_{model._meta.model_name}"  # noqa: SLF001 (Django's documented name)
    for model in back_office._registry  # noqa: SLF001 (there is no other way to ask)
)


BY_FORM = {
    "parties_invitation",
    "parties_party",
    "rounds_round",
    "market_lane",
    "market_listedvalue",
    "market_quota",
    "market_restriction",
    "market_failure",
}
"""Where the operator adds rows; all others come from what is done in the house."""


def address(of: str, *arguments: object) -> str:
    return reverse(f"admin:{of}", args=arguments)


@pytest.fixture
def operator() -> Client:
    return signed_in(Role.OPERATOR)


def act(client: Client, rows: str, name: str, row: int, said: str = "") -> str:
    form = {"action": name, ACTION_CHECKBOX_NAME: row, "confirmed": "yes", "said": said}
    answer = client.post(address(f"{rows}_changelist"), form, follow=True)
    return str(answer.text)


def test_strangers_are_sent_to_sign_in() -> None:
    answer = Client().get("/back-office/")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/back-office/login/?next=/back-office/",
    )
    assert Client().get(answer.headers["Location"]).headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize(
    ("role", "firm"), [(Role.TRADER, cast.MESKAY), (Role.REGULATOR, ""), (None, "")], ids=str
)
@pytest.mark.parametrize("of", ["index", "parties_party_changelist", "accounts_entry_changelist"])
def test_others_are_refused(role: Role | None, firm: str, of: str) -> None:
    assert signed_in(role, firm).get(address(of), follow=True).status_code == 403


@pytest.mark.parametrize("of", every(3, LISTS))
def test_every_list_is_read(of: str, operator: Client) -> None:
    received(rice())
    assert operator.get(address(f"{of}_changelist")).status_code == 200


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_nobody_writes_a_row(role: Role) -> None:
    client = signed_in(role)
    added = {of: client.post(address(f"{of}_add"), {"code": "X"}).status_code for of in LISTS}
    asked_again = {of for of, status in added.items() if status == 200}
    assert asked_again == (BY_FORM if role is Role.OPERATOR else set())
    assert {added[of] for of in added if of not in asked_again} == {403}
    assert not any(model.objects.exists() for model in (Party, Round, Lane, Entry))


def test_a_row_is_read_whole(operator: Client) -> None:
    receipt = received(rice())
    page = operator.get(address("delivery_shipment_change", receipt.shipment_id))
    assert page.status_code == 200
    assert receipt.code in page.text


def test_nobody_changes_or_deletes_a_row(operator: Client) -> None:
    received(rice())
    entry = Entry.objects.get()
    changed = operator.post(address("accounts_entry_change", entry.pk), {"memo": "changed"})
    deleted = operator.post(address("accounts_entry_delete", entry.pk), {"post": "yes"})
    entry.refresh_from_db()
    assert (changed.status_code, deleted.status_code, entry.memo) == (403, 403, "")


def test_a_list_of_the_ledger_offers_no_act(operator: Client) -> None:
    received(rice())
    assert "delete_selected" not in operator.get(address("accounts_entry_changelist")).text


def test_amounts_are_read_at_their_scale(operator: Client) -> None:
    received(rice())
    Account.objects.update(balance=1_234_567_89)
    assert "1,234,567.89" in operator.get(address("accounts_account_changelist")).text


def test_secrets_are_shown_to_nobody(operator: Client) -> None:
    user = Membership.objects.get(role=Role.OPERATOR).user
    assert user.password not in operator.get(address("parties_user_change", user.pk)).text


def hidden_lookups() -> list[tuple[str, str]]:
    """Return each list with every column that some page hides, by whatever way leads there from it."""
    found = []
    for model, rows in back_office._registry.items():  # noqa: SLF001 (there is no other way to ask)
        of = f"{model._meta.app_label}_{model._meta.model_name}"  # noqa: SLF001
        found += [(of, name) for name in getattr(rows, "hidden", ())]
        for column in model._meta.get_fields():  # noqa: SLF001
            there = back_office._registry.get(column.related_model)  # noqa: SLF001
            found += [(of, f"{column.name}__{name}") for name in getattr(there, "hidden", ())]
    return sorted(found)


def test_no_list_is_narrowed_by_what_it_hides() -> None:
    """An auditor read a webhook's secret out, digit by digit."""
    auditor = signed_in(Role.AUDITOR)
    asked = hidden_lookups()
    assert ("events_webhook", "secret") in asked
    assert len(asked) >= 8
    for of, name in asked:
        for how in ("__gte", "__startswith", ""):
            assert auditor.get(address(f"{of}_changelist"), {f"{name}{how}": "a"}).status_code == 400, name


def test_lists_are_narrowed_by_what_they_show() -> None:
    operator = signed_in(Role.OPERATOR)
    for of, asked in (
        ("parties_party", {"state__exact": "verified"}),
        ("parties_membership", {"role__exact": "auditor"}),
        ("parties_membership", {"user__id__exact": "1"}),
        ("parties_user", {"email__startswith": "a"}),
    ):
        assert operator.get(address(f"{of}_changelist"), asked).status_code == 200, asked


def test_the_operator_is_offered_acts(operator: Client) -> None:
    party(cast.MESKAY)
    assert 'value="suspend"' in operator.get(address("parties_party_changelist")).text


def test_an_act_asks_once_more(operator: Client) -> None:
    firm = party(cast.MESKAY)
    form = {"action": "suspend", ACTION_CHECKBOX_NAME: firm.pk}
    page = operator.post(address("parties_party_changelist"), form)
    assert page.status_code == 200
    assert "Why" in page.text
    assert Party.objects.get().state == PartyState.VERIFIED


def test_an_act_calls_the_service(operator: Client) -> None:
    firm = party(cast.MESKAY)
    act(operator, "parties_party", "suspend", firm.pk, "its licence ended")
    firm.refresh_from_db()
    assert (firm.state, firm.state_reason) == (PartyState.SUSPENDED, "its licence ended")
    assert firm.history.count() == 2


def test_an_act_that_must_say_why_asks_for_it(operator: Client) -> None:
    firm = party(cast.MESKAY)
    act(operator, "parties_party", "suspend", firm.pk, " ")
    assert Party.objects.get().state == PartyState.VERIFIED


def test_what_a_service_refuses_is_shown_with_its_remedy(operator: Client) -> None:
    page = act(operator, "parties_party", "verify", party(cast.MESKAY).pk)
    assert "it cannot become verified" in page
    assert "somebody else may have acted first" in page


def test_an_auditor_is_offered_no_act_and_may_do_none() -> None:
    auditor = signed_in(Role.AUDITOR)
    firm = party(cast.MESKAY)
    offered = auditor.get(address("parties_party_changelist")).text
    assert 'value="suspend"' not in offered
    act(auditor, "parties_party", "suspend", firm.pk, "envy")
    assert Party.objects.get().state == PartyState.VERIFIED


def test_a_trader_is_invited_by_a_link(operator: Client) -> None:
    page = act(operator, "parties_party", "invite_trader", party(cast.MESKAY).pk, "new@meskay.example")
    assert Invitation.objects.get().email == "new@meskay.example"
    assert "/invitations/" in page


def test_goods_are_given_up_for_lost(operator: Client) -> None:
    shipment = shipped(rice())
    act(operator, "delivery_shipment", "give_up", shipment.pk, "sunk")
    assert Shipment.objects.get().state == ShipmentState.NEVER_ARRIVED
    row = Discrepancy.objects.get()
    act(operator, "delivery_discrepancy", "resolve", row.pk, "insured")
    row.refresh_from_db()
    assert row.resolution == "insured"
    assert not Receipt.objects.exists()


def test_the_theme_is_all_that_the_policy_lets_in(operator: Client) -> None:
    policy = operator.get(address("index")).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy.split("script-src", 1)[1].split(";")[0]


def test_a_role_that_ended_opens_nothing(operator: Client) -> None:
    Membership.objects.update(ended_at=NOW)
    assert operator.get(address("index"), follow=True).status_code == 403


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_how_a_row_came_to_be_is_read_and_cannot_be_put_back(role: Role) -> None:
    firm = party(cast.MESKAY)
    register.suspend(OPERATOR, firm, "its licence ended", NOW)
    client, first = signed_in(role), firm.history.earliest()
    then = address("parties_party_simple_history", firm.pk, first.history_id)
    assert client.get(address("parties_party_history", firm.pk)).status_code == 200
    assert client.get(then).status_code == 200
    assert client.post(then, {"_change_history": "1"}).status_code == 403
    assert Party.objects.get().state == PartyState.SUSPENDED
