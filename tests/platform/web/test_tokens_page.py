"""The page of tokens: anybody in a role makes one, sees it once, and revokes it."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from samarkand.platform.api.models import Token
from samarkand.platform.house.actor import Role
from samarkand.platform.house.clock import now
from samarkand.platform.parties.models import Membership, User
from tests import cast
from tests.platform.calling import Caller, trader_calls
from tests.platform.conftest import NOW, party
from tests.platform.web.conftest import signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "a long pass phrase"  # noqa: S105 (nobody's)
_SHOWN = re.compile(r'<code class="secret">(samarkand_[\w-]+)</code>')


@pytest.fixture(autouse=True)
def _passwords_are_asked_for_often() -> Iterator[None]:
    """Forget how often: the house lets nobody guess, and these tests give it again and again."""
    yield
    cache.clear()


def browser_of(role: Role, firm: str = "") -> Client:
    """Return a browser of somebody who gave the password a moment ago."""
    client = signed_in(role, firm)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def asked(client: Client, **said: str) -> str:
    """Fill in the form, as the person's first role unless told otherwise, and return the page."""
    form = {"name": "warehouse", "membership": str(Membership.objects.earliest("pk").pk), "days": "90"}
    return client.post("/tokens/", form | said).text


def secret_in(page: str) -> str:
    shown = _SHOWN.findall(page)
    assert len(shown) == 1, page
    return str(shown[0])


@pytest.mark.parametrize(
    ("role", "firm"),
    [(Role.TRADER, cast.MESKAY), (Role.REGULATOR, ""), (Role.AUDITOR, ""), (Role.OPERATOR, "")],
)
def test_a_program_gets_its_token_from_the_page(role: Role, firm: str) -> None:
    client = browser_of(role, firm)
    assert 'href="/tokens/"' in client.get("/").text
    me = Caller(secret_in(asked(client))).get("/me").json
    assert (me["role"], me["party"]) == (role, firm.partition(" ")[0])


def test_a_token_ends_when_it_was_said_to() -> None:
    asked(browser_of(Role.TRADER, cast.MESKAY), days="30")
    token = Token.objects.get()
    assert token.expires_at is not None
    assert (token.expires_at - token.made_at).days == 30


def test_the_secret_is_on_one_page_alone_and_nobody_keeps_that() -> None:
    client = browser_of(Role.TRADER, cast.MESKAY)
    form = {"name": "warehouse", "membership": str(Membership.objects.get().pk), "days": "90"}
    page = client.post("/tokens/", form)
    secret = secret_in(page.text)
    assert "no-store" in page.headers["Cache-Control"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    listed = client.get("/tokens/").text
    assert ("warehouse" in listed, secret in listed) == (True, False)


def test_the_password_is_asked_for_before_one_is_made_and_then_it_is_made() -> None:
    client = signed_in(Role.TRADER, cast.MESKAY)
    form = {"name": "warehouse", "membership": str(Membership.objects.get().pk), "days": "90"}
    sent_on = client.post("/tokens/", form)
    assert sent_on.status_code == 302
    assert sent_on.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not Token.objects.exists()
    page = client.post(sent_on.headers["Location"], {"password": PASSWORD})
    assert Caller(secret_in(page.text)).get("/me").status == 200
    assert "no-store" in page.headers["Cache-Control"]


def test_a_revoked_token_opens_nothing() -> None:
    client = browser_of(Role.TRADER, cast.MESKAY)
    program = Caller(secret_in(asked(client)))
    page = client.post(f"/tokens/{Token.objects.get().pk}/revoke/", follow=True)
    assert "opens nothing any more" in page.text
    assert program.get("/me").status == 401


def test_nobody_sees_or_revokes_the_tokens_of_others() -> None:
    trader_calls(cast.ASTARTA).post("/tokens", {"name": "of the grower"})
    theirs = Token.objects.get(name="of the grower")
    client = browser_of(Role.OPERATOR)
    assert "of the grower" not in client.get("/tokens/").text
    assert client.post(f"/tokens/{theirs.pk}/revoke/").status_code == 404
    assert asked(client, membership=str(theirs.membership_id)).count('class="secret"') == 0
    assert not Token.objects.filter(membership=theirs.membership, name="warehouse").exists()


def test_somebody_of_two_parties_says_for_which() -> None:
    client = browser_of(Role.TRADER, cast.MESKAY)
    second = Membership.objects.create(
        user=User.objects.get(), role=Role.TRADER, party=party(cast.ASTARTA), since=NOW
    )
    assert Caller(secret_in(asked(client, membership=str(second.pk)))).get("/me").json["party"] == "Astarta"


def test_what_is_refused_is_said_beside_the_form() -> None:
    client = browser_of(Role.TRADER, cast.MESKAY)
    asked(client)
    again = asked(client)
    assert "A token warehouse is in use. Take another name" in again
    assert not _SHOWN.findall(again)


def test_strangers_sign_in_first_and_those_without_a_role_make_none() -> None:
    stranger = Client().get("/tokens/")
    assert (stranger.status_code, stranger.headers["Location"]) == (302, "/accounts/login/?next=/tokens/")
    page = signed_in(None).get("/tokens/").text
    assert ("You have no role" in page, "Make the token" in page) == (True, False)


def test_a_form_from_elsewhere_makes_and_revokes_nothing() -> None:
    browser = browser_of(Role.TRADER, cast.MESKAY)
    asked(browser)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    token = Token.objects.get()
    assert strict.post(f"/tokens/{token.pk}/revoke/").status_code == 403
    assert strict.post("/tokens/", {"name": "else"}).status_code == 403
    token.refresh_from_db()
    assert token.revoked_at is None


def test_ended_tokens_are_named_apart() -> None:
    client = browser_of(Role.TRADER, cast.MESKAY)
    asked(client)
    Token.objects.update(expires_at=now())
    page = client.get("/tokens/").text
    assert page.index("Ended") < page.index("warehouse")
