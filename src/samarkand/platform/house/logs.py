"""What the house writes to its log: a line for each thing that happened, as JSON or text, without secrets."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "(hidden)"
"""What stands in the log where a secret stood."""

_SECRET_NAME = re.compile(
    r"passw|secret|token|authorization|cookie|session_?key|csrf|api_?key|signature|database_url|email_url",
    re.IGNORECASE,
)
_SECRET_PART = re.compile(r"passw|secret|token|signature|key", re.IGNORECASE)
_LONGEST = 20_000
"""A text is cut to so many characters before it is looked through; a traceback has fewer."""

# Each pattern looks at a character a bounded number of times: the path of a request is anybody's text.
_NAMED = re.compile(r"(?<![\w-])([\w-]+)=[^\s&'\"]+")
_SECRET_TEXTS = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s,'\"]+"), rf"\1 {HIDDEN}"),
    (re.compile(r"(\w://[^\s:/@]{0,500}):[^\s@]{1,500}@"), rf"\1:{HIDDEN}@"),
    (re.compile(r"(/reset/key/|/confirm-email/)[^\s/]+"), rf"\1{HIDDEN}"),
    # Drawn at random, by what is in it: small letters, capitals and digits, as `secrets.token_urlsafe` makes.
    (
        re.compile(r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[A-Za-z0-9_-]{24,}(?![\w-])"),
        HIDDEN,
    ),
)


def without_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Return the line with everything hidden that is called a secret or looks like one."""
    for name in list(event):
        event[name] = _hidden(name, event[name])
    return event


def _hidden(name: str, value: Any) -> Any:  # noqa: ANN401 (whatever is logged)
    if _SECRET_NAME.search(name) and value:
        return HIDDEN
    if isinstance(value, str):
        return hide_in(value)
    if isinstance(value, Mapping):
        return {key: _hidden(str(key), content) for key, content in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden("", content) for content in value]
    return value


def hide_in(text: str) -> str:
    """Return the text with what looks like a secret hidden: bearer tokens, passwords in addresses."""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}... ({len(text):,} characters)"
    for pattern, instead in _SECRET_TEXTS:
        text = pattern.sub(instead, text)
    return _NAMED.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    name = found[1]
    return f"{name}={HIDDEN}" if _SECRET_PART.search(name) else found[0]


def log_settings(form: str) -> dict[str, Any]:
    """Return Django's LOGGING for the form ``json`` or ``text``, and set structlog up to match."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": _formatter(form)},
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stream"], "level": "INFO"},
        "loggers": _loggers(),
    }


def _loggers() -> MutableMapping[str, Any]:
    """Return what is said less of: Django's own lines repeat those of requests."""
    plain = {"handlers": ["stream"], "propagate": False}
    return {
        "django.request": {**plain, "level": "ERROR"},
        "django.server": {**plain, "level": "ERROR"},
        "django-q": {**plain, "level": "WARNING"},
        "httpx": {**plain, "level": "WARNING"},
        "httpcore": {**plain, "level": "WARNING"},
    }


def _processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        structlog.processors.UnicodeDecoder(),
    ]


def _formatter(form: str) -> dict[str, Any]:
    written: Processor = (
        structlog.processors.JSONRenderer(default=str, ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _processors(),
        # Last of all, so that lines of every package pass through it.
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, without_secrets, written],
    }
