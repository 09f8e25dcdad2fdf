"""The ASGI layer that finds out who asks, before anything behind it runs.

Puts the visitor into `scope["state"]["visitor"]`; only the open paths go on without one. Then
counts what is a question. Knows no collection: that is the service's to decide.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import StorageFailed
from ui.access.identify import Access
from ui.access.paths import ASKING, METRICS, is_api, is_open, route_path
from ui.access.problem import refusal, refused
from ui.access.refused import Refused, Unauthorized
from ui.access.visitor import Visitor

logger = logging.getLogger(__name__)

UNAVAILABLE = "The keys cannot be read at the moment. Please try again later."
METRICS_CLOSED = "The metrics speak of every collection; ask as somebody who may see them all."


class Identified:
    """Answers 401 to nobody we know, and sends their browser to the login page if there is one."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with the visitor, or refuse."""
        if scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http" and not is_open(route_path(scope)):
            response = self._let_in(scope)
            if response is not None:
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _let_in(self, scope: Scope) -> Response | None:
        """None for a visitor who may go on, else what they are told."""
        path = route_path(scope)
        try:
            visitor = self.access.identify(scope)
            scope.setdefault("state", {})["visitor"] = visitor
            if path == METRICS and visitor.collections is not None:
                return refusal(scope, 403, METRICS_CLOSED)
        except Unauthorized as error:
            wants_page = "text/html" in Headers(scope=scope).get("accept", "")
            if self.access.password is not None and wants_page and not is_api(path):
                # Relative, since a proxy may have taken a prefix away without a word.
                up = "../" * (path.count("/") - 1)
                query = "?embed=1" if b"embed=1" in scope.get("query_string", b"") else ""
                return RedirectResponse(f"{up}login{query}", 303)
            return refused(scope, error)
        except Refused as error:
            return refused(scope, error)
        except StorageFailed:
            logger.exception("A visitor could not be told from others.")
            return refusal(scope, 503, UNAVAILABLE)
        return None


class Paced:
    """Answers 429 to a question that comes too fast. Stands behind all that refuse otherwise."""

    def __init__(self, app: ASGIApp, spend: Callable[[Visitor], None]) -> None:
        self.app = app
        self.spend = spend

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse."""
        if scope["type"] == "http" and (scope["method"], route_path(scope)) in ASKING:
            try:
                self.spend(scope["state"]["visitor"])
            except Refused as error:
                await refused(scope, error)(scope, receive, send)
                return
        await self.app(scope, receive, send)
