"""Keys change: what was sealed with the old one is sealed anew at start; what no key opens is told."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from click.testing import CliRunner, Result
from django.contrib.sessions.models import Session
from pytest_django import Settings

from samarkand.cli.main import main
from samarkand.core.finding import Refusal
from samarkand.platform.events.models import Notice, Webhook
from samarkand.platform.events.recording import record
from samarkand.platform.events.sending import send_due
from samarkand.platform.house.actor import Role
from samarkand.platform.house.sealing import opened, sealed_anew
from samarkand.platform.operation.resealing import need_sealed, seal_anew
from samarkand.platform.parties.models import User
from tests import cast
from tests.platform.calling import trader_calls
from tests.platform.conftest import NOW, party
from tests.platform.events.hearing import SECRET, hearing, webhook_of
from tests.platform.web.conftest import person

pytestmark = pytest.mark.django_db

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 (of nobody)
NEXT = "the next one"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def operator() -> User:
    """Return the operator, with a second factor and codes to recover it; Meskay has a webhook."""
    user = person(Role.OPERATOR)
    TOTP.activate(user, TOTP_SECRET)
    RecoveryCodes.activate(user)
    webhook_of(trader_calls(cast.MESKAY))
    return user


def codes_of(user: User) -> list[str]:
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    return [str(code) for code in codes]


def test_what_was_sealed_with_the_old_key_is_sealed_with_the_new_one(
    operator: User, settings: Settings
) -> None:
    recovery = codes_of(operator)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], NEXT
    assert seal_anew().sealed == 3
    settings.SECRET_KEY_FALLBACKS = []
    assert opened(Webhook.objects.get().secret) == SECRET
    assert opened(Authenticator.objects.get(type="totp").data["secret"]) == TOTP_SECRET
    assert codes_of(operator) == recovery
    assert seal_anew().sealed == 0


def test_rows_of_before_there_were_seals_are_sealed_and_used_codes_stay_used(operator: User) -> None:
    recovery = codes_of(operator)
    kept = Authenticator.objects.get(type="recovery_codes")
    assert kept.wrap().validate_code(recovery[0])
    kept.refresh_from_db()
    seed = opened(kept.data["seed"])
    Authenticator.objects.filter(pk=kept.pk).update(data={**kept.data, "seed": seed})
    Authenticator.objects.filter(type="totp").update(data={"secret": TOTP_SECRET})
    Webhook.objects.update(secret=SECRET)
    assert seal_anew().sealed == 3
    assert opened(Webhook.objects.get().secret) == SECRET
    assert codes_of(operator) == recovery[1:]
    assert TOTP_SECRET not in str(Authenticator.objects.values_list("data"))


def test_codes_that_came_from_another_house_are_sealed_one_by_one(operator: User) -> None:
    Authenticator.objects.filter(type="recovery_codes").update(
        data={"migrated_codes": ["11112222", "33334444"]}
    )
    seal_anew()
    assert codes_of(operator) == ["11112222", "33334444"]
    assert "11112222" not in str(Authenticator.objects.values_list("data"))


def test_sessions_of_before_there_were_seals_are_ended() -> None:
    Session.objects.create(session_key="k" * 32, session_data="eyJ0b3RwIjoi", expire_date=NOW)
    seal_anew()
    assert not Session.objects.exists()


def test_a_house_whose_key_is_lost_does_not_start_and_says_what_is_shut(
    operator: User, settings: Settings
) -> None:
    settings.SECRET_KEY = NEXT
    with pytest.raises(Refusal) as refused:
        need_sealed()
    (found,) = refused.value.findings
    assert found.code == "seals_broken"
    assert "3 secrets" in found.message
    assert str(operator) in found.message


def test_the_command_seals_tells_what_stays_shut_and_forgets_it_only_when_told(
    operator: User, settings: Settings
) -> None:
    former, settings.SECRET_KEY = settings.SECRET_KEY, NEXT
    refused = run("reseal")
    assert (refused.exit_code, "seals_broken" in refused.output) == (2, True)
    settings.SECRET_KEY_FALLBACKS = [former]
    Webhook.objects.update(secret=sealed_anew(Webhook.objects.get().secret))
    settings.SECRET_KEY_FALLBACKS = []
    done = run("reseal", "--forget")
    assert (done.exit_code, done.output.count(f"a second factor of {operator}")) == (0, 2)
    assert not Authenticator.objects.exists()
    assert Webhook.objects.count() == 1
    assert run("reseal").exit_code == 0


def test_a_webhook_whose_secret_stays_shut_keeps_no_other_from_its_letters(settings: Settings) -> None:
    settings.WEBHOOKS_TO_PRIVATE = True
    with hearing() as heard:
        shut = webhook_of(trader_calls(cast.MESKAY), heard.url)
        Webhook.objects.update(secret="gAAAAA of another house")  # noqa: S106 (of nobody)
        webhook_of(trader_calls(cast.ASTARTA), heard.url)
        record("deal.proposed", "spring/1", {}, [party(cast.MESKAY), party(cast.ASTARTA)], NOW)
        assert send_due(NOW) == 1
    notice = Notice.objects.get(webhook=shut)
    assert (notice.arrived_at, notice.attempts, notice.last_answer) == (
        *(None, 1, "not sent: its secret cannot be opened"),
    )
