"""What is measured of a run. Knows records, and nothing of how they came about.

A metric says what a record contributes, or that the record is not eligible and is left out, and
how contributions become a number. "Answerable" are the cases without `refuse`.

    accuracy            all cases: right answer, or refusal where one is due
    correctness         answerable: the answer is right; a refusal is not
    answer_recall       answerable: share that is answered, right or wrong
    refusal_precision   refused: share that is unanswerable
    refusal_recall      unanswerable: share that is refused
    refusal_f1          harmonic mean of the two, where something is unanswerable
    token_f1            cases with `answers`: words shared with the closest of them
    answer_words        answered: words of the answer, median
    citation_precision  answered, with `sources`: share of quotes that come from one of them
    citation_recall     answered, with `sources`: share of them that is quoted. They list every
                        article that may carry the answer, so a good answer may quote one of four
    quotes_verbatim     records with quotes: share that stands in its article as it is shown
    carried             quoted: share of the statements whose words all stand in their quotes
    written             answered, a language model set: share in its words; the rest fell back
    verified            written: share of the statements that the verifier let pass
    hit@1, hit@5        with `sources`: one of them has a passage among the first 1, 5 found
    mrr                 with `sources`: 1 / rank of the first such passage
    ndcg@10             with `sources`: over articles, each at the rank of its best passage
    auroc               confidence of the answerable against the unanswerable
    calibration_error   gap between confidence and share answerable, ten bins of equal mass;
                        where some are answerable and some are not
    STAGE_p50_ms, _p95  time of a stage of `ask`, milliseconds
    first_word_p50_ms   time until a language model's first word, within `answer`

With a judge also, of what is answered and where its reply can be read:

    judged_correctness   answerable: how right the judge finds the answer, its 1 to 5 as 0 to 1
    judged_faithfulness  with quotes: share that the judge finds carried by its quotes
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from eval import rows, stats
from eval.rows import ArticleText, Row
from eval.run import Record
from eval.stats import Interval, Reduce, Rows

JUDGED = {
    "judged_correctness": rows.judged_correctness,
    "judged_faithfulness": rows.judged_faithfulness,
}
STAGES = ("resolve", "retrieve", "answer", "total")


@dataclass(frozen=True, slots=True)
class Metric:
    """A named measure: `row` is what a record contributes, None where it is not eligible."""

    name: str
    row: Callable[[Record], Row]
    reduce: Reduce

    @property
    def low(self) -> bool:
        """Whether less is better."""
        return better_low(self.name)

    def rows(self, records: Iterable[Record]) -> Rows:
        """The contributions of the eligible records, in order; shape (n, k)."""
        found = [row for record in records if (row := self.row(record)) is not None]
        return np.array(found, dtype=np.float64).reshape(len(found), len(found[0]) if found else 0)


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric's value with its 95 % interval; `count` records were eligible.

    `value` is None where there was none, or where the measure does not exist (no refusal, so no
    precision of refusals).
    """

    name: str
    value: float | None
    interval: Interval | None
    count: int


def better_low(name: str) -> bool:
    """Whether less of the measure is better: times, lengths and errors."""
    return name.endswith(("_ms", "_words", "_error"))


def metrics(article_text: ArticleText, *, judged: bool = False) -> list[Metric]:
    """All metrics, in the order of a report; a judge's only where one was asked.

    `article_text` gives an article's text by its id.
    """
    return [
        Metric("accuracy", rows.accuracy, stats.mean),
        Metric("correctness", rows.correctness, stats.mean),
        Metric("answer_recall", rows.answer_recall, stats.mean),
        Metric("refusal_precision", rows.refusal_precision, stats.mean),
        Metric("refusal_recall", rows.refusal_recall, stats.mean),
        Metric("refusal_f1", rows.refusal_f1, stats.where_any(2, stats.ratio)),
        Metric("token_f1", rows.token_f1, stats.mean),
        Metric("answer_words", rows.answer_words, stats.quantile(0.5)),
        Metric("citation_precision", rows.citation_precision, stats.mean),
        Metric("citation_recall", rows.citation_recall, stats.mean),
        Metric("quotes_verbatim", lambda r: rows.quotes_verbatim(r, article_text), stats.mean),
        Metric("carried", rows.carried, stats.mean),
        Metric("written", rows.written, stats.mean),
        Metric("verified", rows.verified, stats.mean),
        *(Metric(name, row, stats.mean) for name, row in JUDGED.items() if judged),
        Metric("hit@1", lambda r: rows.hit(r, 1), stats.mean),
        Metric("hit@5", lambda r: rows.hit(r, 5), stats.mean),
        Metric("mrr", rows.reciprocal_rank, stats.mean),
        Metric("ndcg@10", lambda r: rows.ndcg(r, 10), stats.mean),
        Metric("auroc", rows.confidence, stats.auroc),
        Metric("calibration_error", rows.confidence, stats.where_both(stats.calibration_error(10))),
        *(
            Metric(f"{stage}_p{percent}_ms", rows.time(stage), stats.quantile(percent / 100))
            for stage in STAGES
            for percent in (50, 95)
        ),
        Metric("first_word_p50_ms", rows.first_word, stats.quantile(0.5)),
    ]


def measure(
    records: Sequence[Record], metrics: Sequence[Metric], *, rounds: int = 1000, seed: int = 0
) -> dict[str, Measured]:
    """Every metric of these records, by name. `rounds` of the bootstrap, seeded."""
    return {metric.name: _measure(metric, records, rounds, seed) for metric in metrics}


def by_kind(records: Iterable[Record]) -> dict[str, list[Record]]:
    """The records of each kind, kinds in the order they first come in."""
    kinds: dict[str, list[Record]] = {}
    for record in records:
        kinds.setdefault(record.case.kind, []).append(record)
    return kinds


def _measure(metric: Metric, records: Sequence[Record], rounds: int, seed: int) -> Measured:
    found = metric.rows(records)
    value = float(metric.reduce(found)) if len(found) else math.nan
    if math.isnan(value):
        return Measured(metric.name, None, None, len(found))
    interval = stats.bootstrap(found, metric.reduce, rounds=rounds, seed=seed)
    return Measured(metric.name, value, interval, len(found))
