"""MCP over HTTP: the SDK's client against a real server, behind all guards."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from rag.contract import to_json
from rag.keys import Keys
from tests.ui.doors import EVIL, PORTAL, settings_of
from tests.ui.fakes import ANSWERED, SLOW, FakeAssistant, two_sources
from tests.ui.mcp.talking import MODES, call, failure, leave, talk
from tests.ui.serving import Held, running
from tests.ui.serving import serving as whole_app
from ui.access.identify import Access
from ui.api.asking import Asking
from ui.api.metrics import Meters
from ui.guarded import guarded_app
from ui.mcp.http import mount
from ui.service import Service

PROTOCOL = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
TODAY = {
    **PROTOCOL,
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "ask",
}
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}


@contextmanager
def serving(data: Path, *assistants: FakeAssistant, **serve: Any) -> Iterator[str]:
    """The address of /mcp, over collections that are called default, hr and law."""
    held = Held(**dict(zip(("default", "hr", "law"), assistants, strict=False)))
    service = Service(settings_of(data, **serve), held)
    routes, lifespan = mount(service, Asking(service, Meters(service)))
    app = guarded_app(service, Access(service.settings), routes, lifespan)
    with running(app) as address:
        yield f"{address}/mcp"


def keyed(address: str, key: str, mode: str, tool: str, **arguments: Any) -> Any:
    """The result of a call with a key."""

    async def run() -> Any:
        headers = {"authorization": f"Bearer {key}"}
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(address, http_client=http), mode=mode) as client,
        ):
            return await client.call_tool(tool, arguments)

    return asyncio.run(run())


def message(question: str = ANSWERED, **more: Any) -> dict[str, Any]:
    """A call of `ask` as it goes over the wire."""
    params = {"name": "ask", "arguments": {"question": question}, **more}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


@pytest.mark.parametrize("mode", MODES)
def test_an_answer_over_http(mode: str, tmp_path: Path) -> None:
    with serving(tmp_path, FakeAssistant()) as address:
        result = call(address, "ask", mode, question=ANSWERED)
    assert result.structured_content == to_json(two_sources(ANSWERED))


def test_the_whole_app_has_this_road(tmp_path: Path) -> None:
    service = Service(settings_of(tmp_path), Held(default=FakeAssistant()))
    with whole_app(service) as address:
        for path in ("/mcp", "/mcp/"):
            result = call(f"{address}{path}", "ask", question=ANSWERED)
            assert result.structured_content == to_json(two_sources(ANSWERED))


@pytest.mark.parametrize("mode", MODES)
def test_many_calls_at_once(mode: str, tmp_path: Path) -> None:
    async def ask(client: Client) -> list[Any]:
        return await asyncio.gather(
            *(client.call_tool("ask", {"question": f"Who is number {n}?"}) for n in range(12))
        )

    with serving(tmp_path, FakeAssistant()) as address:
        results = talk(address, ask, mode)
    asked = [result.structured_content["question"] for result in results]
    assert asked == [f"Who is number {n}?" for n in range(12)]


@pytest.mark.parametrize("mode", MODES)
def test_a_key_opens_its_collections_only(mode: str, tmp_path: Path) -> None:
    key = Keys(tmp_path).add("portal", ["default", "hr"])
    assistants = FakeAssistant(), FakeAssistant(), FakeAssistant()
    with serving(tmp_path, *assistants, access="keys") as address:
        assert not keyed(address, key, mode, "ask", question=ANSWERED, collection="hr").is_error
        for tool, arguments in (
            ("ask", {"question": ANSWERED}),
            ("search", {"query": ANSWERED}),
            ("read_article", {"id": "003.txt"}),
        ):
            hidden = failure(keyed(address, key, mode, tool, collection="law", **arguments))
            unknown = failure(keyed(address, key, mode, tool, collection="no", **arguments))
            assert hidden.replace("'law'", "'no'") == unknown
        without = httpx.post(address, json=message(), headers=PROTOCOL)
    assert without.status_code == 401
    assert without.headers["content-type"] == "application/problem+json"
    assert assistants[2].asked == []


@pytest.mark.parametrize("headers", [PROTOCOL, TODAY])
def test_other_sites_and_names_are_turned_away(headers: dict[str, str], tmp_path: Path) -> None:
    assistant = FakeAssistant()
    with serving(tmp_path, assistant, origins=[PORTAL]) as address:

        def status(**more: str) -> int:
            sent = {**headers, **more}
            return httpx.post(address, json=message(_meta=META), headers=sent).status_code

        assert status(origin=EVIL) == 403
        assert status(host="evil.example") == 400
        assert assistant.asked == []
        assert status(origin=PORTAL) == 200
        assert status() == 200
    assert len(assistant.asked) == 2


@pytest.mark.parametrize("headers", [PROTOCOL, TODAY])
def test_answers_are_json_without_a_session(headers: dict[str, str], tmp_path: Path) -> None:
    with serving(tmp_path, FakeAssistant()) as address:
        response = httpx.post(address, json=message(_meta=META), headers=headers)
    assert response.headers["content-type"].startswith("application/json")
    assert "mcp-session-id" not in response.headers
    told = response.json()["result"]["structuredContent"]
    assert told == json.loads(json.dumps(to_json(two_sources(ANSWERED))))


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_there_is_no_stream_to_hold_open(method: str, tmp_path: Path) -> None:
    with serving(tmp_path, FakeAssistant()) as address:
        response = httpx.request(method, address, headers={"accept": "text/event-stream"})
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize("headers", [PROTOCOL, TODAY])
def test_leaving_frees_the_model(headers: dict[str, str], tmp_path: Path) -> None:
    assistant = FakeAssistant()

    async def hang_up(address: str) -> None:
        async with httpx.AsyncClient(headers=headers) as client:
            await leave(client.post(address, json=message(SLOW, _meta=META)), assistant)

    with serving(tmp_path, assistant) as address:
        asyncio.run(hang_up(address))
        assert assistant.closed.wait(10)
        assert call(address, "ask", question=ANSWERED).structured_content


@pytest.mark.parametrize("mode", MODES)
def test_cancelling_frees_the_model(mode: str, tmp_path: Path) -> None:
    assistant = FakeAssistant()

    async def cancel(client: Client) -> None:
        await leave(client.call_tool("ask", {"question": SLOW}), assistant)

    with serving(tmp_path, assistant) as address:
        talk(address, cancel, mode)
        assert assistant.closed.wait(10)


def test_a_rate_holds_over_http(tmp_path: Path) -> None:
    async def hurry(client: Client) -> list[bool]:
        return [(await client.call_tool("ask", {"question": ANSWERED})).is_error for _ in range(2)]

    with serving(tmp_path, FakeAssistant(), rate=1) as address:
        assert talk(address, hurry) == [False, True]


@pytest.mark.parametrize("headers", [PROTOCOL, TODAY])
def test_nonsense_is_the_senders_fault(headers: dict[str, str], tmp_path: Path) -> None:
    with serving(tmp_path, FakeAssistant()) as address:
        for body in (b"", b"{", b"[]", b"7", b'{"jsonrpc":"2.0","id":1}', b"[" * 5000, b"\xff"):
            response = httpx.post(address, content=body, headers=headers)
            assert 400 <= response.status_code < 500
            assert "Traceback" not in response.text
        assert not call(address, "ask", question=ANSWERED).is_error
