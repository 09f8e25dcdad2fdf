"""Follow-up questions come from the names of the quotes, and ask nothing twice."""

from __future__ import annotations

from rag.chat.suggest import propose_follow_ups
from tests.ui.fakes import make_answer, make_quote

QUOTE = make_quote(
    1,
    "Foreign Minister Ishaq Dar told reporters that he would travel to Kabul.",
    "Minister Wang Yi hailed the step. ",
    " Talks were held in Beijing.",
)
ANSWER = make_answer("What was announced?", QUOTE)


def test_names_of_the_quote_come_before_those_around_it() -> None:
    assert propose_follow_ups(ANSWER, 9) == [
        "Who is Ishaq Dar?",
        "What happened in Kabul?",
        "Who is Wang Yi?",
        "What happened in Beijing?",
        "What did Ishaq Dar say?",
        "What did Wang Yi say?",
    ]


def test_what_was_asked_is_not_asked_again() -> None:
    questions = propose_follow_ups(make_answer("Who is Ishaq Dar?", QUOTE), 9)
    assert "Who is Ishaq Dar?" not in questions
    assert "What did Ishaq Dar say?" in questions
    followed = make_answer("And he?", QUOTE, standalone="What did Ishaq Dar say?")
    assert not [q for q in propose_follow_ups(followed, 9) if "Dar" in q]


def test_no_more_than_asked_for_and_none_without_names() -> None:
    assert len(propose_follow_ups(ANSWER, 2)) == 2
    assert propose_follow_ups(make_answer("q", make_quote(1, "it rained", "", "")), 3) == []
