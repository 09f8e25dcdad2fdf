"""A cross-encoder for natural language inference, where a setting names one.

Tells how probable it is that one text follows from another. Knows nothing of quotes.
"""

from __future__ import annotations

import threading
from typing import Protocol

import numpy as np

from rag.errors import ModelUnavailable

LABELS = 3
WANTED = "entail"


class Entailment(Protocol):
    """Says whether a hypothesis follows from a premise."""

    def score(self, premise: str, hypothesis: str) -> float:
        """The probability, 0 to 1, that the hypothesis follows."""


class CrossEncoder:
    """A sentence-transformers cross-encoder with the three labels of inference."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder as Model

        try:
            self._model = Model(model)
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
            raise ModelUnavailable(
                f"The entailment model {model!r} cannot be loaded: {str(error)[:200]} "
                "Correct or empty the setting answer.entailment."
            ) from error
        labels = getattr(self._model.model.config, "id2label", None) or {}
        found = [int(i) for i, name in labels.items() if str(name).lower().startswith(WANTED)]
        if len(labels) != LABELS or len(found) != 1:
            raise ModelUnavailable(
                f"{model!r} is not a model for inference: its labels are "
                f"{', '.join(map(str, labels.values())) or 'missing'}, not entailment, neutral "
                "and contradiction. Correct or empty the setting answer.entailment."
            )
        self._label = found[0]
        self._lock = threading.Lock()

    def score(self, premise: str, hypothesis: str) -> float:
        """The probability, 0 to 1, that the hypothesis follows."""
        with self._lock:
            [logits] = self._model.predict(
                [(premise, hypothesis)], show_progress_bar=False, apply_softmax=False
            )
        powers = np.exp(np.asarray(logits, dtype=float) - float(np.max(logits)))
        return float(powers[self._label] / powers.sum())
