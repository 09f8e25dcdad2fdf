"""Two sites: the portal that serves the widget and answers, and a page elsewhere that holds it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from rag.domain import Answer, Article, Filters, Quote, Span, Statement, Turn
from rag.sections import Serve
from rag.settings import Settings
from tests.ui.fakes import (
    ANSWERED,
    EVERYTHING,
    FIRST,
    FakeAssistant,
    make_answer,
    make_article,
    make_quote,
    make_refusal,
)
from tests.ui.serving import Held, running
from ui import api
from ui.access.identify import Access
from ui.guarded import guarded_app
from ui.service import Service
from ui.widget.serve import routes

DRAFTED = "What is written?"
BEYOND = "What lies beyond?"
CHANGED = "What was changed since?"
GONE = "What is gone?"
HOSTILE = "What is hostile?"
HOSTILE_REFUSED = "What is hostile and refused?"
LONG = "What is long?"
ARABIC = "متى سترسل باكستان سفيرا؟"
PAYLOAD = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> [a](javascript:alert(3)) "
    "![b](http://foreign.example/pixel.png) <a href='javascript:alert(4)'>c</a> [1] $& {n}"
)
SURROGATES = "🦊🐻 The fox said: “naïve 🦉 cafés” first. "

Page = tuple[str, dict[str, str]]


def written(question: str) -> Answer:
    """Two sentences of a model, the second carried by two articles."""
    other = make_quote(2, article="001.txt", title="Islamabad to name envoy", source="The Star")
    statements = (
        Statement("Islamabad upgrades its ties for the first time since 2021.", (1,)),
        Statement("It will send an ambassador.", (1, 2)),
    )
    answer = make_answer(question, make_quote(1), other, statements=statements)
    return replace(answer, status="written")


def beyond_the_basic_plane(question: str) -> Answer:
    """A quote after characters that JavaScript counts twice."""
    return make_answer(question, make_quote(1, FIRST, SURROGATES, " And so on.", article="fox.txt"))


def hostile(question: str) -> Answer:
    quote = make_quote(1, PAYLOAD, "", "", article="evil/<b>.txt", title=PAYLOAD, source=PAYLOAD)
    return replace(make_answer(question, quote, standalone=f"{PAYLOAD} standalone"), notice=PAYLOAD)


def hostile_article(quote: Quote) -> Article:
    text = f"{PAYLOAD * 3}{'x' * 1000}"[: quote.start].ljust(quote.start) + quote.text + PAYLOAD
    clutter = (Span(len(text) - len(PAYLOAD), len(text)),)
    return Article(quote.article, PAYLOAD, text, PAYLOAD, None, "javascript:alert(5)", clutter)


class Assistant(FakeAssistant):
    """Answers by the script; also writes drafts, slowly enough to be seen."""

    def __init__(self) -> None:
        super().__init__(
            {
                DRAFTED: written,
                BEYOND: beyond_the_basic_plane,
                CHANGED: lambda q: make_answer(q, make_quote(1, "This was never said.")),
                GONE: lambda q: make_answer(q, make_quote(1, article="gone.txt")),
                HOSTILE: hostile,
                HOSTILE_REFUSED: lambda q: make_refusal(q, replace(hostile(q).quotes[0], n=0)),
                LONG: lambda q: make_answer(q, make_quote(1, "y" * 200, title="z" * 200)),
                ARABIC: lambda q: make_answer(q, make_quote(1, "سترسل باكستان سفيرا إلى كابول.")),
            }
        )
        fox = beyond_the_basic_plane("").quotes[0]
        evil = hostile("").quotes[0]
        second = self.script[ANSWERED](ANSWERED).quotes[1]
        self.articles |= {
            "fox.txt": make_article(fox),
            evil.article: hostile_article(evil),
            "001.txt": make_article(second),
        }
        # What UTF-16 counts twice, before the quote as well as in its context.
        self.articles["fox.txt"] = replace(
            self.articles["fox.txt"], text="🦊" * 100 + self.articles["fox.txt"].text[100:]
        )
        self.go_on = threading.Event()

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str | Answer]:
        if question == DRAFTED:
            yield from ("Islamabad upgrades", " its ties for the first", " time since 2021.")
            self.go_on.wait(10)
        yield from super().stream(question, history, filters)


@contextmanager
def portal(
    assistant: FakeAssistant, data: Path, serve: Serve, **others: FakeAssistant
) -> Iterator[str]:
    """The address of a real server over fakes, with all guards and without the page."""
    settings = Settings(data=data, index=data / "index", serve=serve)
    service = Service(settings, Held(default=assistant, **others))
    app = guarded_app(service, Access(settings), [*api.routes(service), *routes()])
    with running(app) as address:
        yield address


class _Handler(BaseHTTPRequestHandler):
    """Answers GET from a dictionary of pages."""

    def __init__(self, pages: dict[str, Page], *given: Any) -> None:
        self.pages = pages
        super().__init__(*given)

    def do_GET(self) -> None:
        page, headers = self.pages.get(self.path, ("", {}))
        self.send_response(200 if page else 204)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Site:
    """A site of its own; what is put into `pages` is at its address."""

    def __init__(self, host: str = "127.0.0.2") -> None:
        self.pages: dict[str, Page] = {}
        make: Callable[..., BaseHTTPRequestHandler] = partial(_Handler, self.pages)
        self.server = ThreadingHTTPServer((host, 0), make)
        self.address = f"http://{host}:{self.server.server_port}"

    def put(self, path: str, body: str, head: str = "", **headers: str) -> str:
        """Put a page there and return its address."""
        page = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A portal</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"{head}</head><body>{body}</body></html>"
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (page, named)
        return self.address + path


@contextmanager
def site() -> Iterator[Site]:
    """A site that is served until the block ends."""
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()
