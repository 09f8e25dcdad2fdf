import numpy as np
import pytest

from rag.answer.evidence import (
    match_passages,
    pool,
    rank_evidence,
    rows_of,
    says_nothing,
    weigh_evidence,
)
from rag.domain import Span
from tests.rag.answer.pieces import EMBEDDER, ask, evidence, hit, matrices, matrix

TEXT = "Rain fell on the hills today. Ishaq Dar visited Kabul in April. The border stayed calm."


def test_the_sentence_that_holds_the_words_comes_first() -> None:
    hits = [hit(TEXT, start=700), hit("Trade grew in the south this year.", "b.txt")]
    query = ask("When did Dar visit Kabul in April?")
    found = weigh_evidence(query, match_passages(query, hits, matrices(hits)))
    assert found[0].text == "Ishaq Dar visited Kabul in April."
    assert found[0].place == ("a.txt", Span(730, 763))
    assert found[0].coverage == pytest.approx(1)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_sentence_in_two_overlapping_passages_counts_once() -> None:
    second = TEXT.index("Ishaq")
    hits = [hit(TEXT), hit(TEXT[second:], start=second)]
    query = ask("Dar in Kabul")
    found = weigh_evidence(query, match_passages(query, hits, matrices(hits)))
    assert len(found) == 3
    assert len({one.place for one in found}) == 3


def test_headings_and_credits_are_no_evidence() -> None:
    hits = [hit("KABUL. Photo by Dar. Ishaq Dar visited Kabul in April.")]
    query = ask("Dar in Kabul")
    found = weigh_evidence(query, match_passages(query, hits, matrices(hits)))
    assert [one.text for one in found] == ["Ishaq Dar visited Kabul in April."]


def test_scores_compare_between_questions() -> None:
    hits = [hit(TEXT)]
    for question in ("Dar visited Kabul", "Zebras dance", "Dar and zebras"):
        query = ask(question)
        (match,) = match_passages(query, hits, matrices(hits))
        assert -1 <= match.interaction <= 1 + 1e-5
        assert 0 <= match.coverage <= 1
        assert match.words.shape == (len(query.words),)


def test_no_passage_gives_no_evidence() -> None:
    assert weigh_evidence(ask("Dar"), []) == []
    assert rank_evidence([], [], []) == []


def test_equal_sentences_keep_their_order() -> None:
    found = [evidence(f"Sentence {name} here.", name) for name in "abc"]
    ranked = rank_evidence(found, [0.5] * 3, [0.5] * 3)
    assert [one.place for one in ranked] == [one.place for one in found]


def test_the_tokens_of_a_sentence_are_those_inside_it() -> None:
    one = hit(TEXT, start=700)
    rows = rows_of(matrix(one), one.passage.sentences[1], 700)
    alone = EMBEDDER.encode(["Ishaq Dar visited Kabul in April."])[0].tokens
    assert np.allclose(rows, alone)


def test_pooling_gives_a_unit_vector_or_nothing() -> None:
    rows = EMBEDDER.encode(["Ishaq Dar"])[0].tokens
    assert np.linalg.norm(pool(rows)) == pytest.approx(1, abs=1e-5)
    assert not pool(rows[:0]).any()


def test_a_headline_is_no_evidence_but_a_first_sentence_is() -> None:
    headline = "Ishaq Dar visits Kabul in April"
    about = hit(f"{headline} Rain fell on the hills today.", title=headline)
    assert says_nothing(headline, about)
    assert says_nothing("— Ishaq Dar (@MIshaqDar50) May 30, 2025", about)
    assert not says_nothing("Rain fell on the hills today.", about)
    assert not says_nothing(f"{headline}.", hit(f"{headline}.", title=f"{headline}."))
