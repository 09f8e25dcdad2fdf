"""A scripted assistant: known questions get known answers, at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from rag.domain import Answer, Article, Filters, Listing, Quote, Span, Statement, Turn
from rag.feedback import Rating
from rag.settings import Settings
from ui.library import Library
from ui.service import Service, Visitor

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


def make_article(quote: Quote) -> Article:
    """The article that holds a quote where it says, with clutter at its end."""
    before = "The beginning of the report. " * 20
    text = before[: quote.context.start] + quote.context_text + " And so on." * 400 + " Share this."
    clutter = Span(len(text) - len("Share this."), len(text))
    return Article(quote.article, quote.title, text, quote.source, quote.date, clutter=(clutter,))


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
        self.filters: list[Filters] = []
        self.closed = threading.Event()
        self.articles = {"003.txt": make_article(make_quote(1))}
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
        self.filters.append(filters)
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

    def suggest(self, answer: Answer, count: int = 3) -> list[str]:
        return ["Who is Ishaq Dar?", "What happened in Kabul?", ANSWERED][:count]

    def listings(self) -> list[Listing]:
        return self.indexed

    def article(self, article: str) -> Article | None:
        """The article that `make_quote` quotes, whatever its context says."""
        return self.articles.get(article)

    def close(self) -> None:
        self.closed.set()


class FakeService(Service):
    """The real service over a scripted assistant, which records its ratings."""

    def __init__(self, settings: Settings, library: Library) -> None:
        super().__init__(settings, library)
        self.ratings: list[tuple[str, Rating, str]] = []

    def rate(self, visitor: Visitor, answer: str, rating: Rating, note: str = "") -> bool:
        found = self.remembered(answer, visitor)
        if found is not None:
            self.ratings.append((found.answer.question, rating, note))
        return found is not None
