"""Tails are what they claim: equal to exact sums in whole numbers, and they only fall."""

from __future__ import annotations

from fractions import Fraction
from math import comb, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderveil.watch.tails import beta_binomial_tail, negative_binomial_tail


def rising(start: Fraction, steps: int) -> Fraction:
    product = Fraction(1)
    for step in range(steps):
        product *= start + step
    return product


def exact_beta_binomial(k: int, n: int, a: Fraction, b: Fraction) -> Fraction:
    return sum(
        (comb(n, j) * rising(a, j) * rising(b, n - j) / rising(a + b, n) for j in range(k, n + 1)), Fraction(0)
    )


@given(
    st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.fractions(Fraction(1, 20), 30, max_denominator=20),
    st.fractions(Fraction(1, 20), 90, max_denominator=20),
)
def test_beta_binomial_tail_is_the_exact_sum(kn: tuple[int, int], a: Fraction, b: Fraction) -> None:
    k, n = kn

    assert isclose(beta_binomial_tail(k, n, float(a), float(b)), float(exact_beta_binomial(k, n, a, b)), rel_tol=1e-9)


@given(st.integers(0, 60), st.integers(1, 12), st.fractions(Fraction(1, 10), 40, max_denominator=10))
def test_negative_binomial_tail_is_the_exact_sum(k: int, shape: int, mean: Fraction) -> None:
    odds = mean / (mean + shape)
    below = sum((comb(j + shape - 1, j) * (1 - odds) ** shape * odds**j for j in range(k)), Fraction(0))

    assert isclose(negative_binomial_tail(k, float(mean), shape), float(1 - below), rel_tol=1e-8, abs_tol=1e-290)


def test_far_tails_are_not_lost_to_rounding() -> None:
    """The difference of two numbers near one would be 0 or 1e-16."""
    exact = exact_beta_binomial(60, 60, Fraction(2), Fraction(198))

    assert isclose(beta_binomial_tail(60, 60, 2.0, 198.0), float(exact), rel_tol=1e-9)
    assert 0 < negative_binomial_tail(900, 10.0, 8.0) < 1e-100


@pytest.mark.parametrize("n", [1, 17, 200])
def test_more_is_never_less_surprising(n: int) -> None:
    binomial = [beta_binomial_tail(k, n, 1.5, 20.0) for k in range(n + 1)]
    volume = [negative_binomial_tail(k, 12.0, 4.0) for k in range(n + 1)]

    assert binomial == sorted(binomial, reverse=True)
    assert volume == sorted(volume, reverse=True)
