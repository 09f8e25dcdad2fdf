import pytest

from rag.chat.question import LONGEST, REMEMBERED, check_question, recent
from rag.domain import Turn
from rag.errors import BadQuestion


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("", "empty"),
        (" \n\t\u00a0", "empty"),
        ("?!… — «»", "no word"),
        ("👍🏽", "no word"),
        ("a" * 100_000, "100,000 characters"),
        ("word " * 20_000, "characters"),
    ],
)
def test_what_cannot_be_asked_is_one_clear_message(question: str, wrong: str) -> None:
    with pytest.raises(BadQuestion, match=wrong) as raised:
        check_question(question)
    assert len(str(raised.value)) < 200
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize(
    "question",
    [
        "Who?",
        "افغانستان کے ساتھ کیا ہوا؟",
        "喀布尔发生了什么？",
        "Что случилось?",
        "2025?",
        "a" * LONGEST,
    ],
)
def test_any_words_may_be_asked(question: str) -> None:
    assert check_question(question) == question


def test_white_space_around_and_between_is_taken_out() -> None:
    assert check_question("  Who \n is\tDar? ") == "Who is Dar?"


def test_white_space_does_not_count() -> None:
    assert check_question("a" + " " * 100_000 + "b") == "a b"


def test_only_the_last_turns_are_remembered() -> None:
    turns = [Turn(f"Question {n}?", "Yes.") for n in range(REMEMBERED + 3)]
    assert recent(turns) == turns[-REMEMBERED:]
    assert recent([]) == []


def test_turns_are_bounded_and_those_without_words_left_out() -> None:
    (kept,) = recent([Turn("?", "x"), Turn("w" * 10**6, "a" * 10**6), Turn("", "")])
    assert len(kept.question) == LONGEST
    assert len(kept.answer) < 10**5
