"""Numbers with their doubt: measures over rows, bootstrap intervals. Knows no case and no answer.

Rows are an array of shape (..., n, k): n observations of k values each, and before them any
number of resamples. A reduction turns that into an array of shape (...).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]
Reduce = Callable[[Rows], Rows]

# Values held at once while resampling: 16 MB.
BLOCK = 2_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    """The range a measure may lie in, both ends included."""

    low: float
    high: float


def bootstrap(
    rows: Rows, reduce: Reduce, *, rounds: int = 1000, seed: int = 0, level: float = 0.95
) -> Interval | None:
    """Percentile bootstrap: reduce `rounds` resamples of the n rows, drawn with replacement.

    Resamples for which the measure does not exist (NaN) are passed over; None when there is no
    row or no resample is left. The same rows and seed give the same interval.
    """
    count = rows.shape[0]
    if count == 0:
        return None
    rng = np.random.default_rng(seed)
    step = max(1, BLOCK // max(1, rows.size))
    parts = [
        reduce(rows[rng.integers(0, count, size=(min(step, rounds - done), count))])
        for done in range(0, rounds, step)
    ]
    values = np.concatenate(parts)
    values = values[~np.isnan(values)]
    if values.size == 0:
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return Interval(float(low), float(high))


def mean(rows: Rows) -> Rows:
    """Mean of the first value."""
    return np.asarray(rows[..., 0].mean(axis=-1))


def quantile(share: float) -> Reduce:
    """The value below which `share` of the first values lie, interpolated."""
    return lambda rows: np.asarray(np.quantile(rows[..., 0], share, axis=-1))


def ratio(rows: Rows) -> Rows:
    """Sum of the first values over the sum of the second; NaN where that is nothing."""
    above, below = rows[..., 0].sum(axis=-1), rows[..., 1].sum(axis=-1)
    quotients: Rows = np.divide(above, below, out=np.full(np.shape(below), np.nan), where=below > 0)
    return quotients


def where_any(column: int, reduce: Reduce) -> Reduce:
    """The reduction, NaN for samples of which no row has anything in the column."""
    return lambda rows: np.where((rows[..., column] > 0).any(axis=-1), reduce(rows), np.nan)


def where_both(reduce: Reduce) -> Reduce:
    """The reduction of (score, 0 or 1), NaN for samples that hold one of the two labels only."""

    def reduced(rows: Rows) -> Rows:
        ones = (rows[..., 1] > 0).sum(axis=-1)
        return np.where((ones > 0) & (ones < rows.shape[-2]), reduce(rows), np.nan)

    return reduced


def auroc(rows: Rows) -> Rows:
    """Chance that a positive scores above a negative, ties counting half; rows (score, 0 or 1).

    NaN where either is missing.
    """
    return _each(rows, _auroc)


def equal_mass(rows: Rows, bins: int = 10) -> list[Rows]:
    """Rows by their first value, in `bins` parts of nearly the same length; none is empty."""
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    return [part for part in np.array_split(rows, bins) if len(part)]


def wilson(share: float, count: int) -> Interval:
    """The 95 % interval of a share of `count` trials (Wilson, 1927)."""
    z = 1.959964
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    spread = share * (1 - share) / count + z * z / (4 * count * count)
    half = z * math.sqrt(spread) / (1 + z * z / count)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def calibration_error(bins: int = 10) -> Reduce:
    """Expected calibration error over bins of equal mass; rows (probability, 0 or 1)."""

    def one(rows: Rows) -> float:
        parts = equal_mass(rows, bins)
        gaps = [len(part) * abs(part[:, 0].mean() - part[:, 1].mean()) for part in parts]
        return float(sum(gaps) / len(rows))

    return lambda rows: _each(rows, one)


def _auroc(rows: Rows) -> float:
    positive, negative = rows[rows[:, 1] > 0, 0], np.sort(rows[rows[:, 1] <= 0, 0])
    if not len(positive) or not len(negative):
        return float("nan")
    below = np.searchsorted(negative, positive, side="left")
    not_above = np.searchsorted(negative, positive, side="right")
    return float((below + not_above).sum() / (2 * len(positive) * len(negative)))


def _each(rows: Rows, one: Callable[[Rows], float]) -> Rows:
    flat = rows.reshape(-1, *rows.shape[-2:])
    return np.array([one(sample) for sample in flat]).reshape(rows.shape[:-2])
