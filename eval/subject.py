"""What is measured: the index, a throw-away one of another folder, or articles in memory.

The only module of `eval` that knows how an assistant is opened and how a folder is ingested.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from eval.articles import Told, encode_articles, read_articles
from eval.corpus import Corpus
from eval.gold import Case
from eval.run import Assistant
from rag.answer.written import Writer
from rag.assistant import Assistant as Shipped
from rag.assistant import open_writer
from rag.desk import Desk
from rag.domain import Answer, Article, Filters, Hit, Listing, Turn
from rag.embedding import Embedder, fingerprint, open_embedder
from rag.ingest.sync import sync
from rag.llm.base import LanguageModel
from rag.llm.open import open_llm
from rag.retrieve.rerank import open_reranker
from rag.settings import Settings

Furnish = Callable[[Corpus], Desk]
"""Puts a desk in front of a corpus."""

LEFT_OUT = 8  # sets with something left out that are kept for the next question


class Subject(Assistant, Protocol):
    """An assistant whose articles can be looked up, to check sources and quotes."""

    def listings(self) -> Sequence[Listing]:
        """What is indexed."""

    def article(self, article: str, /) -> Article | None:
        """A stored article, whole; None for an id that is not indexed."""


class InMemory:
    """A subject over articles in memory: the assistant's own desk, and articles can be left out."""

    def __init__(self, corpus: Corpus, furnish: Furnish) -> None:
        self._corpus = corpus
        self._desk = furnish(corpus)
        self._without = lru_cache(maxsize=LEFT_OUT)(
            lambda articles: InMemory(corpus.without(articles), furnish)
        )

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question."""
        return self._desk.ask(question, history)

    def retrieve(self, standalone: str, filters: Filters) -> list[Hit]:
        """The passages most likely to answer."""
        return self._desk.retrieve(standalone, filters)

    def listings(self) -> list[Listing]:
        """What can be asked."""
        return self._corpus.listings()

    def article(self, article: str, /) -> Article | None:
        """An article, or None."""
        return self._corpus.article(article)

    def without(self, articles: Collection[str]) -> InMemory:
        """The same without some articles."""
        return self._without(tuple(articles))

    def door(self, case: Case) -> InMemory:
        """What a case is put to: everything but what it wants left out."""
        return self.without(case.without) if case.without else self


class Steps:
    """Passes on how far a sync is."""

    def __init__(self, told: Told) -> None:
        self._told = told

    def files(self, done: int, total: int) -> None:
        """Articles that were read."""
        self._told("articles read", done, total)

    def passages(self, done: int, total: int) -> None:
        """Passages that were embedded."""
        self._told("passages embedded", done, total)


@contextmanager
def open_model(settings: Settings) -> Iterator[LanguageModel | None]:
    """The language model that the settings name; None where none is to write.

    Raises BadSettings, or ModelUnavailable for one that cannot be loaded.
    """
    llm = open_llm(settings)
    try:
        yield llm
    finally:
        if llm:
            llm.close()


@contextmanager
def opened(
    settings: Settings, articles: Path | None, told: Told, llm: LanguageModel | None = None
) -> Iterator[Subject]:
    """The assistant over the settings' index or, with `articles`, over that folder alone.

    Answers are written by `llm`, without one quoted, whatever the settings name. The throw-away
    index lies in a temporary folder that is gone afterwards; the settings' own
    index is not touched. Raises RagError as opening and ingesting do.
    """
    nobody = settings.llm.model_copy(update={"provider": "none"})
    settings = settings.model_copy(update={"llm": nobody})
    if articles is None:
        with Shipped.open(settings, llm) as subject:
            yield subject
        return

    with tempfile.TemporaryDirectory(prefix="eval-") as folder:
        aside = settings.model_copy(update={"index": Path(folder) / "index"})
        sync(
            [articles],
            aside,
            lambda: open_embedder(aside),
            fingerprint(aside),
            progress=Steps(told),
        )
        with Shipped.open(aside, llm) as subject:
            yield subject


def in_memory(
    settings: Settings, articles: Path | None, told: Told, llm: LanguageModel | None = None
) -> InMemory:
    """The same articles in memory. Raises RagError as reading them does."""
    found = read_articles(settings, articles)
    embedder = open_embedder(settings)
    entries = encode_articles(found, embedder, settings.chunking, told)
    writer = open_writer(settings, llm) if llm else None
    return InMemory(Corpus(entries), furnisher(embedder, settings, writer=writer))


def furnisher(
    embedder: Embedder, settings: Settings, desk: type[Desk] = Desk, writer: Writer | None = None
) -> Furnish:
    """Desks of one kind with these settings, whatever the corpus; without a writer they quote."""
    reranker = open_reranker(settings.retrieve)
    return lambda corpus: desk(corpus, embedder, reranker, settings, writer)
