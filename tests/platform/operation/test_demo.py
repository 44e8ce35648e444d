"""The example house: what a newcomer finds in it, told and proven."""

import re
from pathlib import Path

import pytest

from samarkand.core.finding import Refusal
from samarkand.platform.accounts.models import Account
from samarkand.platform.accounts.verifying import verify
from samarkand.platform.deals.models import Deal
from samarkand.platform.delivery.models import Discrepancy, Receipt
from samarkand.platform.netting.models import NettingRun
from samarkand.platform.operation import demo
from samarkand.platform.operation.demo import load_demo
from samarkand.platform.operation.tick import tick
from samarkand.platform.rounds.models import Round
from tests import cast
from tests.platform.conftest import NOW, party

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told() -> list[str]:
    return load_demo(NOW)


def test_a_round_is_published_with_one_deal_under_way_and_one_to_be_answered(told: list[str]) -> None:
    assert "one bound and under way, one awaits an answer" in told[0]
    assert Round.objects.get().state == "published"
    assert sorted(Deal.objects.values_list("state", flat=True)) == ["bound", "proposed"]


def test_what_was_delivered_is_on_the_accounts(told: list[str]) -> None:
    assert told
    balances = dict(Account.objects.exclude(holder=None).values_list("holder__code", "balance"))
    posted = {receipt.shipment.leg.giver.code: receipt.posted_value for receipt in Receipt.objects.all()}
    assert balances["ASTARTA"] == posted["ASTARTA"] - posted["MESKAY"] > 0
    assert balances["ASTARTA"] + balances["MESKAY"] == 0
    assert verify() == []


def test_a_rejected_part_and_a_netting_are_there_to_be_looked_at(told: list[str]) -> None:
    assert told
    assert list(Discrepancy.objects.values_list("kind", flat=True)) == ["rejected"]
    assert NettingRun.objects.get().set_off > 0


def test_everybody_is_told_a_password_and_a_token(told: list[str]) -> None:
    people = [line.split() for line in told[2:]]
    assert [email.partition("@")[0] for email, _, _ in people] == [
        "operator", "auditor", "regulator", "astarta", "meskay", "nfpf",
    ]  # fmt: skip
    assert all(re.fullmatch(r"[0-9a-f-]{19}", password) for _, password, _ in people)
    assert len({token for _, _, token in people}) == 6


def test_no_duty_of_the_minute_changes_its_state(told: list[str]) -> None:
    assert told
    assert tick(NOW) == {}
    assert sorted(Deal.objects.values_list("state", flat=True)) == ["bound", "proposed"]


def test_loaded_again_nothing_happens(told: list[str]) -> None:
    assert told
    assert "loaded already" in load_demo(NOW)[0]
    assert Round.objects.count() == 1


def test_a_house_of_somebody_is_not_filled_with_it() -> None:
    party(cast.MESKAY)
    with pytest.raises(Refusal) as refused:
        load_demo(NOW)
    assert [finding.code for finding in refused.value.findings] == ["house_not_empty"]


def test_without_the_source_there_is_no_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_BOOK", Path("examples", "nowhere"))
    with pytest.raises(Refusal) as refused:
        load_demo(NOW)
    assert [finding.code for finding in refused.value.findings] == ["example_missing"]
