"""Sign-in for people: by address and password, with a second factor where it is set up."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from samarkand.platform.house.client_address import client_address


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Nobody signs up: people are invited. Wrong passwords are counted for each account and address.

    So whoever guesses shuts the door for the address it guesses from. The person whose account it is gets in
    from any other, whatever the guesser does.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an invitation is the only way in."""
        del request
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address of who calls, as the whole house believes it."""
        return client_address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ANN401
        """Return what wrong passwords are counted under: the account tried, and from which address."""
        login = str(credentials.get("email", credentials.get("username", ""))).casefold()
        return f"{login} from {client_address(request)}"


def bind_address(request: HttpRequest, **_: object) -> None:
    """Put the address of who calls into every line of the log that the request brings."""
    structlog.contextvars.bind_contextvars(ip=client_address(request))
