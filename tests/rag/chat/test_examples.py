import pytest

from rag.chat.examples import propose_questions

TEXTS = [
    "Foreign Minister Ishaq Dar said he would fly to Kabul on Friday.",
    "Foreign Minister Ishaq Dar told reporters so. Minister Wang Yi said they met in Beijing.",
]


def test_questions_are_about_the_names_in_the_texts() -> None:
    questions = propose_questions(TEXTS, 10)
    assert any("Ishaq Dar" in question for question in questions)
    assert any("Kabul" in question or "Beijing" in question for question in questions)
    assert all(question.endswith("?") for question in questions)
    assert len(set(questions)) == len(questions)


def test_the_most_frequent_name_comes_first() -> None:
    people = [q for q in propose_questions(TEXTS, 10) if "Dar" in q or "Wang" in q]
    assert "Ishaq Dar" in people[0]


@pytest.mark.parametrize("most", [0, 1, 2])
def test_no_more_than_asked_for(most: int) -> None:
    assert len(propose_questions(TEXTS, most)) == most


def test_the_same_texts_give_the_same_questions() -> None:
    assert propose_questions(TEXTS, 9) == propose_questions(list(reversed(TEXTS)), 9)


@pytest.mark.parametrize("texts", [[], [""], ["no names here at all."], ["喀布尔"]])
def test_texts_without_names_give_no_questions(texts: list[str]) -> None:
    assert propose_questions(texts, 5) == []
