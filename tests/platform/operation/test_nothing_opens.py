"""Whoever gets the database, or a backup of it, gets nothing that opens a door.

A story in which everything is shown once that the house shows once; then none of it is in the raw database.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from pytest_django import Settings

from samarkand.platform.house import clock
from samarkand.platform.house.actor import HOUSE, Role
from samarkand.platform.house.sealing import is_sealed, opened
from samarkand.platform.operation.backing_up import back_up
from samarkand.platform.parties.models import Membership
from samarkand.platform.parties.people import Invited, invite
from tests import cast
from tests.platform.calling import Caller
from tests.platform.conftest import NOW, party

PASSWORD = "camels cross slowly"  # noqa: S105 (nobody's)
_SECRET_NAME = re.compile(r"secret|passw|token|key|seed|hash|code_|cookie|credential|session|signature|data$")

DOORS = {
    ("account_emailconfirmation", "key"): "unused: the library signs its links and keeps none",
    ("accounts_entry", "key"): "the house's own word for an entry",
    ("accounts_hold", "key"): "the house's own word for a hold",
    ("api_answered", "key"): "the caller's own word for a request",
    ("api_token", "secret_hash"): "hashed",
    ("django_session", "session_key"): "hashed",
    ("django_session", "session_data"): "sealed",
    ("events_webhook", "secret"): "sealed",
    ("mfa_authenticator", "data"): "sealed where it is secret",
    ("parties_invitation", "secret_hash"): "hashed",
    ("parties_user", "password"): "hashed, slowly",
    ("web_throttle", "cache_key"): "who guessed, and from where",
}
"""Columns whose names speak of secrets, and why they open nothing."""

_HARMLESS = {"django_q_task", "django_q_ormq", "django_q_schedule", "django_admin_log", "django_content_type"}
"""Tables of packages: what waits to be done names rows, no secrets (and is signed)."""


def test_every_column_that_speaks_of_secrets_is_judged() -> None:
    named = {
        (model._meta.db_table, field.column)  # noqa: SLF001 (Django's documented name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields  # noqa: SLF001
        if field.get_internal_type() in {"CharField", "TextField", "JSONField", "BinaryField"}
        and _SECRET_NAME.search(field.column or "")
        and model._meta.db_table not in _HARMLESS  # noqa: SLF001
    }
    assert named == set(DOORS)


@pytest.fixture(autouse=True)
def _letters_are_kept_and_passwords_asked_for(settings: Settings, db: None) -> Iterator[None]:
    del db  # there the house counts how often a password is asked for
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    yield
    cache.clear()


def code_for(secret: str) -> str:
    """Return what the person's device shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def joined() -> tuple[Client, dict[str, str]]:
    """Let Meskay's trader join by browser and set up a second factor; return what was shown meanwhile."""
    invited = Invited("aisha@meskay.example", Role.TRADER, party(cast.MESKAY))
    shown = {"the invitation": invite(HOUSE, invited, clock.now())[1]}
    browser = Client()
    form = {"name": "Aisha", "password": PASSWORD, "again": PASSWORD}
    browser.post(f"/invitations/{shown['the invitation']}/", form)
    browser.post("/accounts/login/", {"login": "aisha@meskay.example", "password": PASSWORD})
    browser.post(f"/invitations/{shown['the invitation']}/")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    shown["the second factor"] = browser.get("/accounts/2fa/totp/activate/").context["form"].secret
    browser.post("/accounts/2fa/totp/activate/", {"code": code_for(shown["the second factor"])})
    shown["the seed of recovery codes"] = opened(
        Authenticator.objects.get(type="recovery_codes").data["seed"]
    )
    assert "Recovery" in browser.get("/accounts/2fa/recovery-codes/").text
    shown["the session"] = browser.cookies["sessionid"].value
    return browser, shown


def worked(browser: Client) -> dict[str, str]:
    """Make a token by the page, and by it all that shows a secret; return what was shown."""
    form = {"name": "ledger", "membership": str(Membership.objects.get().pk), "days": "90"}
    found = re.search(r'class="secret">([^<]+)<', browser.post("/tokens/", form).text)
    assert found
    program, keyed = Caller(found[1]), {"idempotency_key": "once"}
    colleague = {"email": "omar@meskay.example", "role": "trader", "party": "Meskay"}
    answers = {
        "the child's token": program.post("/tokens", {"name": "child"}, **keyed),
        "the invitation of a colleague": program.post("/invitations", colleague, idempotency_key="two"),
        "the webhook": program.post("/webhooks", {"url": "https://meskay.example/"}, idempotency_key="three"),
    }
    return {"the token": program.token} | {name: answer.json["secret"] for name, answer in answers.items()}


def half_done() -> dict[str, str]:
    """Return what is shown to somebody midway: a factor not yet confirmed, and a letter with a link."""
    browser = Client()
    with override_settings(LETTERS_LEAVE=True):
        browser.post("/accounts/password/reset/", {"email": "aisha@meskay.example"})
    link = re.search(r"/accounts/password/reset/key/([\w-]+)/", str(mail.outbox[-1].body))
    assert link
    return {"the link of a letter": link[1].partition("-")[2]}


def raw_database() -> bytes:
    """Return all there is in the database: the file and its log, or each row of each table as text."""
    if connection.vendor == "sqlite":
        file = str(connection.settings_dict["NAME"])
        return b"".join(Path(file + end).read_bytes() for end in ("", "-wal") if Path(file + end).exists())
    quote = connection.ops.quote_name
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT t::text FROM {quote(table)} AS t")  # noqa: S608 (our own names)
            rows += [text for (text,) in cursor.fetchall()]
    return "\n".join(rows).encode()


def raw_backup(file: Path) -> bytes:
    back_up(file, NOW)
    with zipfile.ZipFile(file) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_shown_once_is_in_the_database_or_a_backup(tmp_path: Path) -> None:
    browser, shown = joined()
    shown |= worked(browser) | half_done() | {"the password": PASSWORD}
    assert all(len(secret) > 15 for secret in shown.values())
    database, backup = raw_database(), raw_backup(tmp_path / "house.zip")
    assert b"aisha@meskay.example" in database
    assert b"aisha@meskay.example" in backup
    assert [name for name, secret in shown.items() if secret.encode() in database] == []
    assert [name for name, secret in shown.items() if secret.encode() in backup] == []
    assert all(is_sealed(session.session_data) for session in Session.objects.all())
