import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.embedding import Embedder
from rag.query import (
    Query,
    coverage,
    interaction,
    match_words,
    rarity,
    read_question,
    standardise,
)
from tests.fakes import HashEmbedder
from tests.rag.ingest.samples import texts

QUESTION = "Who is the envoy of Kabul in 2025?"


def read(text: str, **weights: float) -> Query:
    return read_question(text, HashEmbedder(), lambda stem: weights.get(stem, 1.0))


def tokens(text: str) -> NDArray[np.float32]:
    return HashEmbedder().encode([text])[0].tokens


def test_the_fake_is_an_embedder() -> None:
    embedder: Embedder = HashEmbedder()
    one, same, other = embedder.encode(["Kabul is calm.", "kabul IS calm.", "Rain in Spain"])
    assert one.vector @ same.vector == pytest.approx(1)
    assert one.vector @ other.vector < 0.9
    assert embedder.encode([]) == []
    assert embedder.encode([""])[0].tokens.shape == (0, embedder.dimension)


def test_a_question_is_read_word_by_word() -> None:
    query = read(QUESTION, kabul=0.5)
    assert [word.text for word in query.content] == ["envoy", "Kabul", "2025"]
    assert query.stems == ["envoy", "kabul", "2025"]
    assert [word.text for word in query.words if word.capital] == ["Kabul"]
    by_stem = {word.stem: word.weight for word in query.words}
    assert by_stem["kabul"] == 0.5
    assert by_stem["who"] < by_stem["kabul"] < by_stem["envoy"]


@given(texts)
def test_a_word_has_pieces_of_its_own(text: str) -> None:
    query = read(text)
    for word in query.words:
        assert text[word.start : word.start + len(word.text)] == word.text
        assert word.pieces
        assert all(0 <= piece < len(query.encoded.tokens) for piece in word.pieces)
    pieces = [piece for word in query.words for piece in word.pieces]
    assert len(pieces) == len(set(pieces))


def test_a_word_beyond_the_model_s_window_is_left_out() -> None:
    class Short(HashEmbedder):
        def encode(self, texts):
            return [
                type(one)(one.vector, one.tokens[:3], one.offsets[:3])
                for one in super().encode(texts)
            ]

    query = read_question("Pakistan upgrades its mission in Kabul", Short(), lambda _: 1.0)
    assert [word.text for word in query.words] == ["Pakistan", "upgrades", "its"]


@given(st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_rarity_is_a_share(passages_occurrences: tuple[int, int]) -> None:
    passages, occurrences = passages_occurrences
    assert 0 < rarity(passages, occurrences) <= 1
    assert rarity(passages, 0) == 1
    assert rarity(passages, occurrences) >= rarity(passages, min(passages, occurrences + 1))


def test_a_common_word_still_says_a_little() -> None:
    assert rarity(1000, 1000) == rarity(10, 10) > 0
    assert rarity(0, 0) > 0  # an index without passages divides by nothing


@given(texts, texts)
def test_interaction_is_a_cosine(asked: str, told: str) -> None:
    query = read(asked)
    matches = match_words(query, tokens(told))
    assert matches.shape == (len(query.words),)
    assert np.all(np.abs(matches) <= 1 + 1e-5)
    assert abs(interaction(query, matches)) <= 1 + 1e-5


def test_a_text_that_holds_every_word_matches_fully() -> None:
    query = read(QUESTION)
    full = interaction(query, match_words(query, tokens("In 2025 who is the envoy of Kabul now")))
    part = interaction(query, match_words(query, tokens("The envoy of Berlin")))
    assert full == pytest.approx(1, abs=1e-5)
    assert part < full


def test_nothing_matches_nothing() -> None:
    query = read(QUESTION)
    assert match_words(query, tokens("")).tolist() == [0.0] * len(query.words)
    silent = read("?!")
    assert interaction(silent, match_words(silent, tokens("Kabul"))) == 0
    assert coverage(silent, {"kabul"}) == 0


def test_a_rare_word_counts_for_more() -> None:
    query = read("envoy of Kabul", envoy=0.25, kabul=1.0)
    assert coverage(query, {"kabul"}) == pytest.approx(0.8)
    assert coverage(query, {"envoy"}) == pytest.approx(0.2)
    assert coverage(query, {"kabul", "envoy", "of", "rain"}) == pytest.approx(1)
    assert coverage(query, frozenset()) == 0


@given(texts, st.sets(st.sampled_from(["pakistan", "announc", "envoy", "million", "relat"])))
def test_coverage_is_a_share(text: str, held: set[str]) -> None:
    assert 0 <= coverage(read(text), held) <= 1 + 1e-9


@given(st.lists(st.floats(-1e6, 1e6), max_size=30))
def test_standard_scores_have_mean_nought_and_keep_the_order(scores: list[float]) -> None:
    standard = standardise(scores)
    assert len(standard) == len(scores)
    assert np.isfinite(standard).all()
    if len(scores):
        assert standard.mean() == pytest.approx(0, abs=1e-3)
    for i in range(1, len(scores)):
        if scores[i - 1] < scores[i]:
            assert standard[i - 1] <= standard[i]
