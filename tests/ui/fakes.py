"""A scripted assistant: known questions get known answers, at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import cast

from rag.assistant import Assistant
from rag.domain import Answer, Filters, Listing, Quote, Span, Statement, Turn
from rag.errors import IndexMissing

LEAD = "Days after a China-convened meeting, Islamabad announced that it will send an ambassador. "
FIRST = "This is the first time Islamabad has decided to upgrade its ties since 2021."
TAIL = " Foreign minister Ishaq Dar said relations are on a positive trajectory."
SECOND = "The chargé d’affaires in Kabul will be upgraded to ambassador."

ANSWERED = "When will Pakistan send an ambassador to Kabul?"
REFUSED = "Who won the 1998 World Cup final?"
FOLLOW_UP = "And who is his counterpart?"
EVERYTHING = Filters()
SLOW = "What takes for ever?"
BROKEN = "What breaks?"


def make_quote(
    n: int,
    text: str = FIRST,
    before: str = LEAD,
    after: str = TAIL,
    article: str = "003.txt",
    title: str = "Pakistan upgrades ties with Afghanistan",
    source: str = "The Independent",
    day: date | None = date(2025, 5, 30),
) -> Quote:
    """A quote that stands 100 characters into its article, in a context that is right."""
    start = 100 + len(before)
    context = before + text + after
    return Quote(
        n, article, title, day, source, text, start, start + len(text),
        Span(100, 100 + len(context)), context,
    )  # fmt: skip


def make_answer(
    question: str,
    *quotes: Quote,
    standalone: str | None = None,
    statements: tuple[Statement, ...] | None = None,
) -> Answer:
    """An answer of one statement a quote, in the quote's words."""
    if statements is None:
        statements = tuple(Statement(quote.text, (quote.n,)) for quote in quotes)
    text = " ".join(f"{s.text} {''.join(f'[{n}]' for n in s.quotes)}" for s in statements)
    return Answer(
        question, standalone or question, "quoted", text, statements, quotes, confidence=0.9
    )


def make_refusal(question: str, *closest: Quote) -> Answer:
    """A refusal, with passages to read."""
    return Answer(
        question, question, "refused", "I could not find this in the articles.", closest=closest
    )


def two_sources(question: str) -> Answer:
    return make_answer(
        question,
        make_quote(1),
        make_quote(
            2, SECOND, "", "", "001.txt", "Islamabad to name envoy", "The Star", date(2025, 5, 31)
        ),
    )


class FakeAssistant:
    """Answers from `script`; anything else gets a quoted answer that names the question.

    `asked` records every question with its history. `SLOW` drafts, then waits until its iterator
    is closed, and sets `closed`.
    """

    def __init__(self, script: dict[str, Callable[[str], Answer]] | None = None) -> None:
        self.script: dict[str, Callable[[str], Answer]] = {
            ANSWERED: two_sources,
            REFUSED: lambda question: make_refusal(question, make_quote(0)),
            FOLLOW_UP: lambda question: make_answer(
                question, make_quote(1), standalone="Who is the counterpart of Ishaq Dar?"
            ),
            **(script or {}),
        }
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.closed = threading.Event()
        self.indexed = [
            Listing(
                "003.txt", "Upgraded ties", "The Independent", date(2025, 5, 30), None, 9, 4000
            ),
            Listing("001.txt", "An envoy", "The Star", date(2025, 6, 2), None, 5, 2000),
        ]

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[str | Answer]:
        self.asked.append((question, tuple(history)))
        if question == SLOW:
            try:
                while not self.closed.wait(0.05):
                    yield "still "
            finally:
                self.closed.set()
        elif question == BROKEN:
            raise ZeroDivisionError("a secret of the server")
        elif question in self.script:
            yield self.script[question](question)
        else:
            yield make_answer(question, make_quote(1, f"A sentence about: {question}"))

    def examples(self, count: int = 4) -> list[str]:
        return [ANSWERED, REFUSED, "Who is Ishaq Dar?", SLOW][:count]

    def listings(self) -> list[Listing]:
        return self.indexed

    def close(self) -> None:
        self.closed.set()


class FakeLibrary:
    """Collections by name, each with its fake assistant, until a test takes one out of `held`."""

    def __init__(self, **held: FakeAssistant) -> None:
        self.held = held
        self.closed = False

    def names(self) -> list[str]:
        return sorted(self.held, key=lambda name: (name != "default", name))

    def assistant(self, name: str) -> Assistant:
        if name not in self.held:
            raise IndexMissing("There is no index yet. Run `rag ingest FOLDER`.")
        return cast("Assistant", self.held[name])

    def missing(self) -> list[str]:
        return [] if self.held else ["Nothing is indexed yet."]

    def close(self) -> None:
        self.closed = True
