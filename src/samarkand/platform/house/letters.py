"""How letters leave the house: by the server that an address names; else they are shown on its terminal."""

from typing import Any
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "smtps": 465, "smtp+tls": 587}


def letter_settings(address: str) -> dict[str, Any]:
    """Return Django's EMAIL settings for ``smtp://user:password@host:port``; blank: there is no mail.

    ``smtps`` speaks TLS from the start, ``smtp+tls`` turns to it. Raises ValueError for any other scheme.
    """
    if not address:
        return {"EMAIL_BACKEND": "samarkand.platform.house.unsent_letters.ToTerminal"}
    parts = urlsplit(address)
    if parts.scheme not in _PORTS:
        raise ValueError(f"SAMARKAND_EMAIL_URL must begin with {', '.join(_PORTS)}, not {parts.scheme!r}")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }
