"""Settings of the house for tests: a folder of its own, on the database that ``DATABASE_URL`` names."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SAMARKAND_HOME", tempfile.mkdtemp(prefix="samarkand-tests-"))
os.environ.setdefault("SAMARKAND_SECRET_KEY", "for tests alone")
os.environ.setdefault("SAMARKAND_RATE", "1000000")
os.environ.setdefault("SAMARKAND_SECOND_FACTOR", "0")  # what it demands has tests of its own

from samarkand.platform.house.settings import *  # noqa: F403 (after the environment)
from samarkand.platform.house.settings import DATABASES, HOME, STATIC_ROOT

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # else what serves the style sheets warns
WHITENOISE_AUTOREFRESH = True  # else each client of a test would read all of them before its first request

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and other processes must see the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(HOME) / "tests.sqlite3")}
else:
    # A test may end a connection's process; a pool would keep what it left.
    DATABASES["default"]["OPTIONS"].pop("pool", None)
