"""The best step from each party to each, at what legs and swings cost."""

from dataclasses import replace
from typing import Any

import numpy as np

from samarkand.clearing.short_rings.legs import HOME, Legs
from samarkand.clearing.short_rings.risks import Risks
from samarkand.clearing.short_rings.walks import Matrix, Steps, nothing
from samarkand.solving.arrays import Integers, Truths


def best_steps(
    legs: Legs, leg_net: Matrix, swing_cost: Matrix, has_swing: Truths, *, counted: bool
) -> list[Steps]:
    """Return the best steps at what each leg gains net of its cost and each pool's swing costs.

    With ``counted`` legs are kept apart from moves without goods, so that walks can count them.
    """
    goods = _best_legs(legs, leg_net)
    moves = _moves(legs, swing_cost, has_swing)
    if moves is None:
        return [goods]
    if counted:
        return [goods, moves]
    by_move = moves.net > goods.net
    net, step = np.where(by_move, moves.net, goods.net), np.where(by_move, moves.step, goods.step)
    return [Steps(net, step, goods.counts)]


def steps_by_risk(
    legs: Legs, leg_net: Matrix, swing_cost: Matrix, has_swing: Truths, risks: Risks
) -> list[Steps]:
    """Return the same with the legs of each kind of risk apart; each counts one leg of its kind."""
    none = nothing(leg_net.dtype)
    goods = [
        replace(_best_legs(legs, np.where(risks.of_leg == kind, leg_net, none)), counts=risks.unit(kind))
        for kind in range(len(risks.chances))
    ]
    moves = _moves(legs, swing_cost, has_swing)
    return goods if moves is None else [*goods, moves]


def _best_legs(legs: Legs, net: Matrix) -> Steps:
    best, step = _empty(legs, net.dtype)
    if len(legs):
        most = np.maximum.reduceat(net, legs.first)
        pair = np.repeat(np.arange(len(legs.first)), np.diff(np.append(legs.first, len(legs))))
        hits = np.flatnonzero(net == most[pair])[::-1]
        step[legs.giver[hits], legs.taker[hits]] = hits
        best[legs.giver[legs.first], legs.taker[legs.first]] = most
    return Steps(best, step, 1)


def _moves(legs: Legs, swing_cost: Matrix, has_swing: Truths) -> Steps | None:
    """Return the moves at home and by swing; None where there are none."""
    pool = legs.pool
    at_home = (pool[:, None] == pool) & ~np.eye(legs.parties, dtype=bool)
    by_swing = (has_swing[pool][:, None] & has_swing[pool]) & (pool[:, None] != pool)
    if not at_home.any() and not by_swing.any():
        return None
    net, step = _empty(legs, swing_cost.dtype)
    net[at_home], step[at_home] = 0, HOME
    cost = swing_cost[pool]
    net[by_swing] = -(cost[:, None] + cost)[by_swing]
    step[by_swing] = legs.swing_step(pool[:, None], pool)[by_swing]
    return Steps(net, step, 0)


def _empty(legs: Legs, kind: np.dtype[Any]) -> tuple[Matrix, Integers]:
    shape = (legs.parties, legs.parties)
    return np.full(shape, nothing(kind)), np.full(shape, HOME, np.int64)
