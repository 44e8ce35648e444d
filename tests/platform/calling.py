"""Calls to the API as a program makes them: by token, over the whole of Django, answers as JSON.

``trader_calls(cast.MESKAY).post("/offers", {...})`` is a request of Meskay's trader; paths go without
``/api/v1``. Needs the database; every caller is a person of its own with a membership and a token.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from samarkand.platform.api.bearer import secret_hash
from samarkand.platform.api.models import Token
from samarkand.platform.house.actor import Role
from samarkand.platform.parties.models import Membership, User
from tests.platform.conftest import NOW, party

BASE = "/api/v1"


@dataclass(frozen=True)
class Answer:
    """What came back; ``json`` is None where the body is none."""

    status: int
    json: Any
    headers: dict[str, str]
    content: bytes = b""

    @property
    def codes(self) -> list[str]:
        """The codes of the findings, in sequence."""
        return [finding["code"] for finding in self.json["findings"]]


@dataclass(frozen=True)
class Caller:
    """Somebody with a token; blank: nobody."""

    token: str = ""
    membership: Membership | None = None
    client: Client = field(default_factory=Client)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Answer:
        """Ask; ``headers`` are given as ``if_match="..."``."""
        return self._answer(self.client.get(BASE + path, query or {}, headers=self._headers(headers)))

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: object = None, **headers: str) -> Answer:
        return self.send("PUT", path, body, **headers)

    def patch(self, path: str, body: object = None, **headers: str) -> Answer:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, body: object = None, **headers: str) -> Answer:
        return self.send("DELETE", path, body, **headers)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Send a body as JSON; bytes go as they are; None is no body."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self._answer(
            self.client.generic(
                method, BASE + path, content, content_type="application/json", headers=self._headers(headers)
            )
        )

    def upload(self, path: str, fields: dict[str, Any], **headers: str) -> Answer:
        """Post a form with files (``SimpleUploadedFile``) in it."""
        return self._answer(self.client.post(BASE + path, fields, headers=self._headers(headers)))

    def _headers(self, given: dict[str, str]) -> dict[str, str]:
        headers = {name.replace("_", "-"): value for name, value in given.items()}
        return {"authorization": f"Bearer {self.token}"} | headers if self.token else headers

    @staticmethod
    def _answer(response: Any) -> Answer:  # noqa: ANN401 (one of Django's several test responses)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        is_json = "json" in response.headers.get("Content-Type", "")
        return Answer(
            response.status_code,
            json.loads(content) if is_json and content else None,
            dict(response.headers),
            content,
        )


def trader_calls(firm: str) -> Caller:
    """Return a caller who trades for the firm, which becomes a verified party."""
    return caller(f"trader@{firm.split(maxsplit=1)[0].lower()}.example", Role.TRADER, firm)


def operator_calls() -> Caller:
    return caller("operator@house.example", Role.OPERATOR)


def auditor_calls() -> Caller:
    return caller("auditor@house.example", Role.AUDITOR)


def regulator_calls(country: str = "") -> Caller:
    """Return a regulator's caller: of one country, or of all."""
    return caller(f"regulator{country.lower()}@state.example", Role.REGULATOR, country=country)


def nobody_calls() -> Caller:
    """Return a caller without a token."""
    return Caller()


def caller(email: str, role: Role, firm: str = "", *, country: str = "") -> Caller:
    """Return a caller in a role, a person of that address; the same again for the same."""
    user, _ = User.objects.get_or_create(email=email, defaults={"name": email, "joined_at": NOW})
    membership, _ = Membership.objects.get_or_create(
        user=user, role=role, party=party(firm) if firm else None, defaults={"country": country, "since": NOW}
    )
    secret = f"samarkand_of_{email}_{role}"
    Token.objects.get_or_create(
        secret_hash=secret_hash(secret), defaults={"membership": membership, "name": "tests", "made_at": NOW}
    )
    return Caller(secret, membership)
