"""What the house is told by its environment: every variable, what it is for, and its default.

`docs/reference/settings.md` is printed from this table.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable; a blank ``default`` means the text in ``about`` says what happens.

    ``is_flag`` says so of one whose default is yes.
    """

    name: str
    about: str
    default: str = ""
    secret: bool = False
    is_flag: bool = False


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
    Variable("SAMARKAND_DEBUG", "1 shows errors with their source: never where others can see", "0"),
    Variable("SAMARKAND_HOSTS", "names the house answers to, apart by commas", "localhost,127.0.0.1,[::1]"),
    Variable("SAMARKAND_HTTPS", "1 where people reach the house by https: cookies and links demand it", "0"),
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
    Variable("SAMARKAND_WORKERS", "processes that answer requests", "2"),
    Variable("SAMARKAND_THREADS", "requests that each of those answers at the same time", "4"),
    Variable(
        "SAMARKAND_JOBS", "processes that work in the background: a long clearing holds one of them", "2"
    ),
    Variable("SAMARKAND_LOG", "json for programs, text for people", "text"),
    Variable(
        "SAMARKAND_METRICS_TOKEN",
        "whoever shows it as a bearer token may read /metrics; only this machine may if blank",
        secret=True,
    ),
    Variable(
        "SAMARKAND_PRIVATE_WEBHOOKS", "1 lets webhooks go to loopback and private addresses: for trials", "0"
    ),
    Variable("SAMARKAND_RATE", "requests a minute for each membership, by all its tokens", "6000"),
    Variable("SAMARKAND_TOKENS", "tokens in use that a membership may have", "20"),
    Variable("SAMARKAND_LARGEST_UPLOAD", "bytes of the largest file taken", "52428800"),
    Variable(
        "SAMARKAND_EMAIL_URL",
        "smtp://user:password@host:port, or smtps, or smtp+tls; if blank no letter leaves: they are shown"
        " where the house runs on a terminal",
        secret=True,
    ),
    Variable("SAMARKAND_EMAIL_FROM", "sender of letters", "house@localhost"),
)

_BY_NAME = {variable.name: variable for variable in VARIABLES}


def text(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return a variable's value, or its default where it is unset or blank."""
    return environ.get(name, "").strip() or _BY_NAME[name].default


def flag(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether a variable says yes."""
    return text(name, environ).lower() in {"1", "true", "yes", "on"}


def number(name: str, environ: Mapping[str, str] = os.environ) -> int:
    """Return a variable's whole number; raises ValueError that names the variable."""
    value = text(name, environ)
    if not value.isdigit():
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    return int(value)


def check(environ: Mapping[str, str] = os.environ) -> None:
    """Raise ValueError, which names the variable, where one that is a number is not written as one.

    Flags may be words, and have the default 0 unless marked; every other default of digits is a number.
    """
    for variable in VARIABLES:
        if variable.default.isdigit() and variable.default != "0" and not variable.is_flag:
            number(variable.name, environ)
    proxies(environ)


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
