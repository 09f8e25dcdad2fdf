"""Which checker, if any, has a say when a written sentence is verified."""

from __future__ import annotations

from pathlib import Path

from rag.answer.entail import CrossEncoder, Entailment
from rag.answer.inference import NAME, Inference, open_inference
from rag.sections import Answering

Checker = Entailment | Inference


def open_checker(settings: Answering, cache: Path) -> Checker | None:
    """The model that the settings name, or None. Raises ModelUnavailable."""
    if settings.entailment == NAME:
        return open_inference(cache)
    return CrossEncoder(settings.entailment) if settings.entailment else None
