"""The certificate: a bound on what any set-off could gain, summed anew from the potentials.

Weak duality needs no solver. Give every party, and every clearing house, a potential. Whatever is
set off, its gain is at most: for each obligation its amount times what its gain is above the rise of
potential from debtor to creditor, and the same for what the house may lend and hold. Equality
proves that nothing larger exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from samarkand.core.finding import Finding
from samarkand.netting.checking.evidence import Evidence
from samarkand.netting.checking.faults import fault, faults
from samarkand.netting.checking.gains import is_plain
from samarkand.netting.checking.listing import NODE, check_listed, numbered
from samarkand.netting.checking.numbers import sum_of, sums_by_unit, wide

_FILE = "potentials"
_LARGEST = 2**61
"""Potentials beyond this prove nothing that smaller ones could not, and their sums might not fit."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the potentials prove of one unit: the gain reached, its bound, and the most value there is."""

    gain: int
    bound: int
    most_value: int


def check_potentials(evidence: Evidence) -> list[Finding]:
    """Return the potentials that are missing, strange or too large to be used."""
    table = evidence.outcome.potentials
    parties, houses = table.filter(kind="party"), table.filter(kind="house")
    strange = table.filter(~pl.col("kind").is_in(["party", "house"]))
    needless = houses.filter(pl.col("value_potential") != 0)
    sizes = pl.col("potential", "value_potential")
    large = table.filter(pl.any_horizontal((sizes < -_LARGEST) | (sizes > _LARGEST)))
    return [
        *check_listed(parties, evidence.nodes.select(NODE), NODE, file=_FILE),
        *check_listed(houses, _houses(evidence).select(NODE), NODE, file=_FILE),
        *faults("certificate_differs", strange, lambda row: f"kind {row['kind']!r} is none.", file=_FILE),
        *faults(
            "certificate_differs",
            needless,
            lambda _: "a house has no part in value without credit.",
            file=_FILE,
        ),
        *faults(
            "certificate_differs", large, lambda row: f"that of {row['party']!r} is too large.", file=_FILE
        ),
    ]


def _houses(evidence: Evidence) -> pl.DataFrame:
    """Return the clearing houses there must be: one where anyone is a member, named by a blank."""
    blocks = evidence.numbers.blocks.filter(pl.col("block_no").is_in(evidence.members["block_no"].implode()))
    return blocks.with_columns(party=pl.lit(""))


def check_largest(evidence: Evidence, proven: Mapping[int, Bounds]) -> list[Finding]:
    """Return the units whose set-off is said to be the largest and is not proven to be."""
    if evidence.stated.scope != "full":
        return []
    is_all = evidence.limits is None and is_plain(evidence.obligations, evidence.stated.objective)
    findings = []
    for unit, number in evidence.numbers.units.iter_rows():
        found = proven[number]
        room = max(found.bound - found.gain, found.most_value - found.gain if is_all else 0)
        if room:
            message = f"unit {unit!r}: a gain larger by {room} is not ruled out."
            findings.append(fault("not_largest", message, file=_FILE, column="potential"))
    return findings


def bounds(evidence: Evidence) -> dict[int, Bounds] | None:
    """Return the bounds by unit, None where the potentials cannot be used."""
    if check_potentials(evidence):
        return None
    table = evidence.outcome.potentials
    columns = ["node", "potential", "value_potential"]
    parties = (
        numbered(evidence.numbers, table.filter(kind="party"), node="party").select(columns).sort("node")
    )
    debts = _debts_part(evidence, parties)
    house = _house_part(evidence, parties["potential"], table.filter(kind="house"))
    lent = sums_by_unit(evidence.nodes, lent=(0 - wide("house")).clip(0))
    return {
        unit: Bounds(
            gain=sum_of(debts, unit, "gain") - (sum_of(lent, unit, "lent") if evidence.limits else 0),
            bound=sum_of(debts, unit, "bound") + sum_of(house, unit, "bound"),
            most_value=sum_of(debts, unit, "most_value"),
        )
        for unit in evidence.numbers.units["unit_no"]
    }


def _debts_part(evidence: Evidence, potentials: pl.DataFrame) -> Mapping[int, Mapping[str, int]]:
    rows = evidence.rows
    rise = {
        name: potentials[name].gather(rows["tail"]) - potentials[name].gather(rows["head"])
        for name in ("potential", "value_potential")
    }
    gain = evidence.credit_factor * pl.col("gain")
    rows = rows.with_columns(
        above=pl.max_horizontal(gain + rise["potential"], 0),
        value_above=pl.max_horizontal(1 + rise["value_potential"], 0),
    )
    return sums_by_unit(
        rows,
        gain=evidence.credit_factor * wide("gain") * wide("set_off"),
        bound=wide("above") * wide("amount"),
        most_value=wide("value_above") * wide("amount"),
    )


def _house_part(
    evidence: Evidence, potential: pl.Series, houses: pl.DataFrame
) -> Mapping[int, Mapping[str, int]]:
    names = evidence.numbers.blocks.select("unit", "group", "block_no")
    of_house = houses.select("unit", "group", of_house="potential").join(names, on=["unit", "group"])
    members = evidence.members.join(of_house.select("block_no", "of_house"), on="block_no")
    members = members.with_columns(of_party=potential.gather(members["node"]))
    sums: dict[int, dict[str, int]] = {}
    columns = ["unit_no", "of_house", "of_party", "limit", "hold"]
    for unit, of_house, of_party, limit, hold in members.select(columns).iter_rows():
        # Sums over members of products of two 64-bit numbers may not fit 128 bits.
        part = max(of_house - of_party - 1, 0) * limit + max(of_party - of_house, 0) * hold
        sums[unit] = {"bound": part + sum_of(sums, unit, "bound")}
    return sums
