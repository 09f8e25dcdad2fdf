from pathlib import Path
from types import SimpleNamespace

import pytest

from rag.answer import entail
from rag.answer.checker import open_checker
from rag.answer.entail import CrossEncoder
from rag.errors import ModelUnavailable
from rag.sections import Answering

LABELS = {0: "contradiction", 1: "ENTAILMENT", 2: "neutral"}


class Model:
    """Stands in for a sentence-transformers cross-encoder with three labels."""

    labels = LABELS

    def __init__(self, name: str) -> None:
        if name == "missing":
            raise OSError("no such model")
        self.model = SimpleNamespace(config=SimpleNamespace(id2label=self.labels))

    def predict(self, pairs, **_):
        return [[0.0, 2.0 if pairs[0][0] == pairs[0][1] else -2.0, 0.0]]


@pytest.fixture
def models(monkeypatch):
    import sentence_transformers

    monkeypatch.setattr(sentence_transformers, "CrossEncoder", Model)
    return monkeypatch


def test_none_is_opened_where_none_is_named(tmp_path: Path) -> None:
    assert open_checker(Answering(), tmp_path) is None


@pytest.mark.slow
def test_the_label_is_read_from_the_model(models, tmp_path: Path) -> None:
    opened = open_checker(Answering(entailment="nli"), tmp_path)
    assert isinstance(opened, CrossEncoder)
    assert opened.score("a", "a") == pytest.approx(0.787, abs=0.001)
    assert opened.score("a", "b") == pytest.approx(0.063, abs=0.001)


@pytest.mark.slow
def test_a_model_that_is_missing_or_of_another_kind(models) -> None:
    with pytest.raises(ModelUnavailable, match=r"answer\.entailment"):
        CrossEncoder("missing")
    models.setattr(Model, "labels", {0: "LABEL_0"})
    with pytest.raises(ModelUnavailable, match="not a model for inference"):
        CrossEncoder("reranker")


def test_the_module_loads_without_a_model() -> None:
    assert entail.LABELS == 3
