"""Fit the refusal model: a logistic regression over the named features of found evidence.

The cases are cut into two halves by source article. The model is fitted and cross-validated on
one; the other is only reported on. Knows features and labels, not how they came to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.halves import draw, half
from eval.leave_out import Sample
from eval.regress import regress, write_logistic
from eval.stats import auroc, calibration_error
from rag.answer.logistic import Logistic
from rag.answer.refuse import FEATURES

FOLDS = 5
# Of the answerable questions, so many shall pass: a refusal costs a reader less than a wrong
# answer, but an assistant that refuses what it could answer is soon left alone.
ANSWERED = 0.94
# Questions whose answering sentence alone was removed are the hardest and the least natural (the
# words around it still match), so they count for less.
WEIGHTS = {"sentence without": 0.3}

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well confidence tells answerable from unanswerable, over one set of samples."""

    samples: int
    auroc: float
    calibration_error: float
    answer_recall: float
    refusal_recall: float
    by_setting: dict[str, float]


def halves(samples: Sequence[Sample]) -> tuple[list[Sample], list[Sample]]:
    """For fitting and for reporting: the halves that `--split dev` and `--split test` ask."""
    fit = [sample for sample in samples if half(sample.case) == "dev"]
    held_out = [sample for sample in samples if half(sample.case) == "test"]
    return fit, held_out


def fit_model(samples: Sequence[Sample]) -> tuple[Logistic, Calibration]:
    """The fitted model, and how the same fit does on samples that it has not seen.

    Cross-validated by source article; the threshold is the one at which ANSWERED of the
    answerable questions pass in cross-validation.
    """
    folds = np.array([draw(sample.case) // 2 % FOLDS for sample in samples])
    unseen = np.zeros(len(samples))
    for fold in range(FOLDS):
        model = _regress([s for s, f in zip(samples, folds, strict=True) if f != fold])
        for row in np.flatnonzero(folds == fold).tolist():
            unseen[row] = model.probability(samples[row].features)
    fitted = _regress(samples)
    answerable = np.array([sample.answerable for sample in samples])
    threshold = round(float(np.quantile(unseen[answerable], 1 - ANSWERED)), 3)
    model = replace(fitted, threshold=threshold)
    return model, judge(samples, unseen, threshold)


def confidences(model: Logistic, samples: Sequence[Sample]) -> Floats:
    """What the model says of each sample."""
    return np.array([model.probability(sample.features) for sample in samples])


def judge(samples: Sequence[Sample], confidence: Floats, threshold: float) -> Calibration:
    """The figures for one set of samples; AUROC and error are over whole articles left out."""
    whole = np.array([sample.setting != "sentence without" for sample in samples])
    answerable = np.array([sample.answerable for sample in samples])
    passed = confidence >= threshold
    rows = np.stack([confidence, answerable], axis=1)[whole]
    settings = sorted({sample.setting for sample in samples})
    rates = {}
    for name in settings:
        chosen = np.array([sample.setting == name for sample in samples])
        rates[name] = float((passed == answerable)[chosen].mean())
    return Calibration(
        samples=len(samples),
        auroc=float(auroc(rows)),
        calibration_error=float(calibration_error()(rows)),
        answer_recall=float(passed[answerable].mean()),
        refusal_recall=float((~passed)[~answerable & whole].mean()),
        by_setting=rates,
    )


def write_model(path: Path, model: Logistic, fitted: Calibration, held: Calibration) -> None:
    """Write the coefficients file that the library reads, with the figures it was fitted with."""
    figures = {"cross_validated": asdict(fitted), "held_out": asdict(held)}
    write_logistic(path, model, figures)


def _regress(samples: Sequence[Sample]) -> Logistic:
    return regress(
        [sample.features for sample in samples],
        [sample.answerable for sample in samples],
        FEATURES,
        counts=[WEIGHTS.get(sample.setting, 1.0) for sample in samples],
    )
