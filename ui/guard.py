"""Who may reach the server and with how much: three small ASGI layers, each refusing early.

`HostGuard` turns away names that are not ours, so that a web site cannot rebind its name to a
loopback address and read answers; `OriginGuard` turns away what other sites' pages post;
`SizeGuard` bounds request bodies. They know nothing of what is served behind them.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with, never bound to
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_BODY = 256 * 1024


def allowed_hosts(host: str) -> frozenset[str] | None:
    """The names a server bound to `host` answers to; None is every name."""
    return None if host in EVERYWHERE else LOOPBACK | {host.lower()}


def host_name(header: str) -> str:
    """The name in a Host header, without port and brackets, in lower case; "" if malformed."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


class HostGuard:
    """Answers 400 to a Host header that names another machine. `hosts` None lets all pass."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str] | None) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] in {"http", "websocket"} and self.hosts is not None:
            host = Headers(scope=scope).get("host", "")
            if host_name(host) not in self.hosts:
                await _refuse("This server does not answer to that host name.", 400)(
                    scope, receive, send
                )
                return
        await self.app(scope, receive, send)


class OriginGuard:
    """Answers 403 to a changing request that a page of another origin sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and urlsplit(origin).netloc != headers.get("host"):
                await _refuse("This server takes no requests from other sites.", 403)(
                    scope, receive, send
                )
                return
        await self.app(scope, receive, send)


class PathGuard:
    """Answers 404 to paths for which `known` is false."""

    def __init__(self, app: ASGIApp, known: Callable[[str], bool]) -> None:
        self.app = app
        self.known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] == "http" and not self.known(scope["path"]):
            await _refuse("There is nothing here.", 404)(scope, receive, send)
            return
        await self.app(scope, receive, send)


class SizeGuard:
    """Answers 413 to a body of more than `largest` bytes, announced or not."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY) -> None:
        self.app = app
        self.largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a body whole, then pass it on or refuse."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        messages: list[Message] = []
        size = 0
        while not messages or messages[-1].get("more_body", False):
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > self.largest:
                await _refuse("The request is too large.", 413)(scope, receive, send)
                return

        async def replay() -> Message:
            return messages.pop(0) if messages else await receive()

        await self.app(scope, replay, send)


def _refuse(sentence: str, status: int) -> PlainTextResponse:
    return PlainTextResponse(sentence + "\n", status_code=status)
