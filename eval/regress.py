"""Logistic regression over named features, the only door to scikit-learn. Knows no meanings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.files import write_whole
from rag.answer.logistic import Logistic


def regress(
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[bool],
    names: Sequence[str],
    *,
    strength: float = 1.0,
    counts: Sequence[float] | None = None,
) -> Logistic:
    """Weights and bias for the features as they are; they are standardised only for the fit.

    `strength` is the inverse of the penalty on large weights; a row counts for `counts` rows.
    """
    from sklearn.linear_model import LogisticRegression

    table = np.array([[row[name] for name in names] for row in rows])
    mean, scale = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-9)
    fitted = LogisticRegression(C=strength, max_iter=3000).fit(
        (table - mean) / scale, labels, sample_weight=counts
    )
    weights = fitted.coef_[0] / scale
    bias = float(fitted.intercept_[0] - weights @ mean)
    return Logistic(dict(zip(names, weights.tolist(), strict=True)), bias, 0.5)


def write_logistic(path: Path, model: Logistic, figures: Mapping[str, Any]) -> None:
    """Write the file that the library reads, with the figures that the model was fitted with."""
    stored = {
        "bias": round(model.bias, 4),
        "threshold": model.threshold,
        "weights": {name: round(weight, 4) for name, weight in model.weights.items()},
        **figures,
    }
    write_whole(path, json.dumps(stored, indent=2, default=float) + "\n")
