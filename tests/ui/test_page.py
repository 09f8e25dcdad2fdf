"""What happens when someone asks, without a browser."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

import pytest

from rag.domain import Answer, Filters, Listing, Turn
from rag.errors import BadQuestion, IndexMissing
from tests.ui.fakes import ANSWERED, BROKEN, EVERYTHING, FIRST, FOLLOW_UP, SLOW, FakeAssistant
from ui import strings
from ui.conversation import Conversation
from ui.page import converse, greet
from ui.protocol import Answerer


def last(assistant: Answerer, now: Conversation) -> Conversation:
    return list(converse(assistant, now))[-1]


def test_the_answer_ends_the_exchange() -> None:
    now = last(FakeAssistant(), Conversation().asked(ANSWERED))
    answer = now.exchanges[-1].answer
    assert answer is not None
    assert answer.quotes[0].text == FIRST


def test_earlier_turns_are_passed_on() -> None:
    assistant = FakeAssistant()
    now = last(assistant, Conversation().asked(ANSWERED))
    last(assistant, now.asked(FOLLOW_UP))
    answer = now.exchanges[0].answer
    assert answer is not None
    assert assistant.asked[-1] == (FOLLOW_UP, (Turn(ANSWERED, answer.text),))


def test_what_a_person_can_act_on_is_shown() -> None:
    def refuse(question: str) -> Answer:
        raise BadQuestion("The question is empty. Type one.")

    now = last(FakeAssistant({"?": refuse}), Conversation().asked("?"))
    assert now.exchanges[-1].trouble == "The question is empty. Type one."
    assert not now.history()


def test_the_unexpected_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    now = last(FakeAssistant(), Conversation().asked(BROKEN))
    assert now.exchanges[-1].trouble == strings.UNEXPECTED
    assert "a secret of the server" in caplog.text


def test_an_assistant_without_an_answer_is_trouble(caplog: pytest.LogCaptureFixture) -> None:
    class Silent(FakeAssistant):
        def stream(
            self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
        ) -> Iterator[str | Answer]:
            yield "a draft"

    now = last(Silent(), Conversation().asked("q"))
    assert now.exchanges[-1].trouble == strings.UNEXPECTED


def test_closing_stops_the_assistant() -> None:
    assistant = FakeAssistant()
    steps = converse(assistant, Conversation().asked(SLOW))
    assert isinstance(steps, Generator)
    assert next(steps).exchanges[-1].draft
    steps.close()
    assert assistant.closed.is_set()


def test_the_welcome_offers_examples() -> None:
    html, questions = greet(FakeAssistant())
    assert strings.WELCOME in html
    assert questions[0] == ANSWERED


def test_an_empty_index_offers_none() -> None:
    assistant = FakeAssistant()
    assistant.indexed = []
    html, questions = greet(assistant)
    assert strings.NOTHING_INDEXED_COMMAND in html
    assert questions == []


def test_an_unusable_index_says_what_to_do() -> None:
    class Broken(FakeAssistant):
        def listings(self) -> list[Listing]:
            raise IndexMissing("There is no index. Run rag ingest.")

    html, questions = greet(Broken())
    assert "There is no index. Run rag ingest." in html
    assert questions == []
