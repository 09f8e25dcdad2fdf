import re
from datetime import date

import pytest

from rag.answer.compose import REFUSAL, Composed, compose
from rag.answer.parts import split_question
from rag.domain import Hit
from rag.sections import Answering
from tests.rag.answer.pieces import ask, hit, matrices

VISIT = "Ishaq Dar did visit Muttaqi in Kabul on April 19."
RAIN = "Rain fell on the hills of Spain this week."
TRADE = "Trade between Pakistan and Uzbekistan grew by 4 percent."
QUESTION = "When did Ishaq Dar visit Muttaqi in Kabul?"


def answer(question: str, hits: list[Hit], **settings: object) -> Composed:
    queries = [ask(part) for part in split_question(question)]
    chosen = Answering.model_validate(settings)
    texts = {h.passage.article_id: h.passage.text for h in hits}
    best = hits[: chosen.passages]
    return compose(queries, hits, matrices(best), chosen, texts.__getitem__)


def consistent(composed: Composed) -> None:
    """What holds of every answer."""
    numbers = [quote.n for quote in composed.quotes]
    assert numbers == list(range(1, len(numbers) + 1))
    used = [n for statement in composed.statements for n in statement.quotes]
    assert all(statement.quotes for statement in composed.statements)
    assert set(used) == set(numbers)
    assert [int(mark) for mark in re.findall(r"\[(\d+)\]", composed.text)] == used
    assert 0 <= composed.confidence <= 1
    assert bool(composed.statements) == bool(composed.quotes) != (composed.text == REFUSAL)


def test_an_answer_stands_on_its_quotes() -> None:
    composed = answer(QUESTION, [hit(VISIT, "a"), hit(RAIN, "b")])
    consistent(composed)
    assert composed.statements[0].text == VISIT
    assert composed.text.startswith(f"{VISIT} [1]")
    assert composed.closest == ()


def test_a_refusal_cites_nothing_and_names_what_to_read() -> None:
    hits = [hit(RAIN, "a"), hit(TRADE, "b")]
    composed = answer("Who won the chess championship?", hits)
    consistent(composed)
    assert composed.text == REFUSAL
    assert composed.statements == ()
    assert composed.quotes == ()
    assert [quote.article for quote in composed.closest] == ["a", "b"]
    assert [quote.n for quote in composed.closest] == [0, 0]
    assert "[" not in composed.text


def test_nothing_found_is_a_refusal() -> None:
    composed = answer(QUESTION, [])
    consistent(composed)
    assert (composed.text, composed.closest) == (REFUSAL, ())


@pytest.mark.parametrize("count", [0, 1, 5])
def test_as_many_closest_passages_as_the_setting_says(count: int) -> None:
    hits = [hit(RAIN, "a"), hit(TRADE, "b")]
    assert len(answer("Who plays chess?", hits, closest=count).closest) == min(count, 2)


def test_the_threshold_can_be_set() -> None:
    hits = [hit(VISIT, "a")]
    assert answer(QUESTION, hits, threshold=1.0).text == REFUSAL
    assert answer("Chess?", hits, threshold=0.0).statements


def test_three_articles_that_say_the_same_are_one_statement_on_three_quotes() -> None:
    hits = [hit(VISIT, name) for name in "abc"]
    composed = answer(QUESTION, hits)
    consistent(composed)
    assert [statement.quotes for statement in composed.statements] == [(1, 2, 3)]
    assert composed.text == f"{VISIT} [1][2][3]"


def test_reports_that_may_disagree_name_their_source_and_date() -> None:
    other = VISIT.replace("19", "21")
    hits = [
        hit(VISIT, "a", source="Daily News", day=date(2025, 5, 31)),
        hit(other, "b", source="Weekly", day=None),
    ]
    composed = answer(QUESTION, hits)
    consistent(composed)
    assert sorted(s.text for s in composed.statements) == sorted([VISIT, other])
    assert "(Daily News, 31 May 2025) [" in composed.text
    assert "(Weekly, undated) [" in composed.text


def test_two_questions_in_one_are_both_answered() -> None:
    hits = [hit(VISIT, "a"), hit(TRADE, "b"), hit(RAIN, "c")]
    question = "When did Dar visit Muttaqi in Kabul and how much did trade with Uzbekistan grow?"
    composed = answer(question, hits)
    consistent(composed)
    assert [s.text for s in composed.statements] == [VISIT, TRADE]


def test_of_two_questions_only_the_answerable_one_is_answered() -> None:
    hits = [hit(VISIT, "a"), hit(RAIN, "c")]
    question = "When did Ishaq Dar visit Muttaqi in Kabul and who won the chess championship?"
    composed = answer(question, hits)
    consistent(composed)
    assert [s.text for s in composed.statements] == [VISIT]


def test_no_more_statements_than_the_setting_says() -> None:
    hits = [hit(VISIT.replace("19", str(day)), f"{day}") for day in range(10, 16)]
    for most in (1, 2, 4):
        composed = answer("List all the days Dar did visit Muttaqi in Kabul", hits, statements=most)
        consistent(composed)
        assert len(composed.statements) <= most


def test_text_that_looks_like_a_mark_is_told_from_one() -> None:
    """A bracketed number in an article stays in the quote; only ours refer to quotes."""
    composed = answer(QUESTION, [hit(VISIT.replace("Kabul", "Kabul [7]"), "a")])
    assert composed.text.endswith("[1]")
    assert [s.quotes for s in composed.statements] == [(1,)]
