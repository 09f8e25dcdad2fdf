import pytest

from rag.answer.expected import lacks_expected, names_person
from tests.rag.answer.pieces import ask


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did Dar visit Kabul?", "Dar visited Kabul on April 19."),
        ("When did Dar visit Kabul?", "Dar visited Kabul last week."),
        ("How many people died in Kabul?", "In Kabul 12 people died."),
        ("How many people died in Kabul?", "In Kabul twelve people died."),
        ("Who visited Kabul?", "The visitor to Kabul was Ishaq Dar."),
        ("Why did Dar visit Kabul?", "Dar visited Kabul."),  # nothing in particular is expected
        ("Tell me about Kabul", "It rains."),
    ],
)
def test_what_is_asked_for_is_there(question: str, sentence: str) -> None:
    assert not lacks_expected(ask(question), [sentence])
    assert not lacks_expected(ask(question), ["It was calm that way.", sentence])


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did Dar visit Kabul?", "Dar did visit Kabul."),
        ("When did Dar visit Kabul in 2025?", "Dar did visit Kabul in 2025."),
        ("How many people died in Kabul?", "Many say that people died in Kabul."),
        ("Who visited Kabul?", "There was a visitor to Kabul."),
    ],
)
def test_a_sentence_that_only_repeats_the_question_lacks_it(question: str, sentence: str) -> None:
    assert lacks_expected(ask(question), [sentence])


@pytest.mark.parametrize(
    ("question", "sentence", "named"),
    [
        ("Who is Pakistan's foreign minister?", "Its foreign minister is Ishaq Dar.", True),
        ("Who is Pakistan's foreign minister?", "Its foreign minister went to Kabul.", False),
        ("Who is Ishaq Dar?", "Ishaq Dar is the foreign minister.", True),
        ("When did Dar visit Kabul?", "He visited in April.", True),
    ],
)
def test_a_person_asked_for_is_named(question: str, sentence: str, named: bool) -> None:
    assert names_person(ask(question), sentence) == named
