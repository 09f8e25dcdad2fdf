"""Strangers are turned away: other hosts, other origins, unknown paths, large bodies."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.guard import HostGuard, OriginGuard, PathGuard, SizeGuard, allowed_hosts, host_name


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


def client(guard: Any, **options: Any) -> TestClient:
    app = Starlette(routes=[Route("/{rest:path}", echo, methods=["GET", "POST"])])
    app.add_middleware(guard, **options)
    return TestClient(app, base_url="http://127.0.0.1:7860")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost:7860", "localhost"),
        ("LOCALHOST", "localhost"),
        ("[::1]:7860", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1", ""),
        ("", ""),
    ],
)
def test_a_host_header_is_read(header: str, name: str) -> None:
    assert host_name(header) == name


@pytest.mark.parametrize(
    ("bound", "header", "status"),
    [
        ("127.0.0.1", "127.0.0.1:7860", 200),
        ("127.0.0.1", "localhost:7860", 200),
        ("127.0.0.1", "[::1]:7860", 200),
        ("127.0.0.1", "evil.example:7860", 400),
        ("127.0.0.1", "127.0.0.1.evil.example", 400),
        ("127.0.0.1", "localhost@evil.example", 400),
        ("127.0.0.1", "", 400),
        ("chat.example", "chat.example", 200),
        ("chat.example", "evil.example", 400),
        ("0.0.0.0", "anything.example", 200),
        ("::", "anything.example", 200),
    ],
)
def test_only_our_own_names_are_answered(bound: str, header: str, status: int) -> None:
    response = client(HostGuard, hosts=allowed_hosts(bound)).get("/", headers={"host": header})
    assert response.status_code == status


@pytest.mark.parametrize(
    ("bound", "header", "status"),
    [
        ("127.0.0.1", "portal.example", 200),
        ("127.0.0.1", "PORTAL.example:443", 200),
        ("127.0.0.1", "evil.portal.example", 400),
        ("0.0.0.0", "portal.example", 200),
        ("0.0.0.0", "localhost", 200),
        ("0.0.0.0", "evil.example", 400),
    ],
)
def test_further_names_are_answered_when_they_are_listed(
    bound: str, header: str, status: int
) -> None:
    hosts = allowed_hosts(bound, ["portal.example"])
    assert client(HostGuard, hosts=hosts).get("/", headers={"host": header}).status_code == status


@pytest.mark.parametrize(("path", "status"), [("/api/ask", 200), ("/mcp", 200), ("/chat/", 403)])
def test_a_listed_site_can_post_to_the_api_alone(path: str, status: int) -> None:
    listed = client(OriginGuard, listed=frozenset({"https://portal.example"}))
    headers = {"origin": "https://portal.example"}
    assert listed.post(path, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 200),
        ("http://127.0.0.1:7860", 200),
        ("http://127.0.0.1:9999", 403),
        ("http://evil.example", 403),
        ("null", 403),
    ],
)
def test_other_sites_cannot_post(origin: str | None, status: int) -> None:
    headers = {} if origin is None else {"origin": origin}
    assert client(OriginGuard).post("/", headers=headers).status_code == status
    assert client(OriginGuard).get("/", headers=headers).status_code == 200


def test_unknown_paths_are_not_found() -> None:
    guarded = client(PathGuard, known=lambda path: path == "/a")
    assert guarded.get("/a").status_code == 200
    assert guarded.get("/b").status_code == 404


def test_a_large_body_is_refused_whether_announced_or_not() -> None:
    guarded = client(SizeGuard, largest=10)
    assert guarded.post("/", content=b"x" * 10).text == "10"
    assert guarded.post("/", content=b"x" * 11).status_code == 413
    assert guarded.post("/", content=iter([b"x" * 6] * 2)).status_code == 413
    assert guarded.post("/", content=iter([b"x" * 5] * 2)).text == "10"
