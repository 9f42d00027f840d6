"""Means with bootstrap intervals, and the paired interval of a difference (Efron & Tibshirani 1993)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 5000
_SEED = 20_261
_AT_ONCE = 500  # resamples drawn together, so that memory stays small


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float


def estimate(values: Sequence[float]) -> Estimate:
    """The mean of one value a question, with the percentile interval over resampled questions; all
    zeros without any value."""
    given = np.asarray(values, np.float64)
    if not len(given):
        return Estimate(0.0, 0.0, 0.0)
    low, high = np.quantile(_means(given), (0.025, 0.975))
    return Estimate(float(given.mean()), float(low), float(high))


def difference(ours: Sequence[float], theirs: Sequence[float]) -> Estimate:
    """The mean of ours − theirs over the same questions in the same order, with its interval: each
    resample draws questions, and of both systems their values for them."""
    if len(ours) != len(theirs):
        raise ValueError(f"{len(ours)} values cannot be paired with {len(theirs)}")
    return estimate((np.asarray(ours, np.float64) - np.asarray(theirs, np.float64)).tolist())


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of the values lie; 0 without any."""
    return float(np.quantile(np.asarray(values, np.float64), share)) if values else 0.0


def _means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The means of RESAMPLES draws with replacement; the same draws for the same count."""
    chance = np.random.default_rng(_SEED)
    count = len(values)
    means = [
        values[chance.integers(0, count, (_AT_ONCE, count))].mean(axis=1)
        for _ in range(RESAMPLES // _AT_ONCE)
    ]
    return np.concatenate(means)
