import pytest

from rag.answer.parts import asks_for_several, split_question


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "When did Dar visit Kabul and whom did he meet there?",
            ["When did Dar visit Kabul", "whom did he meet there?"],
        ),
        ("Who is Dar? Who is Muttaqi?", ["Who is Dar", "Who is Muttaqi?"]),
        ("Who is Dar; where is he from?", ["Who is Dar", "where is he from?"]),
    ],
)
def test_several_questions_in_one(question: str, parts: list[str]) -> None:
    assert split_question(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Who is the foreign minister of Pakistan?",
        "What did Pakistan and Afghanistan agree on?",
        "Which countries met, and when?",  # "when?" alone says nothing
        "Who?",
        "",
        "Dar said so and Muttaqi agreed",
    ],
)
def test_one_question_is_left_as_it_is(question: str) -> None:
    assert split_question(question) == [question]


@pytest.mark.parametrize(
    "question",
    [
        "Which countries attended?",
        "List the ministers who met.",
        "Who are the ministers?",
        "In which areas will both work together?",
    ],
)
def test_a_list_is_asked_for(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize("question", ["Who is Dar?", "When did he visit Kabul?", "Is it a list?"])
def test_one_thing_is_asked_for(question: str) -> None:
    assert not asks_for_several(question)
