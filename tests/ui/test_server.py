"""The whole web app without a browser: addresses, headers, and doors that stay shut."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from rag.errors import BadSettings
from rag.sections import Serve
from rag.settings import Settings
from tests.ui.doors import PROXY
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
    assert headers["referrer-policy"] == "same-origin"


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


BEHIND = {
    "host": "127.0.0.1:7860",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "chat.example",
    "x-forwarded-prefix": "/docs",
    "remote-user": "anna",
}


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The page behind a proxy that strips a prefix, ends TLS and names the user."""
    serve = Serve(access="header", proxies=[PROXY], hosts=["chat.example"])
    settings = Settings(data=tmp_path_factory.mktemp("data"), serve=serve)
    app = built(FakeAssistant(), settings)
    with TestClient(app, base_url="http://127.0.0.1:7860", client=(PROXY, 1)) as client:
        yield client


def test_behind_a_prefix_the_page_finds_its_own(behind: TestClient) -> None:
    page = behind.get("/chat/", headers=BEHIND)
    assert page.status_code == 200
    assert set(re.findall(r'"root":\s*"([^"]*)"', page.text)) == {"https://chat.example/docs/chat"}
    assert behind.get("/chat/config", headers=BEHIND).json()["root"] == (
        "https://chat.example/docs/chat"
    )
    for file in re.findall(r'(?:href|src)="(\./assets/[^"]+|\.\./page/[^"]+)"', page.text)[:9]:
        assert behind.get(f"/chat/{file}", headers=BEHIND).status_code == 200
    assert behind.get("/", headers=BEHIND, follow_redirects=False).headers["location"] == "chat/"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/chat/"),
        ("GET", "/chat"),
        ("GET", "/chat/config"),
        ("GET", "/chat/?embed=1"),
        ("POST", "/chat/gradio_api/queue/join"),
        ("GET", "/chat/gradio_api/queue/data?session_hash=x"),
        ("POST", "/chat/gradio_api/cancel"),
        ("GET", "/chat/gradio_api/heartbeat/x"),
        ("GET", "/api/collections"),
        ("GET", "/api/articles"),
        ("POST", "/api/ask"),
        ("POST", "/api/feedback"),
        ("GET", "/v1/models"),
        ("POST", "/v1/chat/completions"),
        ("GET", "/openapi.json"),
        ("GET", "/metrics"),
        ("POST", "/mcp"),
        ("GET", "/mcp"),
    ],
)
def test_a_stranger_is_let_in_nowhere(behind: TestClient, method: str, path: str) -> None:
    nobody = {name: value for name, value in BEHIND.items() if name != "remote-user"}
    assert behind.request(method, path, headers=nobody).status_code == 401


def test_every_road_is_either_open_or_guarded(behind: TestClient) -> None:
    app = behind.app
    assert isinstance(app, FastAPI)
    paths = {getattr(route, "path", "") for route in app.routes}
    nobody = {name: value for name, value in BEHIND.items() if name != "remote-user"}
    opened = {
        path
        for path in paths - {"/page", "/chat"}
        if behind.get(re.sub(r"{[^}]*}", "x", path), headers=nobody).status_code != 401
    }
    assert opened <= {"/healthz", "/readyz", "/widget.js"}


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
