from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import stats
from eval.stats import Reduce, Rows

scored = st.lists(
    st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.sampled_from([0.0, 1.0])),
    min_size=1,
    max_size=30,
)


def rows(*values: tuple[float, ...]) -> Rows:
    return np.array(values, dtype=np.float64)


def test_mean_quantile_ratio() -> None:
    assert stats.mean(rows((1,), (0,), (1,), (1,))) == 0.75
    assert stats.quantile(0.5)(rows((1,), (9,), (2,))) == 2
    assert stats.ratio(rows((2, 3), (0, 1))) == 0.5
    assert np.isnan(stats.ratio(rows((0, 0))))


def test_auroc_by_hand() -> None:
    assert stats.auroc(rows((0.9, 1), (0.1, 0))) == 1
    assert stats.auroc(rows((0.1, 1), (0.9, 0))) == 0
    assert stats.auroc(rows((0.5, 1), (0.5, 0))) == 0.5
    assert stats.auroc(rows((0.8, 1), (0.4, 1), (0.6, 0), (0.2, 0))) == 0.75
    assert np.isnan(stats.auroc(rows((0.5, 1), (0.6, 1))))


def test_calibration_error_by_hand() -> None:
    assert stats.calibration_error(1)(rows((0.5, 1), (0.5, 0))) == 0
    assert stats.calibration_error(2)(rows((0.9, 1), (0.2, 0))) == pytest.approx(0.15)
    # Bins of equal mass: {0.1, 0.2} all wrong, {0.7, 0.8} half right.
    four = rows((0.8, 1), (0.1, 0), (0.7, 0), (0.2, 0))
    assert stats.calibration_error(2)(four) == pytest.approx((0.15 + 0.25) / 2)


@given(scored)
def test_auroc_is_the_share_of_pairs_in_order(values: list[tuple[float, float]]) -> None:
    positive = [score for score, label in values if label]
    negative = [score for score, label in values if not label]
    pairs = [1.0 if p > n else 0.5 if p == n else 0.0 for p in positive for n in negative]
    found = float(stats.auroc(rows(*values)))
    assert found == pytest.approx(sum(pairs) / len(pairs)) if pairs else np.isnan(found)


@given(scored)
def test_calibration_error_is_a_share(values: list[tuple[float, float]]) -> None:
    assert 0 <= float(stats.calibration_error(10)(rows(*values))) <= 1


@pytest.mark.parametrize(
    "reduce",
    [stats.mean, stats.quantile(0.95), stats.ratio, stats.auroc, stats.calibration_error(10)],
)
def test_a_stack_of_resamples_reduces_as_each_alone(reduce: Reduce) -> None:
    rng = np.random.default_rng(1)
    stack = np.stack([rng.random((7, 20)), rng.integers(0, 2, (7, 20))], axis=-1).astype(float)
    alone = np.array([reduce(sample) for sample in stack])
    np.testing.assert_allclose(reduce(stack), alone)


def test_bootstrap_is_repeatable_and_holds_the_value() -> None:
    values = rows(*[(float(i % 4 > 0),) for i in range(200)])
    interval = stats.bootstrap(values, stats.mean, seed=3)
    assert interval is not None
    assert interval == stats.bootstrap(values, stats.mean, seed=3)
    # The normal approximation: 0.75 ± 1.96 · sqrt(0.75 · 0.25 / 200).
    assert interval.low == pytest.approx(0.69, abs=0.015)
    assert interval.high == pytest.approx(0.81, abs=0.015)


def test_bootstrap_does_not_depend_on_how_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    values = rows(*[(float(i),) for i in range(10)])
    whole = stats.bootstrap(values, stats.mean)
    monkeypatch.setattr(stats, "BLOCK", 70)
    assert stats.bootstrap(values, stats.mean) == whole


def test_bootstrap_without_doubt_or_without_rows() -> None:
    sure = stats.bootstrap(rows((1,), (1,)), stats.mean)
    assert sure is not None
    assert (sure.low, sure.high) == (1, 1)
    assert stats.bootstrap(np.empty((0, 1)), stats.mean) is None
    assert stats.bootstrap(rows((0.5, 1)), stats.auroc) is None


def test_wilson_interval_of_a_share() -> None:
    found = stats.wilson(0.5, 100)
    assert found.low == pytest.approx(0.404, abs=0.001)
    assert found.high == pytest.approx(0.596, abs=0.001)
    assert stats.wilson(0.0, 5).low == 0
    assert stats.wilson(1.0, 5).high == 1


def test_measures_that_need_both_labels_or_any() -> None:
    both = stats.where_both(stats.mean)
    assert np.isnan(both(rows((0.2, 1), (0.4, 1))))
    assert both(rows((0.2, 1), (0.4, 0))) == pytest.approx(0.3)
    any_due = stats.where_any(2, stats.ratio)
    assert np.isnan(any_due(rows((0, 1, 0))))
    stack = np.stack([rows((2, 2, 1), (0, 1, 0)), rows((0, 1, 0), (0, 1, 0))])
    np.testing.assert_allclose(any_due(stack), [2 / 3, np.nan])
