"""The pages for people: the first one, sign-in with a second factor, and invitations."""

import re
from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from django.core import mail
from django.test import Client, override_settings

from samarkand.platform.house import clock
from samarkand.platform.house.actor import Role
from samarkand.platform.parties.models import Invitation, Membership, User
from samarkand.platform.parties.people import Invited, invite
from tests import cast
from tests.platform.conftest import OPERATOR, party
from tests.platform.web.conftest import person, signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "camels cross slowly"  # noqa: S105 (nobody's)


def invited(role: Role = Role.TRADER, firm: str = cast.MESKAY) -> str:
    who = Invited("new@meskay.example", role, party(firm) if firm else None)
    return invite(OPERATOR, who, clock.now())[1]


def answer(secret: str, **said: str) -> int:
    """Set a password, sign in, and join, as a browser does; return how the first of it was answered."""
    form = {"name": "Nadia", "password": PASSWORD, "again": PASSWORD} | said
    browser, page = Client(), f"/invitations/{secret}/"
    first = browser.post(page, form)
    if first.status_code == 302:
        browser.post(first.headers["Location"], {"login": "new@meskay.example", "password": PASSWORD})
        browser.post(page)
    return first.status_code


def test_a_stranger_reads_what_the_house_is() -> None:
    page = Client().get("/")
    assert page.status_code == 200
    assert "Goods against goods" in page.text
    assert "Back office" not in page.text


def test_a_trader_reads_whom_it_trades_for() -> None:
    page = signed_in(Role.TRADER, cast.MESKAY).get("/")
    assert "Meskay" in page.text
    assert "Back office" not in page.text


@pytest.mark.parametrize(("role", "firm"), [(Role.TRADER, cast.MESKAY), (Role.REGULATOR, "")], ids=str)
def test_who_works_by_program_is_told_where_to_go(role: Role, firm: str) -> None:
    client = signed_in(role, firm)
    assert "What you do here you do with a program" in client.get("/").text
    refused = client.get("/back-office/", follow=True)
    assert refused.status_code == 403
    assert "The back office is for the operator" in refused.text
    assert 'href="/api/v1/docs"' in refused.text


def test_an_address_that_leads_nowhere_says_so() -> None:
    page = Client().get("/nowhere/")
    assert page.status_code == 404
    assert "There is no such page" in page.text


def test_a_form_that_came_from_elsewhere_is_told_what_to_do() -> None:
    page = Client(enforce_csrf_checks=True).post(
        "/accounts/login/", {"login": "a@b.example", "password": "x"}
    )
    assert page.status_code == 403
    assert "load the page again" in page.text


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_who_may_look_is_led_to_the_back_office(role: Role) -> None:
    assert "/back-office/" in signed_in(role).get("/").text


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/accounts/password/reset/"])
def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_in_it(address: str) -> None:
    page = Client().get(address)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page.text)
    assert "<style" not in page.text
    assert " style=" not in page.text
    assert not re.findall(r"<script(?![^>]*src=)[^>]*>", page.text)


@pytest.mark.parametrize("name", ["web/house.css", "web/mark.svg"])
def test_what_pages_are_made_of_is_there(name: str) -> None:
    assert finders.find(name)


def test_people_sign_in_by_address_and_password() -> None:
    person(Role.OPERATOR)
    form = {"login": "operator@house.example", "password": "a long pass phrase"}
    answered = Client().post("/accounts/login/", form)
    assert (answered.status_code, answered.headers["Location"]) == (302, "/")


def test_a_wrong_password_lets_nobody_in() -> None:
    person(Role.OPERATOR)
    form = {"login": "operator@house.example", "password": "another pass phrase"}
    page = Client().post("/accounts/login/", form)
    assert page.status_code == 200
    assert "_auth_user_id" not in page.client.session


