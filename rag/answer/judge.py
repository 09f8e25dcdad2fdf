"""Which model, if any, has a say when a written sentence is verified."""

from __future__ import annotations

from pathlib import Path

from rag.answer.entail import CrossEncoder, Entailment
from rag.answer.inference import NAME, Inference, open_inference
from rag.sections import Answering

Judge = Entailment | Inference


def open_judge(settings: Answering, cache: Path) -> Judge | None:
    """The model that the settings name, or None. Raises ModelUnavailable."""
    if settings.entailment == NAME:
        return open_inference(cache)
    return CrossEncoder(settings.entailment) if settings.entailment else None
