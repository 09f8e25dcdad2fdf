"""What happens when someone asks, without a browser and without Gradio."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from datetime import date

import pytest

from rag.domain import Answer, Filters, Listing, Turn
from rag.errors import BadInput, BadQuestion, IndexForeign
from rag.sections import Serve
from rag.settings import Settings
from tests.ui.fakes import (
    ANSWERED,
    BROKEN,
    EVERYTHING,
    FIRST,
    FOLLOW_UP,
    REFUSED,
    SLOW,
    FakeAssistant,
    FakeService,
)
from tests.ui.serving import Held
from ui import talk
from ui.access.visitor import Visitor
from ui.api.metrics import Meters
from ui.conversation import Conversation
from ui.look import Look
from ui.relay import Leaving

VISITOR = Visitor("tester", frozenset({"default"}))
LOOK = Look()


def service(assistant: FakeAssistant) -> FakeService:
    return FakeService(Settings(), Held(default=assistant))


def steps(assistant: FakeAssistant, now: Conversation) -> Iterator[Conversation]:
    return talk.converse(service(assistant), LOOK, VISITOR, now, Leaving())


def asked(question: str, filters: Filters = EVERYTHING) -> Conversation:
    return Conversation(collection="default").asked(question, filters)


def last(assistant: FakeAssistant, now: Conversation) -> Conversation:
    return list(steps(assistant, now))[-1]


def test_the_answer_ends_the_exchange_and_can_be_rated() -> None:
    exchange = last(FakeAssistant(), asked(ANSWERED)).exchanges[-1]
    assert exchange.answer is not None
    assert exchange.answer.quotes[0].text == FIRST
    assert exchange.kept_as


def test_earlier_turns_and_filters_are_passed_on() -> None:
    assistant = FakeAssistant()
    now = last(assistant, asked(ANSWERED))
    filters = Filters(after=date(2025, 5, 1))
    last(assistant, now.asked(FOLLOW_UP, filters))
    answer = now.exchanges[0].answer
    assert answer is not None
    assert assistant.asked[-1] == (FOLLOW_UP, (Turn(ANSWERED, answer.text),))
    assert assistant.filters[-1] == filters


def test_what_a_person_can_act_on_is_shown() -> None:
    def refuse(question: str) -> Answer:
        raise BadQuestion("The question is empty. Type one.")

    now = last(FakeAssistant({"?": refuse}), asked("?"))
    assert now.exchanges[-1].trouble == "The question is empty. Type one."
    assert not now.history()


def test_the_unexpected_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    now = last(FakeAssistant(), asked(BROKEN))
    assert now.exchanges[-1].trouble == LOOK.words.UNEXPECTED
    assert "a secret of the server" in caplog.text


def test_an_assistant_without_an_answer_is_trouble(caplog: pytest.LogCaptureFixture) -> None:
    class Silent(FakeAssistant):
        def stream(
            self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
        ) -> Iterator[str | Answer]:
            yield "a draft"

    assert last(Silent(), asked("q")).exchanges[-1].trouble == LOOK.words.UNEXPECTED


def test_a_collection_that_is_not_theirs_is_trouble() -> None:
    now = last(FakeAssistant(), Conversation(collection="hr").asked(ANSWERED))
    assert "There is no collection 'hr'" in now.exchanges[-1].trouble


def test_who_asks_too_fast_is_told_so() -> None:
    held = service(FakeAssistant())
    hasty = Visitor("hasty", frozenset({"default"}), rate=1)
    now = asked(ANSWERED)
    for _ in range(2):
        now = list(talk.converse(held, LOOK, hasty, asked(ANSWERED), Leaving()))[-1]
    assert "too fast" in now.exchanges[-1].trouble


def test_closing_stops_the_assistant() -> None:
    assistant = FakeAssistant()
    running = steps(assistant, asked(SLOW))
    assert isinstance(running, Generator)
    assert next(running).exchanges[-1].draft
    running.close()
    assert assistant.closed.is_set()


def test_the_welcome_offers_examples() -> None:
    held = service(FakeAssistant())
    now, html, _ = talk.begin(held, LOOK, VISITOR)
    assert now == Conversation(collection="default")
    assert LOOK.words.WELCOME in html
    assert ANSWERED in talk.examples(held, LOOK, VISITOR, now)


def test_an_empty_index_offers_none() -> None:
    assistant = FakeAssistant()
    assistant.indexed = []
    _, html, _ = talk.begin(service(assistant), LOOK, VISITOR)
    assert LOOK.words.NOTHING_INDEXED_COMMAND in html


def test_no_index_says_what_to_do() -> None:
    held = FakeService(Settings(), Held())
    now, html, _ = talk.begin(held, LOOK, VISITOR)
    assert LOOK.words.NOTHING_INDEXED in html
    assert talk.examples(held, LOOK, VISITOR, now) == ""


def test_an_unusable_index_says_what_is_wrong() -> None:
    class Broken(FakeAssistant):
        def listings(self) -> list[Listing]:
            raise IndexForeign("It is damaged. Remove it.")

    assert "It is damaged. Remove it." in talk.begin(service(Broken()), LOOK, VISITOR)[1]


def test_only_collections_that_a_visitor_may_ask_are_offered() -> None:
    assistant = FakeAssistant()
    held = FakeService(Settings(), Held(default=assistant, hr=assistant, law=assistant))
    two = Visitor("two", frozenset({"hr", "law"}))
    now, _, options = talk.begin(held, LOOK, two, "law")
    assert now.collection == "law"
    assert "hr" in options
    assert "default" not in options
    assert talk.begin(held, LOOK, two, "secret")[0].collection == "hr"


def test_follow_ups_are_for_the_last_answer_and_new() -> None:
    held = service(FakeAssistant())
    now = last(FakeAssistant(), asked("Who is Ishaq Dar?"))
    html = talk.follow_ups(held, LOOK, VISITOR, now)
    assert "What happened in Kabul?" in html
    assert "Who is Ishaq Dar?" not in html
    refused = last(FakeAssistant(), asked(REFUSED))
    assert talk.follow_ups(held, LOOK, VISITOR, refused) == ""


def test_an_article_opens_at_its_quote_and_only_when_it_was_quoted() -> None:
    held = service(FakeAssistant())
    now = last(FakeAssistant(), asked(ANSWERED))
    html = talk.open_article(held, LOOK, VISITOR, now, 1, 1)
    assert f"<mark>{FIRST}</mark>" in html
    assert '<span class="clutter">Share this.</span>' in html
    assert talk.open_article(held, LOOK, VISITOR, now, 1, 3) == ""
    assert talk.open_article(held, LOOK, VISITOR, now, 7, 1) == ""
    assert LOOK.words.ARTICLE_GONE in talk.open_article(held, LOOK, VISITOR, now, 1, 2)


def test_a_rating_is_kept_for_an_answer_of_this_visitor() -> None:
    held = service(FakeAssistant())
    now = list(talk.converse(held, LOOK, VISITOR, asked(ANSWERED), Leaving()))[-1]
    kept_as = now.exchanges[-1].kept_as
    assert LOOK.words.RATED in talk.rate(held, LOOK, VISITOR, kept_as, "down", " too long ")
    assert held.ratings == [(ANSWERED, "down", "too long")]
    other = Visitor("other", None)
    assert LOOK.words.NOT_RATED in talk.rate(held, LOOK, other, kept_as, "up", "")
    assert LOOK.words.NOT_RATED in talk.rate(held, LOOK, VISITOR, kept_as, "best", "")


def test_filters_are_read_as_the_page_sends_them() -> None:
    words = LOOK.words
    assert talk.read_filters(words, "") == Filters()
    told = '{"after": "2025-05-01", "source": "The [*] Star"}'
    assert talk.read_filters(words, told) == Filters(date(2025, 5, 1), None, "The [[][*]] Star")


@pytest.mark.parametrize("told", ["{", '{"after": "soon"}', '{"before": 7}', "[" * 9999])
def test_filters_that_cannot_be_read_are_refused(told: str) -> None:
    with pytest.raises(BadInput, match="filters"):
        talk.read_filters(LOOK.words, told)


def test_a_model_that_could_be_used_is_hinted_at_only_where_it_is_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rag.llm.ollama.hint", lambda _: "Ollama <answers>.")
    assert talk.hint(service(FakeAssistant())) == "Ollama <answers>."
    closed = Settings(serve=Serve(access="password"))
    assert talk.hint(FakeService(closed, Held())) == ""


def test_a_question_is_counted_with_what_came_of_it() -> None:
    held = service(FakeAssistant())
    meters = Meters(held)
    list(talk.converse(held, LOOK, VISITOR, asked(ANSWERED), Leaving(), meters))
    assert 'road="page",status="quoted"' in meters.text().decode()
