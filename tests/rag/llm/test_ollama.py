import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any

import pytest

from rag.llm.ollama import Hint, _port, find_ollama, hint
from rag.settings import load


class Ollama:
    """Replies this to /api/tags; a text is sent as it is."""

    reply: Any = None
    status = 200
    asked: list[str]


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ollama]:
    made = Ollama()
    made.reply = {"models": [{"name": "qwen2.5:7b", "details": {"family": "qwen2"}}]}
    made.asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            text = made.reply if isinstance(made.reply, str) else json.dumps(made.reply)
            self.send_response(made.status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            try:
                self.wfile.write(text.encode())
            except OSError:  # who asked has had enough
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{server.server_port}")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def found() -> Hint | None:
    return find_ollama(seconds=10)


def test_its_model_is_hinted_at_with_the_lines_to_set(ollama: Ollama) -> None:
    said = hint(load())
    assert 'provider = "openai"' in said
    assert 'model = "qwen2.5:7b"' in said
    assert "http://127.0.0.1:" in said
    assert "/v1" in said
    assert ollama.asked == ["/api/tags"]


@pytest.mark.parametrize("provider", ["openai", "gguf"])
def test_nothing_is_asked_when_a_model_is_set(ollama: Ollama, provider: str) -> None:
    assert hint(load(llm={"provider": provider})) == ""
    assert ollama.asked == []


@pytest.mark.parametrize(
    "models",
    [
        [],
        None,
        "qwen",
        ["qwen"],
        [{"name": 3}],
        [{"name": "x\n[llm]"}],
        [{"name": 'x", provider = "y'}],
        [{"name": "<b>x</b>"}],
        [{"name": "x" * 300}],
        [{"name": "nomic-embed-text:latest"}],
        [{"name": "minilm", "details": {"family": "bert"}}],
        [{"name": "gpt-oss:120b-cloud"}],
        [{"name": "large", "remote_host": "https://elsewhere"}],
    ],
)
def test_models_that_cannot_write_here_are_passed_over(ollama: Ollama, models: Any) -> None:
    ollama.reply = {"models": models}
    assert found() is None
    if isinstance(models, list):
        ollama.reply = {"models": [*models, {"name": "hf.co/maker/Llama-3.2:Q4_K_M"}]}
        hinted = found()
        assert hinted is not None
        assert hinted.model == "hf.co/maker/Llama-3.2:Q4_K_M"


@pytest.mark.parametrize("reply", ["", "no json", "[]", "3", "[" * 100_000, "x" * 3_000_000])
def test_whatever_else_listens_there_is_no_ollama(ollama: Ollama, reply: str) -> None:
    ollama.reply = reply
    assert found() is None


def test_an_error_is_no_ollama(ollama: Ollama) -> None:
    ollama.status = 500
    assert found() is None


def test_who_never_replies_costs_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{silent.getsockname()[1]}")
        began = monotonic()
        assert hint(load()) == ""
        assert monotonic() - began < 3


@pytest.mark.parametrize(
    ("host", "port"),
    [
        ("", 11434),
        ("127.0.0.1", 11434),
        ("127.0.0.1:1234", 1234),
        ("http://localhost:1234/", 1234),
        (":1234", 1234),
        ("0.0.0.0:1234", 1234),
        ("[::1]:1234", 1234),
        ("192.168.0.7:1234", 11434),
        ("ollama.example:1234", 11434),
        ("https://ollama.example:1234", 11434),
        ("127.0.0.1:port", 11434),
        ("127.0.0.1:99999", 11434),
        ("[", 11434),
    ],
)
def test_only_this_machine_is_asked(host: str, port: int) -> None:
    assert _port(host) == port
