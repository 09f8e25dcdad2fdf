"""Alive, ready and in numbers; and the API's own document."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from rag.domain import Answer, Trace, Verdict
from rag.errors import LanguageModelFailed
from rag.sections import Serve
from rag.settings import PASSWORD
from tests.ui.api.app import World
from tests.ui.fakes import ANSWERED, REFUSED, FakeAssistant, make_answer, make_quote
from ui.api.document import security


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, hr=FakeAssistant())


def call(world: World, *requests: tuple[Any, ...]) -> list[httpx.Response]:
    async def run() -> list[httpx.Response]:
        async with world.client() as client:
            return [
                await client.request(method, path, json=body[0] if body else None)
                for method, path, *body in requests
            ]

    return asyncio.run(run())


def numbers(world: World) -> dict[str, float]:
    """Every sample of /metrics: `name{label=value,…}` without the quotation marks."""
    (response,) = call(world, ("GET", "/metrics"))
    assert response.headers["content-type"].startswith("text/plain; version=")
    return {
        sample.name
        + "{"
        + ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
        + "}": sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_alive_and_ready(world: World) -> None:
    alive, ready = call(world, ("GET", "/healthz"), ("GET", "/readyz"))
    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert (ready.status_code, ready.text) == (200, "ready\n")
    world.library.assistants.clear()
    alive, ready = call(world, ("GET", "/healthz"), ("GET", "/readyz"))
    assert alive.status_code == 200
    assert ready.status_code == 503
    assert ready.headers["content-type"] == "application/problem+json"
    assert ready.json()["detail"] == "Nothing is indexed yet."


def test_questions_are_counted_by_road_collection_and_outcome(world: World) -> None:
    chat = {"model": "footnote-hr", "messages": [{"role": "user", "content": "Who?"}]}
    identity = call(
        world,
        ("POST", "/api/ask", {"question": ANSWERED}),
        ("POST", "/api/ask", {"question": REFUSED}),
        ("POST", "/api/ask", {"question": "Who?", "stream": True}),
        ("POST", "/api/ask", {"question": "What breaks?"}),
        ("POST", "/v1/chat/completions", chat),
    )[0].headers["answer-id"]
    call(world, ("POST", "/api/feedback", {"answer": identity, "rating": "down"}))
    found = numbers(world)
    asked = {name: n for name, n in found.items() if name.startswith("footnote_questions_total")}
    assert asked == {
        "footnote_questions_total{collection=default,road=rest,status=quoted}": 1,
        "footnote_questions_total{collection=default,road=rest,status=refused}": 1,
        "footnote_questions_total{collection=default,road=rest,status=failed}": 1,
        "footnote_questions_total{collection=default,road=sse,status=quoted}": 1,
        "footnote_questions_total{collection=hr,road=openai,status=quoted}": 1,
    }
    assert found["footnote_answer_seconds_count{collection=default,road=rest}"] == 2
    assert found["footnote_first_word_seconds_count{collection=hr,road=openai}"] == 1
    assert found["footnote_questions_in_flight{}"] == 0
    assert found["footnote_articles{collection=default}"] == 2
    assert found["footnote_passages{collection=hr}"] == 14
    assert found["footnote_feedback{rating=down}"] == 1
    assert found["footnote_feedback{rating=up}"] == 0


def test_what_a_model_lost_is_counted(world: World) -> None:
    def verdict(fate: Any) -> Verdict:
        return Verdict("He went.", (1,), fate)

    fates = ("kept", "dropped", "corrected", "dropped")
    trace = Trace(model="small", verdicts=tuple(verdict(fate) for fate in fates))
    answer = make_answer("Who?", make_quote(1))
    world.assistant.script |= {
        "Written?": lambda question: replace(answer, status="written", trace=trace),
        "Fallen back?": lambda question: replace(answer, trace=Trace(model="small")),
        "Without?": lambda question: replace(answer, trace=Trace()),
    }
    call(world, *(("POST", "/api/ask", {"question": q}) for q in list(world.assistant.script)[-3:]))
    found = numbers(world)
    assert found["footnote_dropped_sentences_total{collection=default}"] == 2
    assert found["footnote_model_failures_total{collection=default}"] == 1


def test_labels_hold_no_text_of_anybody(world: World) -> None:
    secret = "xyzzy"
    call(
        world,
        ("POST", "/api/ask", {"question": secret}),
        ("POST", "/api/ask", {"question": secret, "collection": secret}),
        ("GET", f"/api/articles/{secret}"),
    )
    assert secret not in call(world, ("GET", "/metrics"))[0].text


def test_two_apps_count_apart(tmp_path: Path, world: World) -> None:
    other = World(tmp_path)
    call(other, ("POST", "/api/ask", {"question": "Who?"}))
    assert "questions_total{" not in call(world, ("GET", "/metrics"))[0].text


def test_a_broken_index_leaves_the_other_numbers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Iterator[Answer]:
        raise LanguageModelFailed("Any error of ours.")

    monkeypatch.setattr(world.assistant, "listings", broken)
    assert "footnote_questions_in_flight{}" in numbers(world)


# The document


def document(world: World) -> dict[str, Any]:
    (response,) = call(world, ("GET", "/openapi.json"))
    told: dict[str, Any] = response.json()
    return told


def test_the_document_tells_every_road(world: World) -> None:
    told = document(world)
    assert {(method.upper(), path) for path in told["paths"] for method in told["paths"][path]} == {
        ("POST", "/api/ask"),
        ("POST", "/api/feedback"),
        ("GET", "/api/collections"),
        ("GET", "/api/articles"),
        ("GET", "/api/articles/{id}"),
        ("POST", "/v1/chat/completions"),
        ("GET", "/v1/models"),
        ("GET", "/v1/models/{model}"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),
    }
    for path in told["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            for status, response in operation["responses"].items():
                kinds = set(response.get("content", ()))
                assert kinds == {"application/problem+json"} or status in ("200", "204")


def test_every_reference_in_the_document_is_there(world: World) -> None:
    told = document(world)
    schemas = told["components"]["schemas"]
    references = set(re.findall(r"#/components/schemas/(\w+)", str(told)))
    assert references <= set(schemas)
    assert "HTTPValidationError" not in schemas


@pytest.mark.parametrize(
    ("access", "schemes"),
    [
        ("open", set()),
        ("keys", {"key"}),
        ("header", {"key", "user"}),
        ("password", {"key", "password", "session"}),
    ],
)
def test_the_document_tells_how_to_be_let_in(
    access: Any, schemes: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "open sesame")
    world = World(tmp_path, Serve(access=access, proxies=["10.0.0.1"], insist_open=True))
    assert set(security(world.settings)) == schemes


def test_a_prefix_is_where_the_server_is(world: World) -> None:
    async def run() -> dict[str, Any]:
        transport = httpx.ASGITransport(world.app, root_path="/portal")
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            told: dict[str, Any] = (await client.get("/portal/openapi.json")).json()
            return told

    assert asyncio.run(run())["servers"] == [{"url": "/portal"}]
