"""Intervals, paired differences, significance, the area under the ROC curve: by hand, against scipy
and slow twins."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from eval.statistics import (
    Estimate,
    area_under_roc,
    difference,
    estimate,
    holm,
    percentile,
    randomisation,
)


def test_the_interval_of_a_share_is_that_of_the_binomial() -> None:
    found = estimate([1.0] * 50 + [0.0] * 50)
    assert found.mean == 0.5
    assert found.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.01)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.01)


def test_equal_values_have_no_spread_and_no_values_are_zero() -> None:
    assert estimate([0.25] * 7) == Estimate(0.25, 0.25, 0.25)
    assert estimate([]) == Estimate(0.0, 0.0, 0.0)


def test_a_paired_difference_knows_that_the_questions_are_the_same() -> None:
    chance = np.random.default_rng(1)
    ours = chance.random(200).tolist()
    assert difference(ours, ours) == Estimate(0.0, 0.0, 0.0)
    worse = [value - 0.05 for value in ours]
    found = difference(ours, worse)
    assert (found.low, found.mean, found.high) == pytest.approx((0.05, 0.05, 0.05))
    # Unpaired, the spread of the questions alone would hide it.
    assert estimate(ours).low < estimate(worse).high
    with pytest.raises(ValueError, match="cannot be paired"):
        difference([1.0], [])


def test_the_sign_of_a_difference_and_its_size() -> None:
    # 30 of 100 questions only ours finds, 10 only theirs: .2, sd of a question √(.4 − .04) = .6.
    ours, theirs = [1.0] * 30 + [0.0] * 70, [0.0] * 30 + [1.0] * 10 + [0.0] * 60
    found = difference(ours, theirs)
    assert found.mean == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.2 - 0.1176, 0.2 + 0.1176), abs=0.012)
    assert found == difference(ours, theirs)  # the same draws every time


def test_percentiles() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile(list(range(101)), 0.95) == 95.0
    assert percentile([], 0.5) == 0.0


def test_the_bootstrap_interval_equals_that_of_scipy() -> None:
    values = np.random.default_rng(2).random(60)
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    ours = estimate(values)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_large_samples_have_the_interval_that_resampling_would_give() -> None:
    values = (np.random.default_rng(4).random(2500) < 0.3).astype(float)
    half = 1.959964 * values.std(ddof=1) / 50
    found = estimate(values)
    assert (found.low, found.high) == pytest.approx((found.mean - half, found.mean + half))
    resampled = estimate(values[:1999])
    assert found.high - found.low == pytest.approx(resampled.high - resampled.low, rel=0.15)


@pytest.mark.parametrize("count", [3, 8, 12, 60])
def test_the_randomisation_test_equals_that_of_scipy(count: int) -> None:
    chance = np.random.default_rng(count)
    ours, theirs = chance.random(count), chance.random(count) - 0.1
    ours[: count // 3] = theirs[: count // 3]
    found = stats.permutation_test(
        (ours - theirs,), np.mean, permutation_type="samples", n_resamples=20_000,
        rng=np.random.default_rng(1),
    )  # fmt: skip
    exact = count <= 12
    assert randomisation(ours, theirs) == pytest.approx(found.pvalue, abs=1e-12 if exact else 0.012)


def test_the_randomisation_test_of_wins_and_losses_is_the_sign_test() -> None:
    ours = np.array([1.0] * 10 + [0.0] * 3 + [1.0] * 50)
    theirs = np.array([0.0] * 10 + [1.0] * 3 + [1.0] * 50)
    assert randomisation(ours, theirs) == pytest.approx(stats.binomtest(10, 13).pvalue, abs=1e-12)
    assert randomisation(ours, ours) == randomisation([], []) == 1.0
    many = np.concatenate([np.full(1300, 1.0), np.full(1200, -1.0)])
    assert randomisation(many, 0 * many) == pytest.approx(
        stats.binomtest(1300, 2500).pvalue, abs=0.003
    )


def test_no_difference_is_called_significant_in_one_comparison_of_twenty() -> None:
    chance = np.random.default_rng(17)
    found = [
        randomisation(chance.random(40), chance.random(40), flips=1000) < 0.05 for _ in range(1000)
    ]
    assert 0.035 <= np.mean(found) <= 0.065


def test_a_real_difference_is_found() -> None:
    chance = np.random.default_rng(18)
    hard = chance.random(100)
    better = np.clip(hard + 0.05 + 0.1 * chance.standard_normal(100), 0, 1)
    assert randomisation(better, hard) < 0.01
    assert difference(better, hard).low > 0


def _slow_holm(p_values: Sequence[float]) -> list[float]:
    """The smallest level at which step-down testing rejects each, by trying all levels."""
    levels = sorted(
        {min(1.0, p * k) for p in p_values for k in range(1, len(p_values) + 1)} | {1.0}
    )
    rejected_at = [1.0] * len(p_values)
    for level in reversed(levels):
        left = sorted(range(len(p_values)), key=lambda i: p_values[i])
        while left and p_values[left[0]] * len(left) <= level + 1e-15:
            rejected_at[left.pop(0)] = level
    return rejected_at


def test_holm_equals_its_slow_twin() -> None:
    assert holm([]) == []
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    rng = random.Random(1)
    for _ in range(200):
        given = [
            rng.choice([0.001, 0.01, 0.02, 0.3, rng.random()]) for _ in range(rng.randint(1, 7))
        ]
        assert holm(given) == pytest.approx(_slow_holm(given))


def test_the_area_under_the_roc_curve_is_that_of_mann_and_whitney() -> None:
    chance = np.random.default_rng(9)
    yes, no = np.round(chance.normal(1, 1, 80), 1), np.round(chance.normal(0, 1, 60), 1)
    found = area_under_roc(yes, no)
    assert found.mean == pytest.approx(stats.mannwhitneyu(yes, no).statistic / (80 * 60))
    assert found.low < found.mean < found.high
    resampled = [
        area_under_roc(chance.choice(yes, 80), chance.choice(no, 60)).mean for _ in range(1000)
    ]
    low, high = np.quantile(resampled, (0.025, 0.975))
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.02)
    assert area_under_roc([], no).mean == 0.0
