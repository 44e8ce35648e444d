"""What the house is told by its environment: every variable, what it is for, and its default.

`docs/reference/settings.md` is printed from this table.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable; a blank ``default`` means the text in ``about`` says what happens.

    ``is_flag``: it is yes or no. ``bounds`` are the least and the most of one that is a whole number.
    """

    name: str
    about: str
    default: str = ""
    secret: bool = False
    is_flag: bool = False
    bounds: tuple[int, int] | None = None


VARIABLES: tuple[Variable, ...] = (
    Variable("SAMARKAND_HOME", "folder of the embedded database and of what the house keeps", "house"),
    Variable("DATABASE_URL", "database; SQLite in SAMARKAND_HOME if blank", secret=True),
    Variable(
        "SAMARKAND_SECRET_KEY",
        "signs, and seals what is secret; made once and kept in SAMARKAND_HOME if blank",
        secret=True,
    ),
    Variable(
        "SAMARKAND_OLD_SECRET_KEYS",
        "secret keys of before, apart by commas: what they sealed can be read, and is sealed anew at start",
        secret=True,
    ),
    Variable(
        "SAMARKAND_DEBUG", "1 shows errors with their source: never where others can see", "0", is_flag=True
    ),
    Variable(
        "SAMARKAND_PROXIES",
        "proxies trusted to say who calls (`X-Forwarded-For`): how many stand in a row before the house, or"
        " their networks, such as 10.0.0.0/8, apart by commas; 0 trusts none",
        "0",
    ),
    Variable(
        "SAMARKAND_SECOND_FACTOR",
        "1 lets operators and auditors act only once they have set up a second factor; 0 asks for none",
        "1",
        is_flag=True,
    ),
    Variable(
        "SAMARKAND_HOSTS",
        "names the house answers to, apart by commas; names only, without https:// and without a port",
        "localhost,127.0.0.1,[::1]",
    ),
    Variable(
        "SAMARKAND_PATH",
        "path under which a proxy passes the house on, such as /exchange, where it has no name of its own",
    ),
    Variable(
        "SAMARKAND_HTTPS",
        "1 where people reach the house by https: cookies and links demand it",
        "0",
        is_flag=True,
    ),
    Variable(
        "SAMARKAND_HSTS",
        "what browsers keep to for a year where SAMARKAND_HTTPS is 1: name, https for the names in "
        "SAMARKAND_HOSTS; subdomains, for all names below them too, whoever serves those; preload, also "
        "before a first visit, for good; none, nothing",
        "name",
    ),
    Variable("SAMARKAND_WORKERS", "processes that answer requests", "2", bounds=(1, 256)),
    Variable(
        "SAMARKAND_THREADS", "requests that each of those answers at the same time", "4", bounds=(1, 1024)
    ),
    Variable(
        "SAMARKAND_JOBS",
        "processes that work in the background: a long clearing holds one of them",
        "2",
        bounds=(1, 256),
    ),
    Variable("SAMARKAND_LOG", "json for programs, text for people", "text"),
    Variable(
        "SAMARKAND_METRICS_TOKEN",
        "whoever shows it as a bearer token may read /metrics; only this machine may if blank",
        secret=True,
    ),
    Variable(
        "SAMARKAND_PRIVATE_WEBHOOKS",
        "1 lets webhooks go to loopback and private addresses: for trials",
        "0",
        is_flag=True,
    ),
    Variable(
        "SAMARKAND_RATE",
        "requests a minute for each membership, by all its tokens",
        "6000",
        bounds=(1, 1_000_000_000),
    ),
    Variable("SAMARKAND_TOKENS", "tokens in use that a membership may have", "20", bounds=(1, 1_000_000)),
    Variable("SAMARKAND_LARGEST_UPLOAD", "bytes of the largest file taken", "52428800", bounds=(1, 2**40)),
    Variable(
        "SAMARKAND_EMAIL_URL",
        "smtp://user:password@host:port, or smtps, or smtp+tls; if blank no letter leaves: they are shown"
        " where the house runs on a terminal",
        secret=True,
    ),
    Variable("SAMARKAND_EMAIL_FROM", "sender of letters", "house@localhost"),
)

