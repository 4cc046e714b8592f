"""Tails of counts: how often chance alone would bring as much, or more. Pure; numpy and `math.lgamma` alone.

Both tails are summed upwards from the count itself, so that a tail of one in a billion is not the
difference of two numbers near one.
"""

from __future__ import annotations

import math

import numpy as np

_FLOOR = 1e-300
_BLOCK = 256
_MOST_BLOCKS = 400


def log_beta(a: float, b: float) -> float:
    """Return the logarithm of the beta function."""
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def beta_binomial_log(k: int, n: int, a: float, b: float) -> float:
    """Return the logarithm of the chance of exactly `k` of `n`, the rate being Beta(a, b)."""
    chosen = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return chosen + log_beta(a + k, b + n - k) - log_beta(a, b)


def beta_binomial_tail(k: int, n: int, a: float, b: float) -> float:
    """Return the chance of at least `k` of `n`, the rate being Beta(a, b)."""
    if k <= 0:
        return 1.0
    if k > n:
        return 0.0
    at = np.arange(k, n, dtype=float)
    # P(j + 1) / P(j), from the definition: no gamma function but for the first
    steps = np.log((n - at) / (at + 1)) + np.log((a + at) / (b + n - at - 1))
    logs = beta_binomial_log(k, n, a, b) + np.concatenate(([0.0], np.cumsum(steps)))
    return _sum(logs)


def negative_binomial_tail(k: int, mean: float, shape: float) -> float:
    """Return the chance of at least `k`, the count having this mean and the variance mean + mean² / shape."""
    if k <= 0:
        return 1.0
    odds = mean / (mean + shape)
    first = (
        math.lgamma(k + shape) - math.lgamma(shape) - math.lgamma(k + 1)
        + shape * math.log1p(-odds) + k * math.log(odds)
    )  # fmt: skip
    total, last, start = 0.0, first, k
    for _ in range(_MOST_BLOCKS):
        at = np.arange(start, start + _BLOCK, dtype=float)
        logs = last + np.concatenate(([0.0], np.cumsum(np.log((at + shape) / (at + 1) * odds))))
        total += float(np.exp(logs[:-1]).sum())
        last, start = float(logs[-1]), start + _BLOCK
        if last < first - 40 and start > mean:
            break
    return min(1.0, max(total, _FLOOR))


def _sum(logs: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    most = float(logs.max())
    return min(1.0, max(math.exp(most) * float(np.exp(logs - most).sum()), _FLOOR))
