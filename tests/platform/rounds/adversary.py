"""A trader who tries to find the limits of others in what a round tells him.

He takes every number he is told, multiplies and divides it by his own limits and by the terms he knows, and
by the rates that payments show, once and squared. A guess within one part in ten thousand of a limit of
another, or of the ratio of two limits of one party, has found it. With so many guesses some are right by
chance: how many, tells the same search for numbers near those that are hidden, of which nobody was told.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from samarkand.clearing.results.settlement import home_settlement
from samarkand.platform.deals.home_settling import settlement
from samarkand.platform.deals.home_values import values_of
from samarkand.platform.rounds.own_rows import told_row
from samarkand.platform.rounds.told_terms import told_terms
from tests.platform.rounds.small_rounds import SmallRound, told_rows

Logs = npt.NDArray[np.float64]

CLOSE = 1e-4
_DECOYS = 40
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Told:
    """Numbers above nothing that a trader has: limits and terms, rates of payments, and all the others."""

    keys: tuple[float, ...]
    rates: tuple[float, ...] = ()
    others: tuple[float, ...] = ()

    def __add__(self, other: "Told") -> "Told":
        return Told(self.keys + other.keys, self.rates + other.rates, self.others + other.others)


def by_the_rules(round_: SmallRound, party: str) -> Told:
    """Return what a trader has whatever the house does: its limits, and the terms of its own deals."""
    legs = round_.outcome.legs
    own = legs.filter((pl.col("from_party") == party) | (pl.col("to_party") == party))["deal"]
    markets = legs.filter(pl.col("deal").is_in(own.implode()))["market"]
    terms = round_.outcome.terms.filter(pl.col("market").is_in(markets.implode()))["value_per_unit"]
    return Told((*own_limits(round_, party), *(value / 10**8 for value in terms)))


def own_limits(round_: SmallRound, party: str) -> list[float]:
    rows = (round_.book.offers, round_.book.wants)
    return [price / 10**6 for side in rows for price in side.filter(party=party)["price"]]


def as_told(round_: SmallRound, party: str) -> Told:
    """Return what the house tells a trader of a published round, by the functions its API calls."""
    outcome, book = round_.outcome, round_.book
    terms = told_terms(outcome.terms, outcome.legs, {party})
    rows = told_rows(outcome, book, terms, party)
    payments = settlement(book, outcome.legs, outcome.balances)
    return by_the_rules(round_, party) + _read(terms, rows, payments, outcome.legs, party)


def as_it_was(round_: SmallRound, party: str) -> Told:
    """Return what a trader would be told if the outcome's own figures were passed on."""
    outcome = round_.outcome
    rows = outcome.unmatched.filter(party=party)
    payments = home_settlement(round_.book, outcome.legs, outcome.balances)
    return by_the_rules(round_, party) + _read(outcome.terms, rows, payments, outcome.legs, party)


def _read(
    terms: pl.DataFrame, rows: pl.DataFrame, payments: pl.DataFrame, legs: pl.DataFrame, party: str
) -> Told:
    keys = tuple(value / 10**8 for value in terms["value_per_unit"])
    numbers = [quantity / 10**3 for quantity in terms["traded_quantity"].drop_nulls()]
    numbers += [limit / 10**6 for limit in rows["limit_to_trade"].drop_nulls()]
    for row in rows.iter_rows(named=True):
        numbers += numbers_in(told_row(row, "").told)
    return Told(keys, tuple(_rates(payments, legs, party)), tuple(filter(None, numbers)))


def numbers_in(text: str) -> list[float]:
    """Return the numbers that stand in a text."""
    return [float(found.replace(",", "")) for found in _NUMBER.findall(text)]


def _rates(payments: pl.DataFrame, legs: pl.DataFrame, party: str) -> Iterable[float]:
    """Yield the value of a payment, over its amount, of each the party makes or gets."""
    owed: dict[str, int] = {}
    for giver, taker, value in legs.select("from_party", "to_party", "value").iter_rows():
        owed[giver], owed[taker] = owed.get(giver, 0) - value, owed.get(taker, 0) + value
    for _, group in payments.group_by("pool", maintain_order=True):
        ends = list(group.select("payer", "payee").iter_rows())
        values = values_of(ends, owed)
        for pair, amount, value in zip(ends, group["amount"], values, strict=True):
            if party in pair and amount and value:
                yield value / amount


def hidden_from(round_: SmallRound, party: str) -> list[float]:
    """Return the limits of the others, and the ratios of any two limits of one of them."""
    found = []
    for other in round_.book.parties["party"]:
        if other != party:
            limits = own_limits(round_, other)
            found += limits
            found += [one / another for one in limits for another in limits if one is not another]
    return found


def guesses(told: Told) -> Logs:
    """Return every guess, as sorted logarithms: x y / z of numbers and keys, and that over rates.

    Over a rate squared it is the other end of a pool's interval, out of its middle and one end.
    """
    keys, rates = _logs(1.0, *told.keys), _logs(1.0, *told.rates)
    numbers = _logs(1.0, *told.keys, *told.others, *told.rates)
    products = ((numbers[:, None] + keys)[:, :, None] - keys).reshape(-1, 1)
    return np.unique(products - np.concatenate([rates, 2 * rates]))


def _logs(*numbers: float) -> Logs:
    logs: Logs = np.log(np.unique(numbers))
    return logs


def right(found: Logs, hidden: Logs) -> npt.NDArray[np.bool_]:
    """Tell of each logarithm of a hidden number whether a guess is close to it."""
    at = np.clip(np.searchsorted(found, hidden), 1, len(found) - 1)
    near = np.minimum(np.abs(found[at] - hidden), np.abs(found[at - 1] - hidden))
    close: npt.NDArray[np.bool_] = near <= CLOSE
    return close


@dataclass(frozen=True)
class Tally:
    """How many hidden numbers were found that the rules alone do not give away, and how many by chance.

    ``doubt`` is the standard deviation of what chance finds.
    """

    found: int
    by_chance: float
    doubt: float

    @property
    def excess(self) -> float:
        """How many standard deviations more were found than chance explains."""
        return (self.found - self.by_chance) / max(self.doubt, 1.0)


def attacked(seen: Iterable[tuple[SmallRound, str, Told]]) -> Tally:
    """Return how much one finds in all who reads this of these rounds as these parties."""
    dice = np.random.default_rng(12)
    hits, chances = 0, []
    for round_, party, told in seen:
        hidden = np.log(hidden_from(round_, party))
        if not len(hidden):
            continue
        away = dice.uniform(0.002, 0.1, (len(hidden), _DECOYS)) * dice.choice([-1, 1], (len(hidden), _DECOYS))
        new = _beyond_the_rules(guesses(by_the_rules(round_, party)), guesses(told), hidden[:, None] + away)
        chances.append(new.mean(axis=1))
        hits += int(_beyond_the_rules(guesses(by_the_rules(round_, party)), guesses(told), hidden).sum())
    chance = np.concatenate(chances)
    return Tally(hits, float(chance.sum()), math.sqrt(float((chance * (1 - chance)).sum())))


def _beyond_the_rules(ruled: Logs, told: Logs, hidden: Logs) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = right(told, hidden) & ~right(ruled, hidden)
    return found