LOG_FORMS = ("json", "text")
HSTS_REACHES = ("none", "name", "subdomains", "preload")

_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
_HOST = re.compile(r"\*|\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\]")
_PATH = re.compile(r"([A-Za-z0-9_.~-]+(/[A-Za-z0-9_.~-]+)*)?")

_BY_NAME = {variable.name: variable for variable in VARIABLES}


def text(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return a variable's value, or its default where it is unset or blank."""
    return environ.get(name, "").strip() or _BY_NAME[name].default


def flag(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether a variable says yes; raises ValueError, which names it, where it is no answer."""
    said = text(name, environ).lower()
    if said not in _YES | _NO:
        raise ValueError(f"{name} must be 1 or 0, not {said!r}")
    return said in _YES


def number(name: str, environ: Mapping[str, str] = os.environ) -> int:
    """Return a variable's whole number; raises ValueError that names the variable and its bounds."""
    value = text(name, environ)
    if not (value.isascii() and value.isdigit()):
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    least, most = _BY_NAME[name].bounds or (0, int(value))
    if not least <= int(value) <= most:
        raise ValueError(f"{name} must be a whole number from {least:,} to {most:,}, not {value}")
    return int(value)


def check(environ: Mapping[str, str] = os.environ) -> None:
    """Raise ValueError, which names the variable, for the first that cannot be what it is."""
    for variable in VARIABLES:
        if variable.bounds is not None:
            number(variable.name, environ)
        elif variable.is_flag:
            flag(variable.name, environ)
    one_of("SAMARKAND_LOG", LOG_FORMS, environ)
    one_of("SAMARKAND_HSTS", HSTS_REACHES, environ)
    hosts(environ)
    path(environ)
    proxies(environ)
    _require_known_database(environ)


def _require_known_database(environ: Mapping[str, str]) -> None:
    """Raise ValueError where the database is of no kind the house knows; the address itself is a secret."""
    scheme = text("DATABASE_URL", environ).partition("://")[0]
    if scheme not in {"", "sqlite", "postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must begin with postgresql:// or sqlite:///")


def one_of(name: str, known: tuple[str, ...], environ: Mapping[str, str] = os.environ) -> str:
    """Return a variable that is one of a few words; raises ValueError, which names it, for any other."""
    said = text(name, environ).lower()
    if said not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}, not {said!r}")
    return said


def hosts(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names the house answers to; raises ValueError where one has a scheme, a port or a path."""
    names = listed("SAMARKAND_HOSTS", environ)
    for name in names:
        if not _HOST.fullmatch(name):
            raise ValueError(
                f"SAMARKAND_HOSTS takes names only, such as house.example.org, not {name!r}: "
                "leave out https://, the port and the path"
            )
    return names


def path(environ: Mapping[str, str] = os.environ) -> str:
    """Return the path before every address, with a slash at its beginning alone; blank for most houses.

    Raises ValueError where it is no path.
    """
    said = text("SAMARKAND_PATH", environ).strip("/")
    if not _PATH.fullmatch(said):
        raise ValueError(f"SAMARKAND_PATH must be a path such as /exchange, not {said!r}")
    return f"/{said}" if said else ""


def listed(name: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the parts of a variable that lists several, apart by commas."""
    return [part.strip() for part in text(name, environ).split(",") if part.strip()]


Network = IPv4Network | IPv6Network


def proxies(environ: Mapping[str, str] = os.environ) -> int | tuple[Network, ...]:
    """Return how many proxies are trusted, or their networks; raises ValueError that names the variable."""
    said = text("SAMARKAND_PROXIES", environ)
    if said.isdigit():
        return int(said)
    try:
        return tuple(ip_network(part, strict=False) for part in listed("SAMARKAND_PROXIES", environ))
    except ValueError as wrong:
        raise ValueError(f"SAMARKAND_PROXIES must be a number or networks, not {said!r}") from wrong


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder the house keeps, absolute."""
    return Path(text("SAMARKAND_HOME", environ)).absolute()
