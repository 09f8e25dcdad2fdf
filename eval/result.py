"""A whole run: its records, its numbers, and what it was held against. Computes, shows nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.compare import Comparison, Past, compare
from eval.failures import outcome
from eval.gate import Threshold, judge
from eval.metrics import Measured, Metric, by_kind, measure
from eval.run import Record

Measures = Mapping[str, Measured]


@dataclass(frozen=True, slots=True)
class Result:
    """What a report shows.

    `about` says in words what was measured; `asked` is how many questions there were, more than
    records when the run was interrupted; below `threshold` of confidence a question is refused.
    """

    about: Mapping[str, str]
    asked: int
    records: tuple[Record, ...]
    measures: Measures
    kinds: Mapping[str, Measures]
    counts: Mapping[str, int]
    metrics: tuple[Metric, ...]
    comparison: Comparison | None
    gate: tuple[Threshold, ...]
    threshold: float

    @property
    def whole(self) -> bool:
        """Whether every question was asked."""
        return len(self.records) == self.asked


def conclude(
    records: Sequence[Record],
    metrics: Sequence[Metric],
    *,
    about: Mapping[str, str],
    asked: int,
    baseline: Past | None,
    thresholds: Mapping[str, float],
    threshold: float,
    seed: int,
) -> Result:
    """Measure the records, compare them with the baseline and hold them to the thresholds."""
    measures = measure(records, metrics, seed=seed)
    groups = by_kind(records)
    return Result(
        about=about,
        asked=asked,
        records=tuple(records),
        measures=measures,
        kinds={kind: measure(some, metrics, seed=seed) for kind, some in groups.items()},
        counts={kind: len(some) for kind, some in groups.items()},
        metrics=tuple(metrics),
        comparison=compare(baseline, past(records, metrics), metrics, seed)
        if baseline and records
        else None,
        gate=tuple(judge(measures, thresholds)),
        threshold=threshold,
    )


def past(records: Sequence[Record], metrics: Sequence[Metric]) -> Past:
    """What a later run needs of this one to be compared with it."""
    return {
        record.case.id: {
            "question": record.case.question,
            "outcome": outcome(record),
            "rows": {
                metric.name: [float(value) for value in row]
                for metric in metrics
                if (row := metric.row(record)) is not None
            },
        }
        for record in records
    }
