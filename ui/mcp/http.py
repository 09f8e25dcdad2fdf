"""MCP over HTTP: one POST a message, answered with JSON, no sessions. Mounted into the web app.

Host, Origin, visitor and size are the business of the guards around the app, as on every road.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
from starlette.routing import BaseRoute, Route
from starlette.types import Message, Receive, Scope, Send

from ui.api.asking import Asking
from ui.mcp.server import build_server
from ui.service import Service

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH = "/mcp"

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


def mount(service: Service, asking: Asking) -> tuple[list[BaseRoute], Lifespan]:
    """The route, and what must run around the app for as long as it serves."""
    endpoint = Endpoint(build_server(service, asking))
    return [Route(PATH, endpoint, methods=["POST"])], endpoint.serving


class Endpoint:
    """The ASGI app of the route."""

    def __init__(self, server: Server[Any]) -> None:
        self._server = server
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def serving(self, _: Any) -> AsyncIterator[None]:
        """Take messages until the block ends; the app's lifespan, or a part of it."""
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        manager = StreamableHTTPSessionManager(self._server, json_response=True, stateless=True)
        async with manager.run():
            self._manager = manager
            try:
                yield
            finally:
                self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one message; the work ends when whoever sent it has left.

        The SDK does not look whether they have, when it answers with JSON.
        """
        if self._manager is None:
            raise RuntimeError("The app serves without its lifespan.")
        manager = self._manager
        read = anyio.Event()

        async def body() -> Message:
            if read.is_set():
                await anyio.sleep_forever()
            message = await receive()
            if not message.get("more_body", False):
                read.set()
            return message

        async with anyio.create_task_group() as group:

            async def watch() -> None:
                await read.wait()
                while (await receive())["type"] != "http.disconnect":
                    pass
                group.cancel_scope.cancel()

            group.start_soon(watch)
            await manager.handle_request(scope, body, send)
            group.cancel_scope.cancel()