def test_nobody_signs_up() -> None:
    form = {"email": "eve@example.com", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/accounts/signup/", form)
    assert not User.objects.filter(email="eve@example.com").exists()


@override_settings(LETTERS_LEAVE=True)
def test_a_letter_to_an_unknown_address_invites_to_nothing() -> None:
    Client().post("/accounts/password/reset/", {"email": "nobody@house.example"})
    assert "No user of this house" in mail.outbox[0].body
    assert "signup" not in mail.outbox[0].body
    assert "sign up" not in mail.outbox[0].body


def test_a_house_without_mail_promises_no_letter() -> None:
    person(Role.OPERATOR)
    page = Client().post("/accounts/password/reset/", {"email": "operator@house.example"})
    assert (page.status_code, "sends no letters" in page.text) == (503, True)
    assert mail.outbox == []


@override_settings(LETTERS_LEAVE=True)
def test_a_forgotten_password_is_set_by_letter() -> None:
    person(Role.OPERATOR)
    Client().post("/accounts/password/reset/", {"email": "operator@house.example"})
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


def test_a_second_factor_is_set_up_by_a_square_code() -> None:
    client = signed_in(Role.OPERATOR)
    client.post("/accounts/reauthenticate/", {"password": "a long pass phrase"})
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    assert "data:image/svg+xml" in page.text


def test_an_invitation_is_shown_and_answered() -> None:
    secret = invited()
    page = Client().get(f"/invitations/{secret}/")
    assert "new@meskay.example" in page.text
    assert answer(secret) == 302
    membership = Membership.objects.get(user__email="new@meskay.example")
    assert (membership.role, str(membership.party)) == (Role.TRADER, "Meskay")
    assert membership.user.check_password(PASSWORD)


def test_the_secret_of_an_invitation_is_told_to_nobody() -> None:
    page = Client().get(f"/invitations/{invited()}/")
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"]


def test_an_invitation_is_answered_once() -> None:
    secret = invited()
    assert [answer(secret), answer(secret)] == [302, 404]
    assert User.objects.count() == 1


@pytest.mark.parametrize("secret", ["guessed", "' OR 1=1 --", "%00"])
def test_a_guess_opens_nothing(secret: str) -> None:
    invited()
    assert Client().get(f"/invitations/{secret}/").status_code == 404


def test_an_invitation_past_its_day_is_over() -> None:
    secret = invited()
    Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert answer(secret) == 404


@pytest.mark.parametrize(
    "said",
    [
        {"again": "something else entirely"},
        {"password": "short", "again": "short"},
        {"password": "password1234", "again": "password1234"},
        {"name": ""},
    ],
    ids=["differs", "short", "common", "nameless"],
)
def test_a_poor_answer_is_asked_again(said: dict[str, str]) -> None:
    assert answer(invited(), **said) == 200
    assert not User.objects.exists()


def test_somebody_known_keeps_the_password_and_signs_in_to_join() -> None:
    known = User.objects.create_user("new@meskay.example", "the password there was")
    secret = invited()
    assert answer(secret) == 302
    known.refresh_from_db()
    assert known.check_password("the password there was")
    assert not Membership.objects.exists()
    browser = Client()
    browser.force_login(known, backend="django.contrib.auth.backends.ModelBackend")
    assert "password" not in browser.get(f"/invitations/{secret}/").text.partition("<main")[2]
    assert browser.post(f"/invitations/{secret}/").status_code == 302
    assert Membership.objects.get().user == known


def test_somebody_else_who_is_signed_in_does_not_join() -> None:
    secret = invited()
    other = signed_in(Role.TRADER, cast.ASTARTA)
    assert other.get(f"/invitations/{secret}/").status_code == 403
    other.post(f"/invitations/{secret}/")
    assert Membership.objects.count() == 1
    assert Invitation.objects.get().accepted_at is None


def test_the_page_does_not_tell_whether_an_address_has_a_user() -> None:
    def seen(secret: str) -> list[str]:
        browser, page = Client(), f"/invitations/{secret}/"
        form = {"name": "Nadia", "password": PASSWORD, "again": PASSWORD}
        weak = form | {"password": "short", "again": "short"}
        answers = [browser.get(page), browser.post(page, weak), browser.post(page, form), browser.get(page)]
        told = [f"{one.status_code} {one.headers.get('Location')} {one.text}" for one in answers]
        return [re.sub(r'middlewaretoken" value="\w+"', "", one.replace(secret, "")) for one in told]

    to_nobody = seen(invited())
    assert User.objects.filter(email="new@meskay.example").exists()
    assert seen(invited()) == to_nobody


def test_a_name_with_markup_in_it_is_shown_as_it_is() -> None:
    user = person(Role.OPERATOR)
    User.objects.filter(pk=user.pk).update(name="<script>alert(1)</script>")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert "<script>alert" not in client.get("/").text
