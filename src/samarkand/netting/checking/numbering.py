"""Numbers for names: parties, blocks (a unit and a group) and nodes (a party in one block)."""

from dataclasses import dataclass

import polars as pl

_BLOCK = ("unit", "group")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Who is who.

    ``parties``: party, party_no. ``blocks``: unit, group, block_no, unit_no, and ``units``: unit,
    unit_no, each sorted by name. ``nodes``: party, unit, group, party_no, block_no, unit_no, node,
    sorted by unit, group and party; ``node`` is the number of the row. ``tail`` and ``head`` are the
    nodes of the debtor and the creditor of each obligation.
    """

    parties: pl.DataFrame
    blocks: pl.DataFrame
    units: pl.DataFrame
    nodes: pl.DataFrame
    tail: pl.Series
    head: pl.Series


def number(obligations: pl.DataFrame) -> Numbers:
    """Return numbers for everyone the obligations name."""
    parties, debtor, creditor = _parties(obligations)
    blocks, units, block = _blocks(obligations)
    if block is None:
        used = _counted(parties.height)
        tail, head = debtor, creditor
    else:
        width = max(parties.height, 1)
        keys = pl.concat([block * width + debtor, block * width + creditor])
        used = keys.unique().sort()
        ends = _places(keys, used)
        tail, head = ends[: len(block)], ends[len(block) :]
    return Numbers(parties, blocks, units, _nodes(used, parties, blocks), tail, head)


def _parties(obligations: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series, pl.Series]:
    """Return the parties, and the number of the debtor and of the creditor of each obligation."""
    names = pl.concat([obligations["debtor"].unique(), obligations["creditor"].unique()]).unique().sort()
    parties = pl.DataFrame({"party": names, "party_no": _counted(len(names))})
    debtor, creditor = (
        obligations.select(party=side).join(parties, on="party", how="left", maintain_order="left")
        for side in ("debtor", "creditor")
    )
    return parties, debtor["party_no"], creditor["party_no"]


def _blocks(obligations: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.Series | None]:
    """Return the blocks, the units, and the block of each obligation; None where there is but one."""
    names = obligations.select(_BLOCK)
    first = names.head(1)
    is_one = all(bool((names[name] == first[name].item()).all()) for name in _BLOCK if first.height)
    named = first if is_one else names.unique().sort(_BLOCK)
    unit = named["unit"].unique().sort()
    units = pl.DataFrame({"unit": unit, "unit_no": _counted(len(unit))})
    blocks = named.with_columns(block_no=_counted(named.height))
    blocks = blocks.join(units, on="unit", how="left", maintain_order="left")
    if is_one:
        return blocks, units, None
    return blocks, units, names.join(blocks, on=_BLOCK, how="left", maintain_order="left")["block_no"]


def _nodes(used: pl.Series, parties: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Return the nodes of the given keys: block times the number of parties, plus party."""
    width = max(parties.height, 1)
    block, party = (used // width).alias("block_no"), (used % width).alias("party_no")
    columns = [parties["party"].gather(party), party, block, _counted(len(used)).alias("node")]
    return pl.DataFrame([*columns, *(blocks[name].gather(block) for name in (*_BLOCK, "unit_no"))])


def _places(keys: pl.Series, used: pl.Series) -> pl.Series:
    """Return the place of each key among those used."""
    place = pl.DataFrame({"key": used, "place": _counted(len(used))})
    found = keys.alias("key").to_frame().join(place, on="key", how="left", maintain_order="left")
    return found["place"]


def _counted(length: int) -> pl.Series:
    """Return the numbers from 0 to one below ``length``."""
    return pl.int_range(length, dtype=pl.Int64, eager=True)
