"""REST as a client sees it: the contract, bounds that are named, errors in one form."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.contract import to_json
from rag.domain import Filters, Turn
from rag.feedback import read
from rag.keys import Keys
from rag.sections import Serve
from tests.ui.api.app import NOTICED, World
from tests.ui.fakes import ANSWERED, BROKEN, REFUSED, FakeAssistant, two_sources
from ui.api.schemas import AnswerTold
from ui.guard import LARGEST_BODY

JSON = {"content-type": "application/json"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, hr=FakeAssistant())


def call(world: World, *requests: tuple[Any, ...], **common: Any) -> list[httpx.Response]:
    """The responses to (method, path, JSON body) requests, one after the other."""

    async def run() -> list[httpx.Response]:
        async with world.client() as client:
            return [
                await client.request(method, path, json=body[0] if body else None, **common)
                for method, path, *body in requests
            ]

    return asyncio.run(run())


def ask(world: World, **body: Any) -> httpx.Response:
    return call(world, ("POST", "/api/ask", body))[0]


def problem(response: httpx.Response, status: int) -> str:
    """The sentence of a problem, which has to have the form."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert set(told) >= {"type", "title", "status", "detail"}
    assert told["status"] == status
    assert "Traceback" not in response.text
    return str(told["detail"])


def test_the_body_is_the_contract(world: World) -> None:
    response = ask(world, question=ANSWERED)
    assert response.status_code == 200
    assert response.json() == to_json(two_sources(ANSWERED))
    assert len(response.headers["answer-id"]) > 10
    assert response.headers["cache-control"] == "no-store"
    assert ask(world, question=REFUSED).json()["status"] == "refused"


@pytest.mark.parametrize("question", [ANSWERED, REFUSED, NOTICED])
def test_the_document_tells_the_contract_whole(question: str, world: World) -> None:
    body = ask(world, question=question).json()
    told = AnswerTold.model_validate(body).model_dump(mode="json", exclude_unset=True)
    assert told == body
    assert ("notice" in body) == (question == NOTICED)


def test_history_and_filters_reach_the_assistant(world: World) -> None:
    filters = {"after": "2025-05-01", "before": "2025-06-01", "source": "*Star*"}
    response = ask(world, question="And then?", history=[["Who?", "Dar. [1]"]], **filters)
    assert response.status_code == 200
    assert world.assistant.asked == [("And then?", (Turn("Who?", "Dar. [1]"),))]
    assert world.assistant.given == [Filters(date(2025, 5, 1), date(2025, 6, 1), "*Star*")]


def test_another_collection_is_another_assistant(world: World) -> None:
    assert ask(world, question="Who?", collection="hr").status_code == 200
    assert world.assistant.asked == []


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "question"),
        ({"question": "Who?", "questoin": "Who?"}, "questoin"),
        ({"question": ""}, "question"),
        ({"question": "x" * 2001}, "question"),
        ({"question": " \n "}, "empty"),
        ({"question": "?!"}, "no word"),
        ({"question": 5}, "question"),
        ({"question": "Who?", "history": [["Who?", "Dar."]] * 51}, "history"),
        ({"question": "Who?", "history": [["Who?"]]}, "history"),
        ({"question": "Who?", "history": [["Who?", "x" * 20_001]]}, "history"),
        ({"question": "Who?", "after": "yesterday"}, "2025-05-30"),
        ({"question": "Who?", "after": 0}, "after"),
        ({"question": "Who?", "before": "2025-02-30"}, "before"),
        ({"question": "Who?", "after": "2025-06-01", "before": "2025-05-01"}, "swap"),
        ({"question": "Who?", "source": ""}, "source"),
        ({"question": "Who?", "stream": "yes"}, "stream"),
        ({"question": "Who?", "collection": "x" * 41}, "collection"),
        ([], "body"),
    ],
)
def test_bad_input_is_named(body: Any, named: str, world: World) -> None:
    (response,) = call(world, ("POST", "/api/ask", body))
    assert named in problem(response, 422)
    assert world.assistant.asked == []


def test_what_goes_wrong_has_one_form(world: World) -> None:
    wrong: list[tuple[str, str, int]] = [
        ("GET", "/api/nothing", 404),
        ("GET", "/api/ask", 405),
        ("GET", "/v1/nothing", 404),
        ("GET", "/api/articles?collection=nobody", 404),
        ("GET", "/api/articles/nothing.txt", 404),
        ("GET", "/api/articles/", 404),
    ]
    for method, path, status in wrong:
        assert problem(call(world, (method, path))[0], status)
    assert call(world, ("GET", "/api/ask"))[0].headers["allow"] == "POST"
    assert "collection" in problem(ask(world, question="Who?", collection="nobody"), 404)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b'{"question": "Who?"}', "text/plain", 415),
        (b'{"question": "Who?"}', "", 415),
        (b'{"question"', "application/json", 422),
        (b'{"question": "\\ud800"}', "application/json", 422),
        (b'{"question": "\xff"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"x" * (LARGEST_BODY + 1), "application/json", 413),
    ],
)
def test_bodies_that_are_none(content: bytes, kind: str, status: int, world: World) -> None:
    async def run() -> httpx.Response:
        headers = {"content-type": kind} if kind else {}
        async with world.client() as client:
            return await client.post("/api/ask", content=content, headers=headers)

    problem(asyncio.run(run()), status)


