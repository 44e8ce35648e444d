"""What is sealed tells nothing, opens with the house's key and with an old one, and with no other."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from samarkand.platform.house.actor import Role
from samarkand.platform.house.sealing import SealBrokenError, is_sealed, opened, seal, sealed_anew
from tests.platform.web.conftest import signed_in


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_what_is_sealed_can_be_opened(text: str) -> None:
    assert opened(seal(text)) == text
    assert is_sealed(seal(text))


def test_the_same_is_never_sealed_alike_and_shows_nothing() -> None:
    one, other = seal("chickpeas"), seal("chickpeas")
    assert one != other
    assert "chickpeas" not in one


@pytest.mark.parametrize("text", ["", "chickpeas", "0" * 64, "gAAAAA", "é"])
def test_what_was_never_sealed_is_not_taken_for_it(text: str) -> None:
    with pytest.raises(SealBrokenError):
        opened(text)


def test_a_changed_seal_is_broken() -> None:
    sealed = seal("chickpeas")
    with pytest.raises(SealBrokenError):
        opened(sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:])


def test_another_key_opens_nothing_and_an_old_one_does(settings: Settings) -> None:
    sealed = seal("chickpeas")
    former, settings.SECRET_KEY = settings.SECRET_KEY, "the next one"
    with pytest.raises(SealBrokenError):
        opened(sealed)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert opened(sealed) == "chickpeas"
    anew = sealed_anew(sealed)
    settings.SECRET_KEY_FALLBACKS = []
    assert opened(anew) == "chickpeas"
    assert sealed_anew(anew) == anew


@pytest.mark.django_db
def test_who_reads_the_table_of_sessions_can_enter_none() -> None:
    browser = signed_in(Role.OPERATOR)
    assert "You are Aziza" in browser.get("/").text
    row, held = Session.objects.get(), browser.cookies["sessionid"].value
    assert held not in f"{row.session_key} {row.session_data}"
    thief = Client()
    thief.cookies["sessionid"] = row.session_key
    assert "You are Aziza" not in thief.get("/").text


@pytest.mark.django_db
def test_a_session_ends_with_signing_out() -> None:
    browser = signed_in(Role.OPERATOR)
    held = browser.cookies["sessionid"].value
    browser.post("/accounts/logout/")
    browser.cookies["sessionid"] = held
    assert "You are Aziza" not in browser.get("/").text


@pytest.mark.django_db
def test_a_session_outlives_the_change_of_keys_and_not_the_loss_of_one(settings: Settings) -> None:
    browser = signed_in(Role.OPERATOR)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "the next one"
    settings.SECRET_KEY_FALLBACKS = [former]
    assert "You are Aziza" in browser.get("/").text
    settings.SECRET_KEY_FALLBACKS = []
    settings.SECRET_KEY = "lost"  # noqa: S105 (of nobody)
    assert "You are Aziza" not in browser.get("/").text
