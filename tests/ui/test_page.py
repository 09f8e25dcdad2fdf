"""What happens when someone asks, without a browser."""

from __future__ import annotations

from rag.domain import Turn
from rag.errors import BadQuestion, IndexMissing
from tests.ui.fakes import ANSWERED, BROKEN, FIRST, FOLLOW_UP, SLOW, FakeAssistant
from ui import strings
from ui.conversation import Conversation
from ui.page import converse, greet


def last(assistant, now):
    return list(converse(assistant, now))[-1]


def test_the_answer_ends_the_exchange():
    now = last(FakeAssistant(), Conversation().asked(ANSWERED))
    assert now.exchanges[-1].answer.quotes[0].text == FIRST


def test_earlier_turns_are_passed_on():
    assistant = FakeAssistant()
    now = last(assistant, Conversation().asked(ANSWERED))
    last(assistant, now.asked(FOLLOW_UP))
    answer = now.exchanges[0].answer
    assert assistant.asked[-1] == (FOLLOW_UP, (Turn(ANSWERED, answer.text),))


def test_what_a_person_can_act_on_is_shown():
    def refuse(question):
        raise BadQuestion("The question is empty. Type one.")

    now = last(FakeAssistant({"?": refuse}), Conversation().asked("?"))
    assert now.exchanges[-1].trouble == "The question is empty. Type one."
    assert not now.history()


def test_the_unexpected_is_logged_and_not_shown(caplog):
    now = last(FakeAssistant(), Conversation().asked(BROKEN))
    assert now.exchanges[-1].trouble == strings.UNEXPECTED
    assert "a secret of the server" in caplog.text


def test_an_assistant_without_an_answer_is_trouble(caplog):
    class Silent(FakeAssistant):
        def stream(self, question, history=(), filters=None):
            yield "a draft"

    now = last(Silent(), Conversation().asked("q"))
    assert now.exchanges[-1].trouble == strings.UNEXPECTED


def test_closing_stops_the_assistant():
    assistant = FakeAssistant()
    steps = converse(assistant, Conversation().asked(SLOW))
    assert next(steps).exchanges[-1].draft
    steps.close()
    assert assistant.closed.is_set()


def test_the_welcome_offers_examples():
    html, questions = greet(FakeAssistant())
    assert strings.WELCOME in html
    assert questions[0] == ANSWERED


def test_an_empty_index_offers_none():
    assistant = FakeAssistant()
    assistant.indexed = []
    html, questions = greet(assistant)
    assert strings.NOTHING_INDEXED_COMMAND in html
    assert questions == []


def test_an_unusable_index_says_what_to_do():
    class Broken(FakeAssistant):
        def listings(self):
            raise IndexMissing("There is no index. Run rag ingest.")

    html, questions = greet(Broken())
    assert "There is no index. Run rag ingest." in html
    assert questions == []
