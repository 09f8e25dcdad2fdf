"""A model hub on this machine: as much of its protocol as fetching a file needs."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """Its files by `owner/repository/file`, and how it misbehaves.

    `breaks` is how many transfers stop after `breaks_after` bytes of the rest; `status` is what it
    replies to everything; `digest` is stated instead of the right one; with `stores` it sends who
    asks on to a store on another host, as the real one does.
    """

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    breaks: int = 0
    breaks_after: int = 0
    status: int | None = None
    digest: str | None = None
    states: bool = True
    stores: bool = False
    ignores_ranges: bool = False
    asked: list[str] = field(default_factory=list)
    tokens: set[str | None] = field(default_factory=set)
    stores_tokens: set[str | None] = field(default_factory=set)
    agents: set[str | None] = field(default_factory=set)


@contextmanager
def model_hub() -> Iterator[Hub]:
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer(body=False)

        def do_GET(self) -> None:
            self.answer(body=True)

        def answer(self, *, body: bool) -> None:
            span = self.headers.get("Range")
            hub.asked.append(f"{self.command} {self.path}{f' {span}' if span else ''}")
            stored = self.path.startswith("/store/")
            tokens = hub.stores_tokens if stored else hub.tokens
            tokens.add(self.headers.get("Authorization"))
            hub.agents.add(self.headers.get("User-Agent"))
            repo, _, rest = self.path.removeprefix("/store").lstrip("/").partition("/resolve/")
            data = hub.files.get(f"{repo}/{rest.partition('/')[2]}")
            if hub.status:
                self.send_response(hub.status)
                self.send_header("Content-Length", "0")
            elif data is None:
                known = any(name.startswith(f"{repo}/") for name in hub.files)
                self.send_response(404 if known else 401)
                self.send_header("X-Error-Code", "EntryNotFound" if known else "RepoNotFound")
                self.send_header("Content-Length", "0")
            else:
                return self.file(data, span, body=body, stored=stored)
            self.end_headers()
            return None

        def file(self, data: bytes, span: str | None, *, body: bool, stored: bool) -> None:
            start = 0 if hub.ignores_ranges or not span else int(span[6:].partition("-")[0])
            away = hub.stores and not stored
            self.send_response(302 if away else 206 if start else 200)
            if hub.states and not stored:
                self.send_header("X-Repo-Commit", COMMIT)
                digest = hub.digest or hashlib.sha256(data).hexdigest()
                self.send_header("X-Linked-Etag", f'"{digest}"')
                self.send_header("X-Linked-Size", str(len(data)))
            if away:
                other = hub.url.replace("127.0.0.1", "localhost")
                self.send_header("Location", f"{other}/store{self.path}")
                self.send_header("Content-Length", "0")
                return self.end_headers()
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            if body and hub.breaks:
                hub.breaks -= 1
                self.wfile.write(data[start : start + hub.breaks_after])
                self.close_connection = True
            elif body:
                self.wfile.write(data[start:])
            return None

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
