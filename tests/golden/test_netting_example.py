"""The example's nettings still come out as their folders and its README say."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from samarkand.netting.check import check
from samarkand.netting.net import net
from samarkand.netting.outcome import Outcome
from samarkand.netting.reading import read_obligations
from samarkand.netting.settings import Scope, Settings
from tests.golden.netted import (
    EXAMPLE,
    EXPECTED,
    NETTINGS,
    limits_of,
    net_example,
    netting_as_text,
    obligations_of,
)

README = (EXAMPLE / "README.md").read_text(encoding="utf-8")
SIX_ECONOMIES = Path(__file__).parents[3] / "shared" / "data" / "obligations" / "icio2022_sco6.csv"

outcome_of = cache(net_example)


@pytest.mark.parametrize("name", NETTINGS)
def test_the_example_comes_out_as_expected(name: str) -> None:
    expected = {path.name: path.read_text(encoding="utf-8") for path in (EXPECTED / name).iterdir()}
    assert netting_as_text(outcome_of(name)) == expected


@pytest.mark.parametrize("name", NETTINGS)
def test_the_example_is_proven_true(name: str) -> None:
    obligations = obligations_of(name)
    assert check(obligations, outcome_of(name), limits_of(name, obligations)) == []


def test_every_obligation_is_a_delivery_at_its_price() -> None:
    delivered = pl.read_csv(EXAMPLE / "deliveries.csv", try_parse_dates=True)
    owed = pl.read_csv(EXAMPLE / "obligations.csv", try_parse_dates=True)
    made = delivered.select(
        obligation="delivery",
        debtor="to",
        creditor="from",
        amount=(pl.col("quantity") * pl.col("price")).round(2),
        due=pl.col("delivered").dt.offset_by("60d"),
    )
    assert made.rows() == owed.select(made.columns).rows()


def test_the_readme_tells_what_each_way_sets_off() -> None:
    whole = unit_of(outcome_of("all-together"))
    within, with_credit = unit_of(outcome_of("within-authorisation")), unit_of(outcome_of("with-credit"))
    ways = [whole["bilateral"], within["set_off"], whole["ring_3"], whole["full"], with_credit["set_off"]]
    assert [float(way) for way in ways] == sorted(float(way) for way in ways), "wider is more"
    assert [way for way in ways if f"{float(way):,.2f}" not in README] == []


# The example's own figures, told by its README too, are compared in the quick run.
@pytest.mark.deep
def test_the_readme_tells_what_the_sectors_of_six_economies_set_off() -> None:
    if not SIX_ECONOMIES.is_file():
        pytest.skip(f"{SIX_ECONOMIES} is not here: the README's figures of six economies were not compared")
    obligations = read_obligations(SIX_ECONOMIES, columns={"amount": "usd_mn"}).obligations
    assert obligations is not None
    scopes: tuple[Scope, ...] = ("bilateral", "ring:3", "full")
    units = [unit_of(net(obligations, Settings(scope=scope))) for scope in scopes]
    told = [f"{float(unit['set_off']):,.1f} | {100 * float(unit['share']):.1f} %" for unit in units]
    assert [row for row in told if row not in README] == []


def unit_of(outcome: Outcome) -> dict[str, str]:
    (unit,) = outcome.summary["units"]
    return dict(unit)
