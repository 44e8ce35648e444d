"""Exponentials and logarithms from plain arithmetic: right to the last places, and the same bits for ever."""

import math

import numpy as np

from samarkand.solving.elementary import exp, log, total

NUMBERS = np.random.default_rng(7).normal(0.0, 12.0, 20_000)


def test_they_agree_with_the_library_to_a_few_units_in_the_last_place() -> None:
    assert np.abs(exp(NUMBERS) / np.exp(NUMBERS) - 1.0).max() < 2e-15
    assert np.abs(log(np.exp(NUMBERS)) - NUMBERS).max() < 1e-13
    near_one = 1.0 + NUMBERS[:1000] * 1e-9
    assert np.abs(log(near_one) - np.log1p(near_one - 1.0)).max() < 1e-22


def test_their_bits_are_fixed() -> None:
    seen = [float(value).hex() for value in (*exp(np.array([1.0, -0.3, 20.5])), *log(np.array([3.0, 0.07])))]
    assert seen == [
        "0x1.5bf0a8b14576ap+1",
        "0x1.7b4c869c37c05p-1",
        "0x1.7d6c4f0bcdd5cp+29",
        "0x1.193ea7aad030bp+0",
        "-0x1.5462a20517cffp+1",
    ]


def test_what_is_out_of_reach_is_held_at_the_edge() -> None:
    assert exp(np.array([1e6, -1e6])).tolist() == [
        float(exp(np.array([700.0]))[0]),
        float(exp(np.array([-700.0]))[0]),
    ]


def test_a_sum_is_taken_one_after_the_other() -> None:
    values = np.array([1e16, 1.0, 1.0, -1e16])
    one_by_one = 0.0
    for value in values.tolist():
        one_by_one += value
    assert total(values) == one_by_one
    assert total(np.zeros(0)) == 0.0
    assert math.isclose(total(NUMBERS), math.fsum(NUMBERS.tolist()), rel_tol=1e-9)
