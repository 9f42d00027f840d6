"""How sure a mean or a difference of means is: bootstrap intervals, randomisation test, Holm.

Sources: Efron & Tibshirani, An Introduction to the Bootstrap, 1993 (percentile interval); Smucker,
Allan & Carterette, CIKM 2007 (paired randomisation test for retrieval); Holm, Scandinavian Journal
of Statistics 1979; DeLong, DeLong & Clarke-Pearson, Biometrics 1988 (area under the ROC curve).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 5000
FLIPS = 10_000
LARGE = 2000  # values from which on the normal distribution gives what resampling would
_SEED = 20_261
_AT_ONCE = 500  # resamples drawn together, so that memory stays small
_Z = 1.959964  # two-sided 95 % of the normal distribution

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float


def estimate(values: ArrayLike) -> Estimate:
    """The mean of one value a question, with the percentile interval over RESAMPLES draws of
    questions (from LARGE on: mean ± 1.96·s/√n, which it converges to); zeros without any value."""
    given = np.asarray(values, np.float64)
    if not len(given):
        return Estimate(0.0, 0.0, 0.0)
    mean = float(given.mean())
    if len(given) >= LARGE:
        half = _Z * float(given.std(ddof=1)) / math.sqrt(len(given))
        return Estimate(mean, mean - half, mean + half)
    low, high = np.quantile(_means(given), (0.025, 0.975))
    return Estimate(mean, float(low), float(high))


def difference(ours: ArrayLike, theirs: ArrayLike) -> Estimate:
    """The mean of ours − theirs over the same questions in the same order, with its interval: each
    resample draws questions, and of both systems their values for them."""
    return estimate(_paired(ours, theirs))


def randomisation(ours: ArrayLike, theirs: ArrayLike, flips: int = FLIPS) -> float:
    """Two-sided p-value of the paired randomisation test: how often a mean difference is as far from
    0 when each question's two values are swapped at random.

    Exact over all 2ⁿ swaps of the n questions that differ where that is no more than `flips`; else
    (1 + hits) / (1 + flips) over random swaps (Phipson & Smyth 2010); from LARGE on the normal
    distribution of the sum of swapped differences. 1 where nothing differs.
    """
    paired = _paired(ours, theirs)
    differing = paired[paired != 0]
    if not len(differing):
        return 1.0
    observed = abs(float(differing.sum()))
    if len(differing) >= LARGE:
        return math.erfc(observed / math.sqrt(2 * float((differing**2).sum())))
    # Sums of the same numbers in another order differ in their last bits.
    least = observed - 1e-9 * float(np.abs(differing).sum())
    if 2 ** len(differing) <= flips:
        swaps = np.arange(2 ** len(differing))[:, None] >> np.arange(len(differing)) & 1
        return float((np.abs((1 - 2 * swaps) @ differing) >= least).mean())
    hits = sum(int((np.abs(sums) >= least).sum()) for sums in _swapped_sums(differing, flips))
    return (1 + hits) / (1 + flips)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values corrected for their number (Holm's step-down method), in the order given: the i-th
    smallest of m times m − i + 1, never below the one before, at most 1."""
    count = len(p_values)
    corrected, least = [0.0] * count, 0.0
    for step, place in enumerate(sorted(range(count), key=lambda i: p_values[i])):
        least = max(least, min(1.0, (count - step) * p_values[place]))
        corrected[place] = least
    return corrected


def area_under_roc(positive: ArrayLike, negative: ArrayLike) -> Estimate:
    """The chance that a score of `positive` lies above one of `negative`, ties half, with DeLong's
    interval cut to 0..1; zeros where one of them is empty."""
    above, below = np.asarray(positive, np.float64), np.asarray(negative, np.float64)
    if not len(above) or not len(below):
        return Estimate(0.0, 0.0, 0.0)
    of_positive = _share_below(above, below)
    of_negative = 1 - _share_below(below, above)
    area = float(of_positive.mean())
    variance = sum(float(v.var(ddof=1)) / len(v) for v in (of_positive, of_negative) if len(v) > 1)
    half = _Z * math.sqrt(variance)
    return Estimate(area, max(0.0, area - half), min(1.0, area + half))


def percentile(values: ArrayLike, share: float) -> float:
    """The value below which `share` (0..1) of the values lie; 0 without any."""
    given = np.asarray(values, np.float64)
    return float(np.quantile(given, share)) if len(given) else 0.0


def _share_below(values: Floats, others: Floats) -> Floats:
    """For each value the share of the others below it, equal ones half."""
    ordered = np.sort(others)
    left, right = (np.searchsorted(ordered, values, side) for side in ("left", "right"))
    share: Floats = (left + right) / (2 * len(others))
    return share


def _paired(ours: ArrayLike, theirs: ArrayLike) -> Floats:
    a, b = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    if len(a) != len(b):
        raise ValueError(f"{len(a)} values cannot be paired with {len(b)}")
    return a - b


def _means(values: Floats) -> Floats:
    """The means of RESAMPLES draws with replacement; the same draws for the same count."""
    chance = np.random.default_rng(_SEED)
    count = len(values)
    means = [
        values[chance.integers(0, count, (_AT_ONCE, count))].mean(axis=1)
        for _ in range(RESAMPLES // _AT_ONCE)
    ]
    return np.concatenate(means)


def _swapped_sums(values: Floats, flips: int) -> Iterator[Floats]:
    """The sums of the values with random signs, `flips` of them in all, the same for the same count."""
    chance = np.random.default_rng(_SEED)
    for start in range(0, flips, _AT_ONCE):
        signs = chance.integers(0, 2, (min(_AT_ONCE, flips - start), len(values)), dtype=np.int8)
        yield (2.0 * signs - 1.0) @ values
