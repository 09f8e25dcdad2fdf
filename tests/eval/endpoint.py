"""A model's endpoint in OpenAI's format on this machine, its replies read from a script."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Endpoint:
    """What it was sent, and what it replies: a text, a status, or bytes as they are.

    `reply` is given all messages of a request as one text.
    """

    def __init__(self) -> None:
        self.url = ""
        self.reply: Callable[[str], str | int | bytes] = fair
        self.delay = 0.0
        self.sent: list[dict[str, Any]] = []
        self.keys: list[str] = []

    @property
    def prompts(self) -> list[str]:
        return [prompt(body) for body in self.sent]


def prompt(body: dict[str, Any]) -> str:
    return "\n".join(message["content"] for message in body["messages"])


def fair(asked: str) -> str:
    """Water is wet, answers are a 4, and quotes support what they are quoted for."""
    return "4.0\nRight, but short." if "Reference Answer" in asked else "YES"


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.sent.append({"path": self.path, **body})
            made.keys.append(self.headers["Authorization"])
            time.sleep(made.delay)
            reply = made.reply(prompt(body))
            status = reply if isinstance(reply, int) else 200
            content = reply if isinstance(reply, bytes) else json.dumps(formatted(reply)).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:  # who asked has gone
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def formatted(reply: str | int) -> dict[str, Any]:
    if isinstance(reply, int):
        return {"error": {"message": "no use for sk-secret", "type": "invalid", "code": "invalid"}}
    message = {"role": "assistant", "content": reply}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "stand-in",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
