"""Security headers on every response, and a nonce on the page's own scripts.

Nobody may put a page of ours into a frame but the origins that are listed.

With the nonce, the policy runs the scripts that the server wrote and no other inline code, so that
a hole in the escaping would still not run anything. Knows how Gradio's page is laid out: its
inline scripts, and its link-preview tags that advertise Gradio.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.access.paths import route_path

WIDGET = "/widget.js"
"""The one file that pages of other sites load."""

FIXED = {
    "X-Content-Type-Options": "nosniff",
    # With no-referrer browsers post the login's form as from the origin `null`, a stranger's.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_SCRIPT = re.compile(rb"<script(?=[\s>])")
_ADVERTS = re.compile(
    rb"<meta\s+(?:property=\"og:|name=\"twitter:)[^>]*>|<link rel=\"manifest\"[^>]*>"
)


def policy(nonce: str = "", frames: Sequence[str] = ()) -> str:
    """The Content-Security-Policy. Gradio compiles its templates, hence unsafe-eval.

    `frames` are the origins whose pages may show ours in a frame.
    """
    inline = f" 'nonce-{nonce}'" if nonce else ""
    allowed = " ".join(frames) or "'none'"
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'unsafe-eval'{inline}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {allowed}",
        )
    )


class SecurityHeaders:
    """Adds the headers; rewrites HTML pages. Under `headed`, `head` ends the page's head."""

    def __init__(
        self, app: ASGIApp, head: str = "", headed: str = "/", frames: Sequence[str] = ()
    ) -> None:
        self.app = app
        self.head = head.encode()
        self.headed = headed
        self.frames = frames

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, with the response's headers completed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = route_path(scope)
        head = self.head if path.startswith(self.headed) else b""
        response = _Response(send, head, self.frames, shared=path == WIDGET)
        await self.app(_uncompressed(scope), receive, response.send)


class _Response:
    """One response on its way out; an HTML body is held back until it is whole.

    `shared` is what pages of other sites may load.
    """

    def __init__(self, send: Send, head: bytes, frames: Sequence[str], *, shared: bool) -> None:
        self.out = send
        self.head = head
        self.frames = frames
        self.shared = shared
        self.start: Message = {}
        self.html = False
        self.body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            headers = MutableHeaders(scope=message)
            self.html = headers.get("content-type", "").startswith("text/html")
            headers.update(FIXED)
            headers["Content-Security-Policy"] = policy(frames=self.frames)
            if not self.frames:  # it cannot name origins, only forbid all
                headers["X-Frame-Options"] = "DENY"
            if self.shared:
                headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            if not self.html:
                await self.out(message)
        elif self.html and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish()
        else:
            await self.out(message)

    async def _finish(self) -> None:
        nonce = secrets.token_urlsafe(16)
        body = _ADVERTS.sub(b"", self.body).replace(b"</head>", self.head + b"</head>", 1)
        body = _SCRIPT.sub(b'<script nonce="%s"' % nonce.encode(), body)
        headers = MutableHeaders(scope=self.start)
        headers["Content-Security-Policy"] = policy(nonce, self.frames)
        headers["Cache-Control"] = "no-store"
        if self.body:
            headers["Content-Length"] = str(len(body))
        await self.out(self.start)
        await self.out({"type": "http.response.body", "body": body})


def _uncompressed(scope: Scope) -> Scope:
    """Without Accept-Encoding where a page is asked for, since its text is rewritten."""
    if "text/html" not in Headers(scope=scope).get("accept", "text/html"):
        return scope
    headers = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
    return {**scope, "headers": headers}
