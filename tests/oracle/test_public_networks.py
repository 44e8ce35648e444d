"""Public networks of obligations, whose largest set-off other programs have found; read where they lie."""

from pathlib import Path

import pytest

from samarkand.netting.net import net
from samarkand.netting.obligations import Obligations
from samarkand.netting.reading import read_obligations
from tests.depth import first

NETWORKS = Path(__file__).parents[3] / "shared" / "data" / "obligations"


def network(file_name: str, **columns: str) -> Obligations:
    path = NETWORKS / file_name
    if not path.is_file():
        pytest.skip(f"{path} is not here: the set-off of a public network was not compared")
    reading = read_obligations(path, columns=columns)
    assert reading.obligations is not None, reading.findings[:3]
    return reading.obligations


@pytest.mark.parametrize(
    ("file_name", "amount", "largest"),
    first(
        1,
        [
            ("trade_credit_synthetic_01.csv.gz", "amount", "535494678"),
            ("trade_credit_synthetic_02.csv.gz", "amount", "1809489714"),
            ("icio2022_sco6.csv", "usd_mn", "31225.869"),
            ("icio2022_world.csv.gz", "usd_mn", "3380942.6463"),
        ],
        several=True,
    ),
)
def test_the_largest_set_off_of_a_public_network_is_found_and_proven(
    file_name: str, amount: str, largest: str
) -> None:
    (unit,) = net(network(file_name, amount=amount)).summary["units"]
    assert unit["certificate"]["proven"] is True
    assert (unit["set_off"], unit["full"]) == (largest, largest)
