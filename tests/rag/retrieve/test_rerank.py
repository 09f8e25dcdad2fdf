import pytest

from rag.embedding import packaged
from rag.errors import ModelUnavailable
from rag.query import read_question
from rag.retrieve.rerank import LateInteraction, open_reranker
from rag.sections import Retrieve
from tests.fakes import HashEmbedder

TEXTS = ["Rain fell in Spain.", "Dar visited Kabul in April.", "Dar stayed at home."]


def test_late_interaction_prefers_the_text_that_holds_the_words() -> None:
    embedder = HashEmbedder(dimension=64)
    query = read_question("Did Dar visit Kabul in April?", embedder, lambda stem: 1.0)
    tokens = [one.tokens for one in embedder.encode(TEXTS)]
    scores = LateInteraction().score(query, TEXTS, tokens)
    assert max(scores) == scores[1]
    assert min(scores) == scores[0]
    assert LateInteraction().score(query, [], []) == []


def test_late_interaction_is_the_default() -> None:
    assert open_reranker(Retrieve()).name == "interaction"


@pytest.mark.model
def test_a_model_that_is_no_cross_encoder_is_refused() -> None:
    """Loading one would give it a head of random numbers and no error."""
    folder = str(packaged.folder())
    with pytest.raises(ModelUnavailable, match="not a cross-encoder") as raised:
        open_reranker(Retrieve(cross_encoder=folder))
    assert folder in str(raised.value)
    assert "retrieve.cross_encoder" in str(raised.value)


@pytest.mark.model
def test_a_cross_encoder_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    missing = str(tmp_path_factory.mktemp("none") / "missing")
    with pytest.raises(ModelUnavailable, match=r"missing.*retrieve\.cross_encoder"):
        open_reranker(Retrieve(cross_encoder=missing))
