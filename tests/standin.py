"""A language model's endpoint in OpenAI's format on this machine, which fails on demand.

with standin("Water is wet.") as server:
    server.url                      the base URL to give
    server.reply = Reply(status=429)
    server.requests                 the bodies it was sent
    server.wait_gone()              whether somebody hung up before the reply was whole
"""

from __future__ import annotations

import json
import re
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from typing import Any, TypeAlias

Asked: TypeAlias = list[dict[str, Any]]  # the messages of a request


@dataclass(frozen=True)
class Reply:
    """How a request is answered. Texts are written word by word."""

    text: str = ""
    status: int = 200
    first: float = 0.0  # seconds before the first piece
    between: float = 0.0  # seconds between pieces
    breaks: int | None = None  # pieces after which the connection is cut
    hangs: bool = False  # never a byte, until the other side has gone
    endless: bool = False  # the text again and again
    obeys: bool = True  # stops at max_tokens
    raw: bytes | None = None  # sent as it is instead
    kind: str = "text/event-stream"  # of what is sent raw


@dataclass
class StandIn:
    """What it is to answer, and what it has seen."""

    reply: Reply | str | Callable[[Asked], Reply | str]
    counts: bool = True  # knows stream_options; otherwise refuses them
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    gone: int = 0  # times that somebody hung up too early
    stopping: threading.Event = field(default_factory=threading.Event)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_gone(self, times: int = 1, seconds: float = 5.0) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.gone >= times, seconds)

    def wait_asked(self, times: int = 1, seconds: float = 5.0) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: len(self.requests) >= times, seconds)

    def choose(self, messages: Asked) -> Reply:
        chosen = self.reply(messages) if callable(self.reply) else self.reply
        return Reply(chosen) if isinstance(chosen, str) else chosen


class Gone(Exception):
    """The other side has hung up, or the stand-in is stopping."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    made: StandIn

    def do_GET(self) -> None:
        self.send("application/json", json.dumps({"data": [{"id": "m"}]}).encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.made.changed:
            self.made.requests.append({"path": self.path, **body})
            self.made.headers.append({k.lower(): v for k, v in self.headers.items()})
            self.made.changed.notify_all()
        try:
            self.answer(body)
        except (Gone, OSError):
            self.close_connection = True
            with self.made.changed:
                self.made.gone += 1
                self.made.changed.notify_all()

    def answer(self, body: dict[str, Any]) -> None:
        reply = self.made.choose(body["messages"])
        if reply.hangs:
            self.wait(float("inf"))
        self.wait(reply.first)
        if reply.status != 200:
            self.refuse(reply.status, "no use for sk-secret")
        elif reply.raw is not None:
            self.send(reply.kind, reply.raw)
        elif body.get("stream_options") and not self.made.counts:
            self.refuse(400, "Unrecognized request argument supplied: stream_options")
        elif body.get("stream"):
            self.stream(reply, body)
        else:
            self.whole(reply)

    def stream(self, reply: Reply, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.event(delta({"role": "assistant", "content": None}))
        words = re.findall(r"\s*\S+", reply.text)
        longest, end, sent = body.get("max_tokens"), "stop", 0
        for word in cycle(words) if reply.endless else words:
            if sent == reply.breaks:
                self.close_connection = True
                return
            if reply.obeys and sent == longest:
                end = "length"
                break
            if sent:
                self.wait(reply.between)
            self.event(delta({"content": word}))
            sent += 1
        self.event(delta({}, end))
        if body.get("stream_options"):
            self.event({"choices": [], "usage": usage(sent)})
        self.chunk(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def whole(self, reply: Reply) -> None:
        message = {"role": "assistant", "content": reply.text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        count = len(reply.text.split())
        told = {"object": "chat.completion", "choices": [choice], "usage": usage(count)}
        self.send("application/json", json.dumps(COMMON | told).encode())

    def refuse(self, status: int, message: str) -> None:
        told = json.dumps({"error": {"message": message, "type": "invalid", "code": "invalid"}})
        self.send("application/json", told.encode(), status)

    def send(self, kind: str, content: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if 300 <= status < 400:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(content)

    def event(self, told: dict[str, Any]) -> None:
        told = COMMON | {"object": "chat.completion.chunk"} | told
        self.chunk(f"data: {json.dumps(told)}\n\n".encode())

    def chunk(self, data: bytes) -> None:
        self.wait(0.0)
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def wait(self, seconds: float) -> None:
        """Wait, but raise Gone as soon as the other side hangs up: that frees a real server."""
        deadline = time.monotonic() + seconds
        while True:
            left = max(0.0, min(0.02, deadline - time.monotonic()))
            readable, _, _ = select.select([self.connection], [], [], left)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                raise Gone
            if self.made.stopping.is_set():
                raise Gone
            if time.monotonic() >= deadline:
                return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Somebody hung up between two requests."""


COMMON = {"id": "1", "created": 0, "model": "m"}


def delta(content: dict[str, Any], end: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": content, "finish_reason": end}]}


def usage(completion: int) -> dict[str, int]:
    return {"prompt_tokens": 7, "completion_tokens": completion, "total_tokens": 7 + completion}


@contextmanager
def standin(
    reply: Reply | str | Callable[[Asked], Reply | str] = "Water is wet.",
) -> Iterator[StandIn]:
    """A stand-in that runs until the block is left."""
    made = StandIn(reply)
    server = Server(("127.0.0.1", 0), type("Bound", (Handler,), {"made": made}))
    made.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        made.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
