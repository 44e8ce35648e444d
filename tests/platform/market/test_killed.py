"""An import whose process is killed leaves all of its rows or none, and can be repeated."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from samarkand.platform.house.actor import HOUSE
from samarkand.platform.market.importing import import_book
from samarkand.platform.market.models import Offer
from samarkand.platform.parties.models import Party
from tests import cast
from tests.platform.conftest import NOW

ROOT = Path(__file__).parents[3]
ROWS = 20_000
MOMENTS = 3

CHILD = """
import sys
from pathlib import Path
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[2]
from samarkand.platform.house.actor import HOUSE
from samarkand.platform.market.importing import import_book
from tests.platform.conftest import NOW
print("ready", flush=True)
import_book(HOUSE, Path(sys.argv[1]), NOW, verified=True)
"""


def killed_at(moment: float, folder: Path) -> None:
    """Begin the import in a process of its own and kill it so many seconds later."""
    command = [sys.executable, "-c", CHILD, str(folder), str(connection.settings_dict["NAME"])]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.platform.settings"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(moment)
        child.send_signal(signal.SIGKILL)
    wait_for_server()


def wait_for_server() -> None:
    """Wait until PostgreSQL has noticed: what it was told to commit before the end it still commits."""
    until = time.monotonic() + 20
    while connection.vendor == "postgresql" and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.05)


@pytest.mark.deep
@pytest.mark.django_db(transaction=True)
def test_a_killed_import_leaves_all_or_nothing(tmp_path: Path) -> None:
    rows = "\n".join(f"R{at},P{at % 500},100630,1,TNE,650" for at in range(ROWS))
    parties = "\n".join(f"P{at},Party {at},PK" for at in range(500))
    cast.write_csv(
        tmp_path,
        parties=f"party,name,country\n{parties}",
        offers=f"offer,party,hs,quantity,unit,price\n{rows}",
    )
    dice = random.Random(5)
    for _ in range(MOMENTS):
        killed_at(dice.uniform(0.05, 0.8), tmp_path)
        kept = (Party.objects.count(), Offer.objects.count(), Offer.history.count())
        assert kept in {(0, 0, 0), (500, ROWS, ROWS)}
        if kept[0]:
            break
    else:
        import_book(HOUSE, tmp_path, NOW, verified=True)
    assert Offer.objects.count() == Offer.history.count() == ROWS
