import pytest

from rag.chat.resolve import resolve
from rag.domain import Turn

DAR = Turn(
    "Who is the foreign minister of Pakistan?",
    "Pakistan's foreign minister Ishaq Dar announced the decision on Friday. [1]",
)
VISIT = Turn("When did Ishaq Dar visit Kabul?", "Ishaq Dar visited Kabul on April 19. [1]")
CHINA = Turn("Does China have an ambassador in Kabul?", "China was the first to accept one. [1]")
MEETING = Turn(
    "Where did the trilateral meeting take place?", "The trilateral meeting was in Beijing. [1]"
)
REFUSED = Turn("Who is the president of Brazil?", "I could not find this in the articles.")

COUNTRIES = {"China", "Russia", "Pakistan", "Afghanistan", "India", "Brazil", "countries"}


def likeness(one: str, other: str) -> float:
    """Countries are alike, and so are people; nothing else is."""
    return 0.8 if (one in COUNTRIES) == (other in COUNTRIES) else 0.1


def resolved(question: str, *history: Turn) -> str:
    return resolve(question, history, likeness)


@pytest.mark.parametrize(
    ("history", "question", "wanted"),
    [
        (DAR, "When did he visit Kabul?", ["Ishaq Dar", "visit Kabul"]),
        (DAR, "And what did he say on X?", ["Ishaq Dar", "on X"]),
        (DAR, "Who is his counterpart?", ["Ishaq Dar’s", "counterpart"]),
        (DAR, "And who is his counterpart?", ["Ishaq Dar’s", "counterpart"]),
        (VISIT, "Whom did he meet there?", ["Ishaq Dar", "meet"]),
        (VISIT, "What happened there?", ["Kabul", "happened"]),
        (VISIT, "Why?", ["Why", "Ishaq Dar", "Kabul"]),
        (VISIT, "With whom?", ["With whom", "Ishaq Dar", "Kabul"]),
        (CHINA, "What about Russia?", ["Russia", "ambassador in Kabul"]),
        (CHINA, "And Russia?", ["Russia", "ambassador in Kabul"]),
        (CHINA, "How about India?", ["India", "ambassador in Kabul"]),
        (MEETING, "Who attended the meeting?", ["attended", "trilateral meeting"]),
        (MEETING, "When was it?", ["When", "trilateral meeting"]),
        (MEETING, "Tell me more", ["trilateral meeting"]),
    ],
)
def test_a_follow_up_gets_what_it_leaves_out(
    history: Turn, question: str, wanted: list[str]
) -> None:
    standalone = resolved(question, history)
    assert [part for part in wanted if part not in standalone] == []


def test_what_is_asked_of_another_replaces_the_one_asked_of_first() -> None:
    assert "China" not in resolved("What about Russia?", CHINA)


@pytest.mark.parametrize("history", [DAR, VISIT, CHINA, MEETING, REFUSED])
@pytest.mark.parametrize(
    "question",
    [
        "Which countries upgrade their ties with Afghanistan?",
        "Who is Wang Yi?",
        "How many Afghans were expelled from Pakistan?",
        "What is a chargé d'affaires?",
        "When did Mohammad Sadiq say he would travel?",
        "Is there a trade agreement between Pakistan and Uzbekistan?",
        "Was it raining in Kabul?",
        "Which countries accepted an ambassador from the Taliban?",
        "What did Pakistan announce on Friday?",
        "喀布尔发生了什么？",
    ],
)
def test_a_change_of_topic_carries_nothing_over(history: Turn, question: str) -> None:
    assert resolved(question, history) == question


def test_the_meeting_of_somebody_else_is_not_the_one_spoken_of() -> None:
    question = "Who attended the meeting in Moscow?"
    assert resolved(question, MEETING) == question


@pytest.mark.parametrize("question", ["When did he visit?", "Why?", "And Russia?", "Tell me more"])
def test_without_history_nothing_is_added(question: str) -> None:
    assert resolved(question) == question


def test_an_opening_and_is_taken_off_a_whole_question() -> None:
    assert resolved("And who is Wang Yi?", DAR) == "who is Wang Yi?"


def test_only_the_last_turn_is_looked_at() -> None:
    standalone = resolved("When was it?", VISIT, MEETING)
    assert "trilateral meeting" in standalone
    assert "Ishaq Dar" not in standalone


@pytest.mark.parametrize("question", ["Thanks", "ok", "and?", "so", "He?", "What about?", "it"])
def test_a_fragment_always_becomes_a_question_with_words(question: str) -> None:
    assert resolved(question, VISIT).strip()


def test_a_turn_s_text_cannot_break_the_rules() -> None:
    hostile = Turn(r"Who is \1 (Dar|[a-z]+)$ \g<0>?", r"Minister \2 Ishaq Dar said $& {0}")
    assert resolved("When did he come?", hostile)
    assert resolved("What about (Russia\\1?", hostile)
