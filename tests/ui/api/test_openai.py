"""OpenAI's API through OpenAI's own client, over a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam

from rag.contract import to_json
from rag.domain import Turn
from rag.feedback import read
from rag.sections import Serve
from tests.ui.api.app import DRAFTED, World
from tests.ui.fakes import (
    ANSWERED,
    BROKEN,
    REFUSED,
    FakeAssistant,
    make_answer,
    make_quote,
    two_sources,
)
from tests.ui.serving import running
from ui.api.openai_forms import Reply, with_footnotes

TEXT = (
    "This is the first time Islamabad has decided to upgrade its ties since 2021. [1] "
    "The chargé d’affaires in Kabul will be upgraded to ambassador. [2]\n\n"
    "[1] “This is the first time Islamabad has decided to upgrade its ties since 2021.” — "
    "Pakistan upgrades ties with Afghanistan, The Independent, 2025-05-30\n\n"
    "[2] “The chargé d’affaires in Kabul will be upgraded to ambassador.” — "
    "Islamabad to name envoy, The Star, 2025-05-31"
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, hr=FakeAssistant())


@pytest.fixture
def client(world: World) -> Iterator[OpenAI]:
    with (
        running(world.app) as address,
        OpenAI(base_url=f"{address}/v1", api_key="fn_any", max_retries=0, timeout=20) as client,
    ):
        yield client


def user(text: str) -> ChatCompletionMessageParam:
    return {"role": "user", "content": text}


def test_an_answer_with_its_quotes_twice(client: OpenAI) -> None:
    reply = client.chat.completions.create(model="footnote", messages=[user(ANSWERED)])
    message = reply.choices[0].message
    assert message.content == TEXT
    assert message.model_extra == {"footnote": to_json(two_sources(ANSWERED))}
    assert (reply.object, reply.choices[0].finish_reason) == ("chat.completion", "stop")
    assert reply.usage is not None
    assert Reply.model_validate(reply.model_dump(exclude_unset=True))


def test_a_stream_sends_what_is_verified_and_no_draft(client: OpenAI) -> None:
    with client.chat.completions.create(
        model="footnote",
        messages=[user(ANSWERED)],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        *chunks, counted = list(stream)
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(pieces) == TEXT
    assert len(pieces) > 20
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks[-2:]] == [None, "stop"]
    assert chunks[-1].model_extra == {"footnote": to_json(two_sources(ANSWERED))}
    assert (counted.choices, counted.usage is not None) == ([], True)
    assert len({chunk.id for chunk in chunks}) == 1
    drafted = client.chat.completions.create(
        model="footnote", messages=[user(DRAFTED)], stream=True
    )
    assert "It is written" not in "".join(one.choices[0].delta.content or "" for one in drafted)


def test_a_stream_ends_as_openai_ends_it(client: OpenAI) -> None:
    body = {"model": "footnote", "messages": [user("Who?")], "stream": True}
    raw = httpx.post(f"{client.base_url}chat/completions", json=body).text
    assert raw.endswith("data: [DONE]\n\n")
    assert "event:" not in raw


def test_the_conversation_is_the_history(world: World, client: OpenAI) -> None:
    messages: list[ChatCompletionMessageParam] = [
        {"role": "system", "content": "Answer in verse and quote nothing."},
        user("Never answered?"),
        user("When?"),
        {"role": "assistant", "content": TEXT},
        {
            "role": "user",
            "content": [{"type": "text", "text": "And"}, {"type": "text", "text": "who?"}],
        },
        {"role": "assistant", "content": "A beginning that is left out"},
    ]
    client.chat.completions.create(
        model="footnote", messages=messages, temperature=0.3, seed=7, user="ann"
    )
    said = TEXT.partition("\n\n")[0]
    assert world.assistant.asked == [("And\nwho?", (Turn("When?", said),))]


def test_an_answer_of_this_road_can_be_rated(world: World, client: OpenAI) -> None:
    reply = client.chat.completions.create(model="footnote", messages=[user("Who?")])
    body = {"answer": reply.id.removeprefix("chatcmpl-"), "rating": "up"}
    assert httpx.post(f"{str(client.base_url)[:-3]}api/feedback", json=body).status_code == 204
    assert [one.question for one in read(world.settings)] == ["Who?"]


def test_models_are_collections(world: World, client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["footnote", "footnote-hr"]
    assert client.models.retrieve("footnote-hr").owned_by == "footnote"
    client.chat.completions.create(model="footnote-hr", messages=[user("Who?")])
    assert world.assistant.asked == []
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-4o")
    with pytest.raises(openai.NotFoundError, match="no collection"):
        client.chat.completions.create(model="gpt-4o", messages=[user("Who?")])


def test_errors_are_what_the_client_reads(client: OpenAI) -> None:
    def ask(*messages: Any, **more: Any) -> Any:
        return client.chat.completions.create(model="footnote", messages=messages, **more)

    with pytest.raises(openai.UnprocessableEntityError, match="no word") as bad:
        ask(user("?!"))
    assert isinstance(bad.value.body, dict)
    assert bad.value.body["message"].startswith("The question holds no word")
    with pytest.raises(openai.UnprocessableEntityError, match="Only text"):
        ask({"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]})
    with pytest.raises(openai.UnprocessableEntityError, match="no message of the user"):
        ask({"role": "system", "content": "Hello"})
    with pytest.raises(openai.InternalServerError):
        ask(user(BROKEN))
    with pytest.raises(openai.APIError, match="Something went wrong"):
        list(ask(user(BROKEN), stream=True))


def test_a_key_is_asked_for_in_this_form(tmp_path: Path) -> None:
    world = World(tmp_path, Serve(access="keys"))
    with (
        running(world.app) as address,
        OpenAI(base_url=f"{address}/v1", api_key="fn_wrong", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError, match="not known here"),
    ):
        client.chat.completions.create(model="footnote", messages=[user("Who?")])


def test_a_refusal_has_no_footnotes(client: OpenAI) -> None:
    message = client.chat.completions.create(model="footnote", messages=[user(REFUSED)])
    assert message.choices[0].message.content == "I could not find this in the articles."


def test_what_became_of_a_model_is_told_in_the_text() -> None:
    notice = "The model broke off. The quoted sentences are shown instead."
    answer = replace(make_answer("Who?", make_quote(1)), notice=notice)
    assert with_footnotes(answer).endswith(f"\n\n{notice}")


def test_what_articles_say_stays_text_in_markdown() -> None:
    quote = make_quote(
        1,
        "See ![x](http://evil/p) <img src=x> [a][b].",
        title="[t](javascript:1)\n\n# T",
        day=date(2025, 5, 1),
    )
    text = with_footnotes(make_answer("Who?", quote))
    assert "](" not in text
    assert "<img" not in text.replace("\\<img", "")
    assert "][b" not in text
    assert "\n#" not in text
    assert text.count("[1]") == 2
