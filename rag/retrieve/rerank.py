"""The best passages, looked at again more closely. Knows scores, not where passages come from."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

from rag.embedding.base import Matrix
from rag.errors import ModelUnavailable
from rag.query import Query, interaction, match_words
from rag.sections import Retrieve


class Reranker(Protocol):
    """Scores passages against a question, higher is better."""

    name: str

    def score(self, query: Query, texts: Sequence[str], tokens: Sequence[Matrix]) -> list[float]:
        """One score for each text, whose token vectors are at the same place in `tokens`."""


class LateInteraction:
    """The embedder's own token vectors, compared word by word; no further model."""

    name = "interaction"

    def score(self, query: Query, texts: Sequence[str], tokens: Sequence[Matrix]) -> list[float]:  # noqa: ARG002
        """The question's words against each text's tokens."""
        return [interaction(query, match_words(query, matrix)) for matrix in tokens]


class CrossEncoder:
    """A sentence-transformers cross-encoder, where a setting names one."""

    name = "cross_encoder"

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder as Model

        try:
            self._model = Model(model)
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
            raise ModelUnavailable(
                f"The cross-encoder {model!r} cannot be loaded: {str(error)[:200]} "
                "Correct or empty the setting retrieve.cross_encoder."
            ) from error
        architectures = getattr(self._model.model.config, "architectures", None) or []
        if not any("SequenceClassification" in name for name in architectures):
            # Loading would give it a head of random numbers and no error.
            raise ModelUnavailable(
                f"{model!r} is not a cross-encoder: it has no classification head. "
                "Correct or empty the setting retrieve.cross_encoder."
            )
        self._lock = threading.Lock()

    def score(self, query: Query, texts: Sequence[str], tokens: Sequence[Matrix]) -> list[float]:  # noqa: ARG002
        """The model's relevance for each pair of question and text."""
        if not texts:
            return []
        with self._lock:
            scores = self._model.predict(
                [(query.text, text) for text in texts], show_progress_bar=False
            )
        return [float(score) for score in scores]


def open_reranker(settings: Retrieve) -> Reranker:
    """The reranker that the settings name. Raises ModelUnavailable."""
    return CrossEncoder(settings.cross_encoder) if settings.cross_encoder else LateInteraction()
