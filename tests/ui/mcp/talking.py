"""The SDK's own client in a test, over any transport; and a service over real indexes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from mcp import Client, types
from mcp.server.lowlevel import Server

from rag import collections
from rag.ingest.sync import sync
from rag.settings import Settings
from tests.fakes import HashEmbedder
from tests.rag.index.folders import settings_for, write
from tests.ui.fakes import FakeAssistant
from ui.access.visitor import Visitor
from ui.api.asking import Asking
from ui.api.metrics import Meters
from ui.library import Library, Models, Shelves
from ui.mcp.server import build_server
from ui.service import Service

T = TypeVar("T")

EVERYBODY = Visitor("somebody", None)
MODES = ("legacy", "auto")
"""The handshake of before 2026, and the requests of today that need none."""


def served(
    library: Library, visitor: Visitor = EVERYBODY, settings: Settings | None = None
) -> Server[Any]:
    """A server over this library, for one visitor."""
    service = Service(settings or Settings(), library)
    return build_server(service, Asking(service, Meters(service)), visitor)


def talk(target: Any, conversation: Callable[[Client], Awaitable[T]], mode: str = "auto") -> T:
    """What a conversation with a server, an address or a command comes to."""

    async def run() -> T:
        async with Client(target, mode=mode, read_timeout_seconds=60) as client:
            return await conversation(client)

    return asyncio.run(run())


def call(target: Any, name: str, mode: str = "auto", /, **arguments: Any) -> types.CallToolResult:
    """The result of one call, its data checked against its schema by the client."""
    return talk(target, lambda client: client.call_tool(name, arguments), mode)


async def leave(begun: Awaitable[Any], assistant: FakeAssistant) -> None:
    """Cancel something as soon as it has made an assistant begin to answer."""
    task = asyncio.ensure_future(begun)
    while not assistant.asked:
        await asyncio.sleep(0.01)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def texts(result: types.CallToolResult) -> list[str]:
    """The blocks of text of a result."""
    assert all(isinstance(block, types.TextContent) for block in result.content)
    return [block.text for block in result.content if isinstance(block, types.TextContent)]


def failure(result: types.CallToolResult) -> str:
    """The sentence of a call that failed, which has to be all there is."""
    assert result.is_error
    assert result.structured_content is None
    (sentence,) = texts(result)
    assert "Traceback" not in sentence
    assert "\n" not in sentence
    return sentence


def shelves(folder: Path, **articles: str) -> Shelves:
    """A library over a real index of these articles, with the fake embedder."""
    settings = settings_for(folder / "index")
    index(settings, folder / "articles", **articles)
    return Shelves(settings, Models(HashEmbedder()))


def index(settings: Settings, folder: Path, name: str = "default", **articles: str) -> None:
    """Index these articles as a collection."""
    embedder = HashEmbedder()
    write(folder, **articles)
    sync([folder], collections.at(settings, name), lambda: embedder, embedder.fingerprint)
