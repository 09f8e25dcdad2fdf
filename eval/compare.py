"""Two runs of the same questions: what differs by more than chance, and which questions flipped.

Knows what each question contributed to each metric, and nothing of answers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import numpy as np

from eval.metrics import JUDGED, Metric
from eval.stats import Interval
from rag.errors import BadInput

ROUNDS = 1000


class Asked(TypedDict):
    """A question as a run left it: `rows` by metric, without those it was not eligible for."""

    question: str
    outcome: str
    rows: dict[str, list[float]]


Past = Mapping[str, Asked]


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric over the questions of both runs, before and now; the interval is of now - before."""

    name: str
    before: float
    now: float
    interval: Interval | None
    low: bool

    @property
    def change(self) -> float:
        """What was gained or lost."""
        return self.now - self.before

    @property
    def same(self) -> bool:
        """Whether every question counts as it did."""
        return self.interval == Interval(0.0, 0.0)

    @property
    def verdict(self) -> str:
        """ "better" or "worse" where the interval leaves nought out, else empty."""
        if self.interval is None or self.interval.low <= 0 <= self.interval.high:
            return ""
        return "better" if (self.change > 0) != self.low else "worse"


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that one run had right and the other had not."""

    id: str
    question: str
    before: str
    now: str

    @property
    def mended(self) -> bool:
        """Whether it is right now."""
        return self.now == "right"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Differences over the `paired` questions that both runs asked, and the flips among them."""

    paired: int
    only_before: int
    only_now: int
    differences: tuple[Difference, ...]
    flips: tuple[Flip, ...]


def load_baseline(path: Path, judge: str = "") -> Past:
    """What `--json` wrote, without what another judge than this one thought of it.

    Raises BadInput for anything else.
    """
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        records = stored["records"]
        other = stored.get("about", {}).get("judge", "") != judge
        return {
            record["id"]: {
                "question": _text(record["question"]),
                "outcome": _text(record["outcome"]),
                "rows": {
                    name: [float(v) for v in row]
                    for name, row in record["rows"].items()
                    if not (other and name in JUDGED)
                },
            }
            for record in records
        }
    except OSError as error:
        raise BadInput(f"The baseline {path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadInput(
            f"The baseline {path} is not what `eval --json {path}` writes; make it anew."
        ) from None


def compare(before: Past, now: Past, metrics: Sequence[Metric], seed: int = 0) -> Comparison:
    """Hold a run against an earlier one, question by question.

    Questions are the same when id and wording are. Raises BadInput when the runs share none.
    """
    pairs = [key for key in now if key in before and _same(before[key], now[key])]
    if not pairs:
        raise BadInput("The baseline has no question in common with this run; choose another.")
    draws = np.random.default_rng(seed).integers(0, len(pairs), size=(ROUNDS, len(pairs)))
    differences = [
        found
        for metric in metrics
        if (
            found := _difference(metric, [before[k] for k in pairs], [now[k] for k in pairs], draws)
        )
    ]
    flips = [
        Flip(key, now[key]["question"], before[key]["outcome"], now[key]["outcome"])
        for key in pairs
        if (before[key]["outcome"] == "right") != (now[key]["outcome"] == "right")
    ]
    return Comparison(
        len(pairs),
        len(before) - len(pairs),
        len(now) - len(pairs),
        tuple(differences),
        tuple(flips),
    )


def _difference(
    metric: Metric, before: Sequence[Asked], now: Sequence[Asked], draws: Any
) -> Difference | None:
    """The paired bootstrap: both runs are asked the same resample of the questions."""
    old, new = _Column(metric, before), _Column(metric, now)
    was, value = old.value(), new.value()
    if math.isnan(was) or math.isnan(value):
        return None
    if old == new:
        return Difference(metric.name, was, value, Interval(0.0, 0.0), metric.low)
    gaps = np.array([new.value(draw) - old.value(draw) for draw in draws])
    gaps = gaps[~np.isnan(gaps)]
    interval = None
    if gaps.size:
        low, high = np.quantile(gaps, [0.025, 0.975])
        interval = Interval(float(low), float(high))
    return Difference(metric.name, was, value, interval, metric.low)


class _Column:
    """One metric's rows over the pairs, and which of the pairs are eligible."""

    def __init__(self, metric: Metric, asked: Sequence[Asked]) -> None:
        self._reduce = metric.reduce
        rows = [one["rows"].get(metric.name) for one in asked]
        width = next((len(row) for row in rows if row), 1)
        self.eligible = np.array([row is not None for row in rows])
        self.rows = np.array([row if row else [np.nan] * width for row in rows], dtype=np.float64)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Column) and np.array_equal(self.rows, other.rows, equal_nan=True)

    __hash__ = None  # type: ignore[assignment]

    def value(self, draw: Any = None) -> float:
        """The metric over all pairs, or over a draw of them; NaN where it does not exist."""
        rows = self.rows[self.eligible] if draw is None else self.rows[draw][self.eligible[draw]]
        return float(self._reduce(rows)) if len(rows) else math.nan


def _same(one: Asked, other: Asked) -> bool:
    return one["question"] == other["question"]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
