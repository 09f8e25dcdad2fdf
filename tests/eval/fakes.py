"""Records made by hand, and an assistant that reads its answers from a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.gold import Case
from eval.run import Record
from rag.domain import (
    Answer,
    Article,
    Filters,
    Hit,
    Listing,
    Passage,
    Quote,
    Span,
    Statement,
    Status,
    Turn,
)

TEXTS = {"a.txt": "Dar went to Kabul on 19 April.", "b.txt": "Wang hosted him in Beijing."}


def quote(article: str, start: int = 0, end: int = 3, n: int = 1) -> Quote:
    text = TEXTS[article]
    return Quote(
        n, article, article, None, article, text[start:end], start, end, Span(0, len(text)), text
    )


def answer(
    text: str = "",
    quotes: Sequence[Quote] = (),
    confidence: float = 0.5,
    timings: Mapping[str, float] | None = None,
    question: str = "?",
) -> Answer:
    """An answer of one statement; without a text a refusal."""
    status: Status = "quoted" if text else "refused"
    statements = (Statement(text, tuple(q.n for q in quotes) or (1,)),) if text else ()
    return Answer(
        question,
        question,
        status,
        text or "I could not find this in the articles.",
        statements,
        tuple(quotes),
        confidence=confidence,
        timings_ms=timings or {},
    )


def listing(article: str) -> Listing:
    return Listing(article, article, article, None, None, 1, len(TEXTS.get(article, "")))


def hits(*articles: str) -> tuple[Hit, ...]:
    found = []
    for rank, name in enumerate(articles):
        text = TEXTS.get(name, "")
        passage = Passage(f"{name}#{rank}", name, 0, len(text), text)
        found.append(Hit(passage, listing(name), 1.0 / (rank + 1)))
    return tuple(found)


def record(case: Case, got: Answer | None = None, found: Sequence[str] = ()) -> Record:
    return Record(case, got or answer(), hits(*found))


def case(name: str = "c", **fields: Any) -> Case:
    """A case that wants "April" unless told otherwise."""
    if not fields.get("refuse") and not fields.get("must_include"):
        fields.setdefault("answers", ("April",))
    return Case(name, f"{name}?", **fields)


class Scripted:
    """Answers by question; what is not in the script is refused. Remembers what it was asked."""

    def __init__(self, script: Mapping[str, Answer], found: Sequence[str] = ("a.txt",)) -> None:
        self.script = script
        self.found = found
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.searched: list[str] = []

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        self.asked.append((question, tuple(history)))
        return self.script.get(question) or answer(question=question)

    def retrieve(self, standalone: str, filters: Filters) -> Sequence[Hit]:
        assert not filters
        self.searched.append(standalone)
        return hits(*self.found)

    def listings(self) -> Sequence[Listing]:
        return [listing(name) for name in TEXTS]

    def article(self, article_id: str) -> Article:
        return Article(article_id, article_id, TEXTS[article_id], article_id)
