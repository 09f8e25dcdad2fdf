"""Who may reach the server and with how much: small ASGI layers, each refusing early.

`HostGuard` turns away names that are not ours, so that a web site cannot rebind its name to a
loopback address and read answers; `OriginGuard` turns away what other sites' pages post;
`SizeGuard` bounds request bodies. They know nothing of what is served behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.access.cors import is_allowed, is_own
from ui.access.paths import route_path
from ui.access.problem import refusal

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with, never bound to
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_BODY = 256 * 1024


def allowed_hosts(host: str, further: Iterable[str] = ()) -> frozenset[str] | None:
    """The names a server bound to `host` answers to; None is every name.

    Bound to every address it answers to every name, unless `further` says which.
    """
    named = frozenset(further)
    if host in EVERYWHERE:
        return LOOPBACK | named if named else None
    return LOOPBACK | named | {host.lower()}


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
        if scope["type"] == "http" and self.hosts is not None:
            host = Headers(scope=scope).get("host", "")
            if host_name(host) not in self.hosts:
                refused = refusal(scope, 400, "This server does not answer to that host name.")
                await refused(scope, receive, send)
                return
        await self.app(scope, receive, send)


class OriginGuard:
    """Answers 403 to a changing request of another origin's page, unless it may call the API.

    Stands behind the layer that finds the visitor, who may bring origins of their own.
    """

    def __init__(self, app: ASGIApp, listed: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.listed = listed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if (
                origin is not None
                and not is_own(origin, headers)
                and not is_allowed(origin, scope, self.listed)
            ):
                refused = refusal(scope, 403, "This server takes no requests from that site.")
                await refused(scope, receive, send)
                return
        await self.app(scope, receive, send)


class PathGuard:
    """Answers 404 to paths for which `known` is false."""

    def __init__(self, app: ASGIApp, known: Callable[[str], bool]) -> None:
        self.app = app
        self.known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] == "http" and not self.known(route_path(scope)):
            await refusal(scope, 404, "There is nothing here.")(scope, receive, send)
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
                await refusal(scope, 413, "The request is too large.")(scope, receive, send)
                return

        async def replay() -> Message:
            return messages.pop(0) if messages else await receive()

        await self.app(scope, replay, send)
