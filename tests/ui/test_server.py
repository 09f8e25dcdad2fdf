"""The whole web app without a browser: addresses, headers, and doors that stay shut."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from rag.errors import BadSettings
from rag.sections import Serve
from rag.settings import Settings
from tests.ui.fakes import FakeAssistant
from tests.ui.serving import built, free_port
from ui.guard import LARGEST_BODY
from ui.guarded import known_path
from ui.listen import Announcing, address, listener

FOREIGN = {"origin": "http://evil.example"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(built(FakeAssistant(), Settings()), base_url="http://127.0.0.1:7860") as client:
        yield client


def test_the_front_door_leads_to_the_chat(client: TestClient) -> None:
    response = client.get("/", follow_redirects=False)
    assert response.headers["location"] == "chat/"
    page = client.get("/")
    assert page.status_code == 200
    assert str(page.url).endswith("/chat/")
    assert '<html\n\tlang="en"' in page.text


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok\n"


@pytest.mark.parametrize("path", ["/", "/chat/", "/chat/config", "/healthz", "/chat/nothing"])
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"].split("style-src")[0]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_every_script_of_the_page_has_the_nonce_of_this_response(client: TestClient) -> None:
    first, second = client.get("/chat/"), client.get("/chat/")
    found = re.search(r"'nonce-([^']+)'", first.headers["content-security-policy"])
    assert found is not None
    nonce = found[1]
    assert nonce not in second.text
    assert first.text.count("<script") == first.text.count(f'<script nonce="{nonce}"') > 0
    assert first.headers["cache-control"] == "no-store"


def test_the_page_names_no_other_site_as_its_preview(client: TestClient) -> None:
    page = client.get("/chat/").text
    assert "raw.githubusercontent.com" not in page
    assert "og:" not in page


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/chat/"),
        ("GET", "/chat/config"),
        ("OPTIONS", "/chat/gradio_api/queue/data"),
        ("POST", "/chat/gradio_api/queue/join"),
        ("POST", "/chat/gradio_api/call/ask"),
        ("OPTIONS", "/chat/gradio_api/queue/join"),
        ("OPTIONS", "/chat/gradio_api/call/ask"),
    ],
)
def test_a_foreign_origin_gets_no_cors_header(client: TestClient, method: str, path: str) -> None:
    headers = {**FOREIGN, "access-control-request-method": "POST"}
    response = client.request(method, path, headers=headers)
    assert "access-control-allow-origin" not in response.headers
    assert "access-control-allow-credentials" not in response.headers


def test_a_foreign_page_cannot_ask(client: TestClient) -> None:
    body = {"data": ["q", None], "fn_index": 0, "session_hash": "x"}
    response = client.post("/chat/gradio_api/queue/join", json=body, headers=FOREIGN)
    assert response.status_code == 403


def test_a_rebound_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/chat/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/chat/gradio_api/upload"),
        ("POST", "/chat/gradio_api/upload/"),
        ("POST", "/chat//gradio_api/upload"),
        ("GET", "/chat/gradio_api/upload_progress"),
        ("GET", "/chat/gradio_api/info"),
        ("GET", "/chat/gradio_api/openapi.json"),
        ("POST", "/chat/gradio_api/call/ask"),
        ("POST", "/chat/gradio_api/run/ask"),
        ("POST", "/chat/gradio_api/api/ask"),
        ("POST", "/chat/gradio_api/component_server"),
        ("GET", "/chat/gradio_api/file=/etc/passwd"),
        ("GET", "/chat/file=/etc/passwd"),
        ("GET", "/chat/gradio_api/proxy=http://evil.example/"),
        ("GET", "/chat/monitoring"),
        ("GET", "/docs"),
    ],
)
def test_what_the_page_does_not_need_is_closed(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path, files={"files": b"x"} if method == "POST" else None)
    assert response.status_code == 404


def test_a_large_request_is_refused(client: TestClient) -> None:
    body = b"x" * (LARGEST_BODY + 1)
    assert client.post("/chat/gradio_api/queue/join", content=body).status_code == 413


def test_our_own_files_are_served_and_nothing_above_them(client: TestClient) -> None:
    assert "--accent" in client.get("/page/footnote.css").text
    assert client.get("/page/%2e%2e/server.py").status_code == 404


@pytest.mark.parametrize("path", ["/chat/gradio_api/queue/join", "/chat/assets/a.js", "/healthz"])
def test_known_paths(path: str) -> None:
    assert known_path(path)


def test_nothing_is_reported_to_anyone(client: TestClient) -> None:
    config = client.get("/chat/config").json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []


def test_a_port_in_use_is_said_plainly() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadSettings, match=f"Port {port} on 127.0.0.1 is in use"):
            listener("127.0.0.1", port)


def test_a_host_that_is_not_ours_is_said_plainly() -> None:
    with pytest.raises(BadSettings, match=r"Cannot listen on no\.such\.host\.invalid"):
        listener("no.such.host.invalid", 7860)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:7860"),
        ("0.0.0.0", "http://127.0.0.1:7860"),
        ("::1", "http://[::1]:7860"),
    ],
)
def test_the_address_can_be_opened(host: str, shown: str) -> None:
    assert address(Settings(serve=Serve(host=host))) == shown


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that is asked for nothing."""


def test_the_address_is_said_once_the_server_listens(capsys: pytest.CaptureFixture[str]) -> None:
    config = uvicorn.Config(nothing, lifespan="off", log_level="warning")
    server = Announcing(config, "http://127.0.0.1:7860")

    async def start_and_stop() -> None:
        with listener("127.0.0.1", free_port()) as listening:
            assert capsys.readouterr().out == ""
            await serve_briefly(server, listening)

    async def serve_briefly(server: uvicorn.Server, listening: socket.socket) -> None:
        running = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0)
        server.should_exit = True
        await running

    asyncio.run(start_and_stop())
    assert capsys.readouterr().out == "Footnote is at http://127.0.0.1:7860\n"
