"""Django's settings for the house, made from `environment`."""

import logging
from contextlib import suppress
from typing import Any

import dj_database_url

from samarkand.platform.house import environment
from samarkand.platform.house.letters import letter_settings
from samarkand.platform.house.logs import log_settings
from samarkand.platform.house.page_settings import *  # noqa: F403 (what pages need, all of it)
from samarkand.platform.house.private_files import keep_private
from samarkand.platform.house.secret_key import secret_key

HOME = environment.home()
DEBUG = environment.flag("SAMARKAND_DEBUG")
HTTPS = environment.flag("SAMARKAND_HTTPS")
SECRET_KEY = secret_key(HOME)
SECRET_KEY_FALLBACKS = environment.listed("SAMARKAND_OLD_SECRET_KEYS")
ALLOWED_HOSTS = environment.hosts()
PATH = environment.path()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "samarkand.platform.parties",
    "samarkand.platform.events",
    "samarkand.platform.accounts",
    "samarkand.platform.market",
    "samarkand.platform.rounds",
    "samarkand.platform.deals",
    "samarkand.platform.delivery",
    "samarkand.platform.netting",
    "samarkand.platform.api",
    "samarkand.platform.web",
    "samarkand.platform.operation",
    "unfold",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ninja",
    "rules",
    "simple_history",
    "django_q",
    "django_prometheus",
    "django_structlog",
]

MIDDLEWARE = [
    "samarkand.platform.operation.inside.known_by_any_name",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "samarkand.platform.operation.addresses"
WSGI_APPLICATION = "samarkand.platform.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

_SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",  # DEFERRED fails with a locked database as soon as two write
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
    # Else INSERT OR REPLACE would remove a row past the triggers that forbid it.
    " PRAGMA recursive_triggers=ON;"
    # What is no longer kept is wiped from the file too, whoever built SQLite.
    " PRAGMA secure_delete=ON;",
}


def _database() -> dict[str, Any]:
    url = environment.text("DATABASE_URL") or f"sqlite:///{HOME / 'samarkand.sqlite3'}"
    database: dict[str, Any] = dict(dj_database_url.parse(url))
    keep_private(HOME, database["NAME"] if database["ENGINE"].endswith("sqlite3") else "")
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {**database.get("OPTIONS", {}), **_SQLITE_OPTIONS}
        database["CONN_MAX_AGE"] = None
    else:
        database["OPTIONS"] = {
            **database.get("OPTIONS", {}),
            # Nobody waits longer for a server that is down, and one that is back is found with the next
            # request: left alone, the pool would double its pauses up to minutes.
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10, "reconnect_timeout": 4},
        }
        database["CONN_HEALTH_CHECKS"] = True  # a server that was restarted is asked anew, once
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "samarkand.platform.web.sign_in.InvitedOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MFA_ADAPTER = "samarkand.platform.web.second_factor.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = ["samarkand.platform.house.formats"]

FORCE_SCRIPT_NAME = PATH or None
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = f"{PATH}/"

STATIC_URL = f"{PATH}/static/"
STATIC_ROOT = HOME / "static"
with suppress(OSError):  # a house may have no folder it can write to; what it needs one for says so
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

CACHES = {
    # What all processes count together: failed attempts to sign in. A table made by a migration.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_throttle",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What each counts for itself, with every request: how often a token asks.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = environment.number("SAMARKAND_LARGEST_UPLOAD")

SECOND_FACTOR = environment.flag("SAMARKAND_SECOND_FACTOR")
PROXIES = environment.proxies()
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # it would believe X-Forwarded-For; see `house.client_address`

WEBHOOKS_TO_PRIVATE = environment.flag("SAMARKAND_PRIVATE_WEBHOOKS")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
# Asked from inside, where there is no https.
SECURE_REDIRECT_EXEMPT = [rf"^{PATH[1:]}/?health/", rf"^{PATH[1:]}/?metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
HSTS = environment.one_of("SAMARKAND_HSTS", environment.HSTS_REACHES) if HTTPS else "none"
SECURE_HSTS_SECONDS = 0 if HSTS == "none" else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS in {"subdomains", "preload"}
SECURE_HSTS_PRELOAD = HSTS == "preload"
SESSION_ENGINE = "samarkand.platform.house.sessions"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # a line for each request, when it is answered
LOGGING = log_settings(environment.text("SAMARKAND_LOG"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("SAMARKAND_EMAIL_FROM")
LETTERS_LEAVE = bool(environment.text("SAMARKAND_EMAIL_URL"))  # else only a terminal shows them
globals().update(letter_settings(environment.text("SAMARKAND_EMAIL_URL")))

Q_CLUSTER: dict[str, Any] = {
    "name": "samarkand",
    "orm": "default",
    "workers": environment.number("SAMARKAND_JOBS"),
    "recycle": 50,
    "timeout": 3600,
    "retry": 3660,  # above the timeout, else a job still at work is begun again
    "max_attempts": 5,
    "ack_failures": True,
    "poll": 0.5,
    "catch_up": False,
    "label": "Work in the background",
}
