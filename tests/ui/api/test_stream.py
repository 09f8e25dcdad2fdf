"""Answers as they come to be: events in order, silence kept alive, work that ends with its reader.

Over a real server, since what a connection does is the matter here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from rag.contract import to_json
from rag.domain import Answer
from tests.ui.api.app import DRAFTED, STUCK, World, events
from tests.ui.fakes import ANSWERED, BROKEN, SLOW, two_sources
from tests.ui.serving import running
from ui.api import stream
from ui.api.asking import AT_ONCE, WAITING


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def client(world: World) -> Iterator[httpx.Client]:
    with running(world.app) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def streamed(client: httpx.Client, question: str) -> httpx.Response:
    return client.post("/api/ask", json={"question": question, "stream": True})


def wait_until(said: object) -> None:
    deadline = time.monotonic() + 10
    while not said():  # type: ignore[operator]
        assert time.monotonic() < deadline, "It did not come about."
        time.sleep(0.01)


def test_the_events_of_an_answer(client: httpx.Client) -> None:
    response = streamed(client, DRAFTED)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"
    status, *drafts, (name, identity, body) = events(response.text)
    assert status == ("status", "", {"state": "searching"})
    assert [event[2] for event in drafts] == [{"text": "It is "}, {"text": "written.\n"}]
    assert (name, body["question"]) == ("answer", DRAFTED)
    assert client.post("/api/feedback", json={"answer": identity, "rating": "up"}).is_success


def test_the_last_event_is_the_contract(client: httpx.Client) -> None:
    assert events(streamed(client, ANSWERED).text)[-1][2] == to_json(two_sources(ANSWERED))


def test_trouble_on_the_way_is_an_event(client: httpx.Client) -> None:
    name, _, problem = events(streamed(client, BROKEN).text)[-1]
    assert (name, problem["status"]) == ("error", 500)
    assert "secret" not in problem["detail"]


def test_trouble_before_is_a_status(client: httpx.Client) -> None:
    assert streamed(client, "?").status_code == 422
    body = {"question": "Who?", "stream": True, "collection": "nobody"}
    assert client.post("/api/ask", json=body).status_code == 404


def test_leaving_ends_the_work_at_once(world: World, client: httpx.Client) -> None:
    body = {"question": SLOW, "stream": True}
    with client.stream("POST", "/api/ask", json=body) as response:
        for line in response.iter_lines():
            if "still" in line:
                break
    assert world.assistant.closed.wait(5)
    wait_until(lambda: b'road="sse",status="left"} 1.0' in world.meters.text())


def test_leaving_ends_the_work_of_one_body_too(world: World, client: httpx.Client) -> None:
    with pytest.raises(httpx.ReadTimeout):
        client.post("/api/ask", json={"question": SLOW}, timeout=0.3)
    assert world.assistant.closed.wait(5)


def test_silence_is_kept_alive(
    world: World, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "KEEP_ALIVE", 0.02)
    pings = threading.Event()
    original = world.assistant.stream

    def stuck(question: str, *more: object) -> Iterator[str | Answer]:
        assert pings.wait(10)
        yield from original(question)

    monkeypatch.setattr(world.assistant, "stream", stuck)
    body = {"question": STUCK, "stream": True}
    lines = []
    with client.stream("POST", "/api/ask", json=body) as response:
        for line in response.iter_lines():
            lines.append(line)
            if line == ": ping":
                pings.set()
    assert lines.count(": ping") >= 1
    assert "event: answer" in lines


def test_too_much_to_do_is_told(world: World, client: httpx.Client) -> None:
    body = {"question": SLOW, "stream": True}
    with ExitStack() as stack:
        accepted = [
            stack.enter_context(client.stream("POST", "/api/ask", json=body))
            for _ in range(AT_ONCE + WAITING)
        ]
        assert {one.status_code for one in accepted} == {200}
        refused = client.post("/api/ask", json={"question": "Who?"})
        assert refused.status_code == 503
        assert len(world.assistant.asked) <= AT_ONCE
        world.assistant.closed.set()
        for one in accepted:
            one.read()
    assert refused.headers["retry-after"] == "5"
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.post("/api/ask", json={"question": "Who?"}).status_code == 200