def test_json_may_say_its_charset(world: World) -> None:
    async def run() -> httpx.Response:
        headers = {"content-type": "Application/JSON; charset=utf-8"}
        async with world.client() as client:
            return await client.post("/api/ask", content=b'{"question":"Who?"}', headers=headers)

    assert asyncio.run(run()).status_code == 200


def test_what_nobody_foresaw_tells_no_secret(world: World) -> None:
    assert "secret" not in problem(ask(world, question=BROKEN), 500)


def test_nothing_indexed_is_unavailable(world: World) -> None:
    world.library.assistants.clear()
    assert "rag ingest" in problem(ask(world, question="Who?"), 503)
    (response,) = call(world, ("GET", "/api/collections"))
    assert response.json() == {"collections": []}


def test_what_is_indexed(world: World) -> None:
    collections, listed, whole, spaced = call(
        world,
        ("GET", "/api/collections"),
        ("GET", "/api/articles"),
        ("GET", "/api/articles/003.txt"),
        ("GET", "/api/articles/news/a%20b.txt?collection=default"),
    )
    assert collections.json() == {"collections": ["default", "hr"]}
    first = listed.json()["articles"][0]
    assert first == {
        "id": "003.txt",
        "title": "Upgraded ties",
        "source": "The Independent",
        "date": "2025-05-30",
        "url": None,
        "passages": 9,
        "characters": 4000,
    }
    assert whole.json() == {
        "id": "003.txt",
        "title": "Ties",
        "source": "The Star",
        "date": None,
        "url": None,
        "text": "Long text. More?",
        "clutter": [[11, 16]],
    }
    assert spaced.json()["id"] == "news/a b.txt"
    assert {one.headers["cache-control"] for one in (collections, listed, whole)} == {"no-store"}


def test_a_rating_is_kept_with_its_answer(world: World) -> None:
    identity = ask(world, question=ANSWERED).headers["answer-id"]
    rated = {"answer": identity, "rating": "up"}
    first, second = call(
        world,
        ("POST", "/api/feedback", rated),
        ("POST", "/api/feedback", {**rated, "rating": "down", "note": "No."}),
    )
    assert (first.status_code, second.status_code, second.content) == (204, 204, b"")
    (kept,) = read(world.settings)
    assert (kept.rating, kept.note, kept.question) == ("down", "No.", ANSWERED)
    assert [quote.article for quote in kept.quotes] == ["003.txt", "001.txt"]


@pytest.mark.parametrize(
    "change", [{"rating": "sideways"}, {"note": "x" * 2001}, {"stars": 5}, {"answer": ""}]
)
def test_ratings_are_bounded(change: dict[str, Any], world: World) -> None:
    body = {"answer": "x", "rating": "up", **change}
    (response,) = call(world, ("POST", "/api/feedback", body))
    assert next(iter(change)) in problem(response, 422)


def test_nobody_rates_what_they_were_not_given(tmp_path: Path) -> None:
    world = World(tmp_path, Serve(access="keys"), hr=FakeAssistant())
    ann, bob = (Keys(tmp_path).add(name, ["default"]) for name in ("ann", "bob"))

    def by(secret: str, *request: Any) -> httpx.Response:
        return call(world, request, headers={"authorization": f"Bearer {secret}"})[0]

    asked = by(ann, "POST", "/api/ask", {"question": "Who?"})
    rating = {"answer": asked.headers["answer-id"], "rating": "up"}
    assert "not remembered" in problem(by(bob, "POST", "/api/feedback", rating), 404)
    assert by(ann, "POST", "/api/feedback", rating).status_code == 204
    hidden = {"question": "Who?", "collection": "hr"}
    assert problem(by(ann, "POST", "/api/ask", hidden), 404) == problem(
        by(ann, "POST", "/api/ask", {**hidden, "collection": "xx"}), 404
    ).replace("xx", "hr")
    assert by(ann, "GET", "/api/collections").json() == {"collections": ["default"]}
    problem(by(ann, "GET", "/api/articles?collection=hr"), 404)
    problem(call(world, ("POST", "/api/ask", {"question": "Who?"}))[0], 401)
