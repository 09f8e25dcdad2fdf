"""All guards around a few routes that tell who came through; no page, so it is quick."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.errors import BadQuestion, BadSettings, IndexMissing, ModelUnavailable, StorageFailed
from rag.sections import Serve
from rag.settings import Settings
from tests.ui.fakes import FakeAssistant
from tests.ui.serving import Held
from ui.access import login
from ui.access.identify import Access
from ui.access.proxies import address_of
from ui.access.visitor import visitor_of
from ui.guarded import guarded_app
from ui.service import Service

PROXY = "10.0.0.1"
STRANGER = "192.0.2.66"
HERE = "http://127.0.0.1:7860"
PORTAL = "https://portal.example"
EVIL = "https://evil.example"


FAULTS = {
    "question": BadQuestion("That is no question. Ask one."),
    "settings": BadSettings("The setting x in /srv/rag.toml is wrong."),
    "missing": IndexMissing("There is no index in /srv/.rag yet."),
    "storage": StorageFailed("The index in /srv/.rag cannot be read."),
    "model": ModelUnavailable("The model /srv/model cannot be loaded."),
}


def library() -> Held:
    return Held(default=FakeAssistant(), hr=FakeAssistant(), law=FakeAssistant())


def settings_of(data: Path, **serve: Any) -> Settings:
    """Settings that are allowed: `open` to others is insisted on."""
    return Settings(data=data, serve=Serve(**{"insist_open": True, **serve}))


def door(settings: Settings, peer: str = STRANGER, base_url: str = HERE) -> TestClient:
    """A client at `peer` of a server with these settings."""
    return TestClient(
        guarded(settings), base_url=base_url, client=(peer, 5000), follow_redirects=False
    )


def guarded(settings: Settings) -> FastAPI:
    """The routes that tell who came through, behind all guards."""
    service = Service(settings, library())

    async def who(request: Request) -> JSONResponse:
        visitor = visitor_of(request.scope)
        service.assistant(visitor, request.query_params.get("collection", "default"))
        return JSONResponse(
            {
                "name": visitor.name,
                "collections": service.collections(visitor),
                "address": address_of(request.scope),
                "url": str(request.url),
                "root": request.scope.get("root_path", ""),
                "headers": dict(request.headers),
            }
        )

    async def metrics(_: Request) -> PlainTextResponse:
        return PlainTextResponse("footnote_questions_total 1\n")

    async def broken(_: Request) -> PlainTextResponse:
        raise ZeroDivisionError("a secret of the server")

    access = Access(settings)

    async def failing(request: Request) -> PlainTextResponse:
        raise FAULTS[request.path_params["name"]]

    both = ["GET", "POST"]
    return guarded_app(
        service,
        access,
        [
            *(login.routes(access.password, settings) if access.password else ()),
            Route("/", who),
            Route("/healthz", metrics),
            Route("/api/ask", who, methods=both),
            Route("/v1/chat/completions", who, methods=both),
            Route("/mcp", who, methods=both),
            Route("/chat/", who, methods=both),
            Route("/metrics", metrics),
            Route("/api/broken", broken),
            Route("/api/failing/{name}", failing),
            Route("/widget.js", metrics),
            Route("/readyz", metrics),
        ],
    )
