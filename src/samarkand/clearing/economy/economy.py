"""The economy of a round: markets, pools, offers and alternatives, numbered and in one unit each.

It is what the search for terms, the allocation and the explanation all work on.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Economy:
    """A book seen as an exchange economy; rows are numbered by their position.

    ``markets``: market (label), commodity, grade, place, from, until, unit.
    ``pools``: pool, currency, swing, parties (how many).
    ``offers``: those some want reaches: offer, party, party_number (its place among the book's parties by
    name), pool, market, quantity, limit, lot, min_quantity, bundle, piece (`pieces.in_pieces`), in ascending
    order of pool.
    ``wants``: want, party, party_number, pool, quantity, min_quantity, priority, bundle, piece. Some have
    no alternative.
    ``bundles``: bundle (its code), party, side (offer or want), rows (how many the book has in it;
    fewer may be left above, or none), whole (all of it is traded, or nothing).
    ``alternatives``: a row per want and market it can take from: want, pool, market, quantity,
    limit (the bid net of freight), freight, ascending by pool and want.
    ``quotas``: hs, from, to, quantity, value: a limit on one of the two, the other null.
    ``quota_uses``: quota, alternative: what counts against it.
    ``left_out``: id, reason, closed_by: rows that can meet nobody, whatever the terms.

    pool, market, want and, in offers and wants, bundle (null: none) are positions in the frames of that
    name. A row outside bundles that is traded whole or not at all has its quantity as minimum. Quantities
    and limits are in the market's unit, at the book's scales.
    """

    markets: pl.DataFrame
    pools: pl.DataFrame
    offers: pl.DataFrame
    wants: pl.DataFrame
    bundles: pl.DataFrame
    alternatives: pl.DataFrame
    quotas: pl.DataFrame
    quota_uses: pl.DataFrame
    left_out: pl.DataFrame
