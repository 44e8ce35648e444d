"""The log: a line for each thing that happened, in which no secret stands."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog
from django.conf import settings

from samarkand.platform.house.logs import HIDDEN, hide_in, log_settings

TOKEN = "hN3xYz_Qw8-rT5uKp0LmV7sBcD2fGjA9"  # noqa: S105 (nobody's)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return what is written to the log, as JSON."""
    stream = io.StringIO()
    configured = log_settings("json")
    configured["handlers"]["stream"]["stream"] = stream
    logging.config.dictConfig(configured)
    yield stream
    logging.config.dictConfig(settings.LOGGING)


def last_line(written: io.StringIO) -> dict[str, object]:
    line: dict[str, object] = json.loads(written.getvalue().splitlines()[-1])
    return line


def test_a_line_says_when_how_grave_and_what(written: io.StringIO) -> None:
    structlog.get_logger("samarkand.test").info("round_published", round="2026-1")
    line = last_line(written)
    assert (line["event"], line["level"], line["round"]) == ("round_published", "info", "2026-1")
    assert str(line["timestamp"]).endswith("Z")


@pytest.mark.parametrize(
    "name",
    ["password", "token", "Authorization", "secret_key", "sessionid_cookie", "csrftoken", "DATABASE_URL"],
)
def test_what_is_called_a_secret_is_hidden(written: io.StringIO, name: str) -> None:
    structlog.get_logger("samarkand.test").info(
        "seen", **{name: "in the clear", "headers": {name: "in the clear"}}
    )
    line = last_line(written)
    assert line[name] == HIDDEN
    assert line["headers"] == {name: HIDDEN}


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer in-the-clear",
        "postgres://samarkand:in-the-clear@db.example/house",
        "GET /api/v1/offers?token=in-the-clear&limit=5",
        "POST /accounts/password/reset/key/in-the-clear/",
    ],
)
def test_what_looks_like_a_secret_is_hidden_in_any_text(text: str) -> None:
    assert "in-the-clear" not in hide_in(text)


def test_a_token_is_hidden_wherever_it_stands() -> None:
    assert hide_in(f"GET /invitations/{TOKEN}/") == f"GET /invitations/{HIDDEN}/"


@pytest.mark.parametrize(
    "text",
    [
        "GET /api/v1/deals/2026-astana-round-1-deal-000017/",
        "request 559fd856-1565-42b0-94df-bc2ea8c5b2f4",
        "digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ],
)
def test_codes_and_digests_are_not_taken_for_secrets(text: str) -> None:
    assert hide_in(text) == text


def test_what_other_packages_say_passes_through_the_same_sieve(written: io.StringIO) -> None:
    logging.getLogger("somebody.else").warning(
        "connecting to %s", "postgres://samarkand:in-the-clear@db/house"
    )
    assert last_line(written)["event"] == f"connecting to postgres://samarkand:{HIDDEN}@db/house"


def test_an_error_is_written_with_its_place_and_without_its_secrets(written: io.StringIO) -> None:
    try:
        int(f"Bearer {TOKEN}")
    except ValueError:
        logging.getLogger("somebody.else").exception("it failed")
    line = last_line(written)
    assert "test_logs.py" in str(line["exception"])
    assert TOKEN not in str(line)
