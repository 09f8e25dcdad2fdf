from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.bm25 import WordIndex
from eval.corpus import Corpus
from rag.domain import Filters
from rag.index import lexical
from rag.index.tokens import pack, unpack
from rag.terms import stems
from tests.eval.articles import TEXTS, entries
from tests.fakes import HashEmbedder

words = st.lists(st.sampled_from("ab cd ef gh ij kl".split()), max_size=12)


@settings(max_examples=30, deadline=None)
@given(st.lists(words, min_size=1, max_size=8), words)
def test_scores_are_those_of_an_index_folder(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], asked: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("words") / "lexical"
    lexical.build(folder, [str(n) for n in range(len(rows))], rows)
    theirs = lexical.LexicalIndex(folder)
    ours = WordIndex([Counter(row) for row in rows])
    scores = ours.scores(asked)
    order = np.argsort(-scores.astype(float), kind="stable")
    mine = [(str(row), float(scores[row])) for row in order if scores[row] > 0]
    assert mine == theirs.query(asked, len(rows))
    assert set(ours.vocabulary) == set(theirs.vocabulary)
    assert all(ours.df(term) == theirs.df(term) for term in {*asked, "zz"})


def test_searches_words_vectors_and_filters() -> None:
    corpus = Corpus(entries())
    assert corpus.size == len(TEXTS)
    assert corpus.lexical(stems("cats asleep"), 5)[0][0] == "cats.txt-0"
    assert corpus.lexical(stems("nothing known"), 5) == []
    vector = HashEmbedder().encode([TEXTS["wheat.txt"]])[0].vector
    assert corpus.dense(vector, 2)[0][0] == "wheat.txt-0"
    allowed = corpus.allowed(Filters(source="dar*"))
    assert allowed == {"dar.txt"}
    assert [key for key, _ in corpus.dense(vector, 5, allowed)] == ["dar.txt-0"]
    assert corpus.lexical(stems("cats"), 5, allowed) == []


def test_tokens_are_rounded_as_an_index_folder_rounds() -> None:
    (found,) = Corpus(entries()).tokens(["dar.txt-0"])
    encoded = HashEmbedder().encode([TEXTS["dar.txt"]])[0]
    expected = unpack(*pack(encoded.tokens, encoded.offsets), dimension=32)
    np.testing.assert_array_equal(found.vectors, expected.vectors)


def test_articles_can_be_left_out_doubled_and_picked() -> None:
    corpus = Corpus(entries())
    assert [one.id for one in corpus.without(["dar.txt"]).listings()] == [
        "wang.txt", "cats.txt", "wheat.txt",
    ]  # fmt: skip
    twice = corpus.without((), [entries()[0].called("again.txt")])
    assert twice.size == corpus.size + 1
    assert twice.passages(["again.txt-0"])[0].article_id == "again.txt"
    assert corpus.only(["dar.txt"]).size == 1
    assert corpus.without(["dar.txt"]).df(stems("Kabul")[0]) == 0
    assert corpus.listing("none") is None
    assert corpus.article("none") is None
    assert corpus.text("none") == ""


def test_an_empty_corpus_finds_nothing(tmp_path: Path) -> None:
    corpus = Corpus([])
    assert corpus.lexical(["x"], 5) == []
    assert corpus.dense(np.zeros(32, dtype=np.float32), 5) == []
