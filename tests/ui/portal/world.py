"""A server over the real articles and the real model, and pages of other sites."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from rag.embedding import Embedder
from rag.sections import Serve
from rag.settings import Settings
from tests.ui.serving import running, serving
from ui.library import Models, Shelves
from ui.service import Service

OTHER_HOST = "127.0.0.2"
"""Of this machine, and to a browser another site."""


@contextmanager
def portal(settings: Settings, embedder: Embedder, **serve: object) -> Iterator[str]:
    """The address of the whole app over the indexes that the settings name."""
    chosen = settings.model_copy(update={"serve": Serve.model_validate({"rate": 0, **serve})})
    service = Service(chosen, Shelves(chosen, Models(embedder)))
    try:
        with serving(service) as address:
            yield address
    finally:
        service.close()


@contextmanager
def site(
    pages: Mapping[str, str], headers: Mapping[str, str] | None = None, host: str = OTHER_HOST
) -> Iterator[str]:
    """The address of another site with these bodies by path; pages may be changed meanwhile."""

    async def show(request: Request) -> Response:
        body = pages.get(request.url.path)
        page = f'<!doctype html><html lang="en"><title>Portal</title><body>{body}'
        return HTMLResponse(page, 200 if body is not None else 404, dict(headers or {}))

    with running(Starlette(routes=[Route("/{path:path}", show)]), host) as address:
        yield address


def run_apart(conversation: Callable[[], Awaitable[Any]]) -> Any:
    """What a coroutine comes to, in a thread of its own: Playwright keeps a loop in the tests'."""

    async def run() -> Any:
        return await conversation()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()
