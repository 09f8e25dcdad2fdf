"""The verifier with the real embedder, over the articles that ship with the project."""

from collections.abc import Callable
from pathlib import Path

import pytest

from eval.articles import encode_articles, read_articles
from eval.corpus import Corpus
from rag.answer.verify import Carrier, verify
from rag.desk import Desk
from rag.domain import Verdict
from rag.embedding import open_embedder
from rag.retrieve.rerank import open_reranker
from rag.settings import Settings

SEEDS = Path(__file__).parents[3] / "seeds"

OWN_WORDS = "Dar visited Kabul on April 19 with a Pakistani delegation."  # "my visit", says Dar
TRUE = (
    "Russia will let the Taliban have an envoy in Moscow.",
    "Pakistan has not yet named its ambassador to Kabul.",
    "Russia has agreed to receive a Taliban envoy in Moscow.",
    "Muttaqi is expected to visit Pakistan in the coming days.",
    "The Taliban deny the allegations.",
    "Mohammad Sadiq is Pakistan's special envoy for Afghanistan.",
)
FALSE = (
    "Dar visited Kabul on April 21 with a Pakistani delegation.",
    "Pakistan has already named its ambassador to Kabul.",
    "Russia has refused to receive a Taliban envoy in Moscow.",
    "Muttaqi visited Pakistan in the past few days.",
    "Mohammad Sadiq is Afghanistan's special envoy for Pakistan.",
    "Jaishankar held talks with Islamabad on May 15.",
    "Kabul accuses Pakistan of providing a safe haven to the Pakistani Taliban.",
    "Wang Yi visited Kabul in April.",
    "The two ministers signed a trade agreement worth $2 billion.",
)


@pytest.fixture(scope="module", params=["rules", "weights"])
def judge(request: pytest.FixtureRequest) -> Callable[[str], Verdict]:
    """Verdicts by rules alone, then with the inference model."""
    inference = request.getfixturevalue("inference") if request.param == "weights" else None
    settings = Settings()
    embedder = open_embedder(settings)
    articles = read_articles(settings, SEEDS)
    entries = encode_articles(articles, embedder, settings.chunking, lambda *_: None)
    desk = Desk(Corpus(entries), embedder, open_reranker(settings.retrieve), settings)

    def judge_one(text: str) -> Verdict:
        found: list[Carrier] = list(desk.ground(text, desk.retrieve(text)).carriers)
        return verify(text, [1], found, desk.read, inference)

    return judge_one


@pytest.mark.model
@pytest.mark.parametrize("text", TRUE)
def test_a_true_paraphrase_survives(judge: Callable[[str], Verdict], text: str) -> None:
    assert judge(text).fate != "dropped"


@pytest.mark.model
def test_what_somebody_says_of_themselves_may_be_told_of_them(
    judge: Callable[[str], Verdict], request: pytest.FixtureRequest
) -> None:
    if "weights" in request.node.name:
        why = "the inference model is too unsure of it: a true sentence that it costs"
        request.node.add_marker(pytest.mark.xfail(reason=why, strict=True))
    assert judge(OWN_WORDS).fate != "dropped"


@pytest.mark.model
@pytest.mark.parametrize("text", FALSE)
def test_a_false_sentence_is_dropped(judge: Callable[[str], Verdict], text: str) -> None:
    assert judge(text).fate == "dropped"
