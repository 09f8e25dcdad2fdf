"""The programs' roads in a test, with the guards around them and without the page."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from rag.domain import Answer, Article, Filters, Span, Turn
from rag.sections import Serve
from rag.settings import Settings
from tests.ui.fakes import EVERYTHING, FakeAssistant
from tests.ui.serving import Held
from ui.access.identify import Access
from ui.api import routes
from ui.api.metrics import Meters
from ui.guarded import guarded_app
from ui.service import Service

DRAFTED = "What is written?"
NOTICED = "What is noticed?"
STUCK = "What never begins?"


class Assistant(FakeAssistant):
    """Also drafts, notices and looks articles up; `given` has the filters of each question."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Filters] = []

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str | Answer]:
        self.given.append(filters)
        if question == DRAFTED:
            yield from ("It is ", "written.\n")
        for part in super().stream(question, history, filters):
            if question == NOTICED and isinstance(part, Answer):
                part = replace(part, notice="The language model failed.")
            yield part

    def article(self, article: str) -> Article | None:
        if article not in ("003.txt", "news/a b.txt"):
            return None
        return Article(article, "Ties", "Long text. More?", "The Star", clutter=(Span(11, 16),))


class World:
    """An app over fakes, and what it is made of."""

    def __init__(self, data: Path, serve: Serve | None = None, **held: FakeAssistant) -> None:
        self.settings = Settings(data=data, index=data / "index", serve=serve or Serve(rate=0))
        self.assistant = Assistant()
        self.library = Held(default=self.assistant, **held)
        self.service = Service(self.settings, self.library)
        self.meters = Meters(self.service)
        roads = routes(self.service, self.meters)
        self.app = guarded_app(self.service, Access(self.settings), roads)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            yield client


def events(text: str) -> list[tuple[str, str, Any]]:
    """Name, id and data of each event of a stream."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
        if fields:
            data = json.loads(fields["data"])
            found.append((fields.get("event", ""), fields.get("id", ""), data))
    return found
