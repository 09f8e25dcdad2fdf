"""Which other sites' pages may call the API: CORS headers for listed origins, none for others.

A preflight carries no key, so it is answered for every origin that somebody is allowed; the
request itself is held to the pair of visitor and origin. Cookies are never allowed along.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import StorageFailed
from ui.access.paths import is_api, route_path
from ui.access.visitor import Visitor

logger = logging.getLogger(__name__)

METHODS = "GET, POST, DELETE"
ALLOWED = "Authorization, Content-Type, Last-Event-ID, Mcp-Session-Id, Mcp-Protocol-Version"
EXPOSED = "Answer-Id, Retry-After, Mcp-Session-Id"
LASTS = "600"
"""Seconds that a browser may keep a preflight's answer."""


def is_own(origin: str, headers: Headers) -> bool:
    """Whether a request comes from a page of this very server."""
    try:
        return urlsplit(origin).netloc == headers.get("host")
    except ValueError:
        return False


def is_allowed(origin: str, scope: Scope, listed: frozenset[str]) -> bool:
    """Whether pages of another origin may make this request of the visitor found."""
    if not is_api(route_path(scope)):
        return False
    visitor = scope.get("state", {}).get("visitor")
    return origin in listed or (isinstance(visitor, Visitor) and origin in visitor.origins)


class Cors:
    """Answers preflights and puts CORS headers on what listed origins asked for.

    `origins` gives every origin that somebody is allowed, `listed` those allowed to anybody.
    """

    def __init__(
        self, app: ASGIApp, listed: frozenset[str], origins: Callable[[], frozenset[str]]
    ) -> None:
        self.app = app
        self.listed = listed
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, or answer a preflight."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._preflight(origin, scope)(scope, receive, send)
            return
        if not is_api(route_path(scope)):
            await self.app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                if "origin" not in out.get("vary", "").lower():
                    out.add_vary_header("Origin")
                if origin and is_allowed(origin, scope, self.listed):
                    out["Access-Control-Allow-Origin"] = origin
                    out["Access-Control-Expose-Headers"] = EXPOSED
            await send(message)

        await self.app(scope, receive, complete)

    def _preflight(self, origin: str, scope: Scope) -> Response:
        try:
            allowed = is_allowed(origin, scope, self.listed) or (
                is_api(route_path(scope)) and origin in self.origins()
            )
        except StorageFailed:
            logger.exception("An origin could not be looked up.")
            allowed = False
        if not allowed:
            return Response(status_code=403, headers={"Vary": "Origin"})
        return Response(
            status_code=204,
            headers={
                "Access-Control-Allow-Origin": origin,
                "Access-Control-Allow-Methods": METHODS,
                "Access-Control-Allow-Headers": ALLOWED,
                "Access-Control-Max-Age": LASTS,
                "Vary": "Origin",
            },
        )
