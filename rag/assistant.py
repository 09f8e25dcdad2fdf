"""The one door: a question comes in, a cited answer or a refusal goes out. Read this first.

    resolve   the question, with what the conversation adds
    retrieve  the passages most likely to answer
    answer    their best sentences as statements on quotes, or a refusal

Chat page, REST, command line and eval all enter here, so that what eval measures is what people
get. The assistant joins the stages; the stages know nothing of one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answer.compose import compose
from rag.answer.parts import split_question
from rag.chat.examples import propose_questions
from rag.chat.preamble import strip_preamble
from rag.chat.question import check_question, recent
from rag.chat.resolve import resolve
from rag.chat.spelling import mend_spelling
from rag.domain import Answer, Article, Filters, Hit, Listing, Turn
from rag.embedding import Embedder, fingerprint, open_embedder
from rag.index.fingerprint import check as check_fingerprint
from rag.index.reader import Reader
from rag.index.searchable import Searchable
from rag.index.snapshot import Snapshot
from rag.ingest.sync import fingerprint_of
from rag.query import Query, rarity, read_question
from rag.retrieve.llama_index import as_llama_index
from rag.retrieve.rerank import Reranker, open_reranker
from rag.retrieve.retriever import retrieve
from rag.settings import Settings
from rag.stopwatch import Stopwatch

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever

SAMPLED = 50  # articles that example questions are drawn from
EXCERPT = 5_000  # characters of each


class Desk:
    """The three stages over one unchanging set of passages, the current snapshot or any other."""

    def __init__(
        self, index: Searchable, embedder: Embedder, reranker: Reranker, settings: Settings
    ) -> None:
        self.index = index
        self._embedder = embedder
        self._reranker = reranker
        self._settings = settings
        self._queries: dict[str, Query] = {}

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Answer:
        """Resolve, retrieve, answer."""
        watch = Stopwatch()
        with watch.measure("resolve"):
            standalone = self.resolve(question, history)
        with watch.measure("retrieve"):
            hits = self.retrieve(standalone, filters)
        with watch.measure("answer"):
            answer = self.answer(standalone, hits)
        return replace(answer, question=question, timings_ms=watch.milliseconds())

    def resolve(self, question: str, history: Sequence[Turn] = ()) -> str:
        """The question as it stands alone, its typing mistakes mended.

        Raises BadQuestion for one that is empty, too long or holds no word.
        """
        asked = strip_preamble(check_question(question))
        whole = resolve(asked, recent(history), self._likeness)
        return mend_spelling(whole, self.index, self._embedder)

    def retrieve(self, standalone: str, filters: Filters = Filters()) -> list[Hit]:
        """The passages most likely to answer, best first."""
        query = self.read(standalone)
        return retrieve(query, self.index, self._settings.retrieve, self._reranker, filters)

    def answer(self, standalone: str, hits: Sequence[Hit]) -> Answer:
        """The best sentences of the hits on their quotes, or a refusal."""
        parts = split_question(standalone)
        best = hits[: self._settings.answer.passages * len(parts)]
        composed = compose(
            [self.read(part) for part in parts],
            hits,
            self.index.tokens([hit.passage.id for hit in best]),
            self._settings.answer,
            self.index.text,
        )
        return Answer(
            question=standalone,
            standalone=standalone,
            status="quoted" if composed.statements else "refused",
            text=composed.text,
            statements=composed.statements,
            quotes=composed.quotes,
            closest=composed.closest,
            confidence=composed.confidence,
        )

    def read(self, text: str) -> Query:
        """A question ready to be compared with the passages; encoded once for all stages."""
        if text not in self._queries:
            self._queries[text] = read_question(
                text, self._embedder, lambda stem: rarity(self.index.size, self.index.df(stem))
            )
        return self._queries[text]

    def _likeness(self, one: str, other: str) -> float:
        first, second = self._embedder.encode([one, other])
        return float(first.vector @ second.vector)


class Assistant:
    """Answers from an index folder, always from its newest revision. Safe to share by threads."""

    def __init__(self, settings: Settings, reader: Reader, embedder: Embedder) -> None:
        self._settings = settings
        self._reader = reader
        self._embedder = embedder
        self._reranker = open_reranker(settings.retrieve)

    @classmethod
    def open(cls, settings: Settings) -> Assistant:
        """Open the index and load the models.

        Raises IndexMissing, IndexForeign, IndexMismatch or ModelUnavailable.
        """
        reader = Reader(settings.index)
        check_fingerprint(
            reader.current().fingerprint, fingerprint_of(settings, fingerprint(settings))
        )
        return cls(settings, reader, open_embedder(settings))

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Answer:
        """Answer a question from the articles, or refuse. Raises BadQuestion."""
        return self._reader.read(lambda now: self._desk(now).ask(question, history, filters))

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Iterator[str | Answer]:
        """Draft text as it is written, where a model writes; the verified Answer last."""
        yield self.ask(question, history, filters)

    def resolve(self, question: str, history: Sequence[Turn] = ()) -> str:
        """The first stage alone."""
        return self._reader.read(lambda now: self._desk(now).resolve(question, history))

    def retrieve(self, standalone: str, filters: Filters = Filters()) -> list[Hit]:
        """The second stage alone."""
        return self._reader.read(lambda now: self._desk(now).retrieve(standalone, filters))

    def as_llama_index(self, top_k: int = 10) -> BaseRetriever:
        """The second stage as a llama-index retriever."""
        return as_llama_index(self.retrieve, top_k)

    def listings(self) -> list[Listing]:
        """Every indexed article, by id."""
        return self._reader.current().listings()

    def article(self, article: str) -> Article | None:
        """An article with its whole text, or None when it is not indexed."""
        return self._reader.read(lambda now: now.article(article))

    def examples(self, count: int = 4) -> list[str]:
        """Questions that the articles do answer, for somebody who does not know what is in them."""
        texts = [
            article.text[:EXCERPT]
            for listing in self.listings()[:SAMPLED]
            if (article := self.article(listing.id))
        ]
        answered: list[str] = []
        for question in propose_questions(texts, most=5 * count):
            if len(answered) < count and self.ask(question).status != "refused":
                answered.append(question)
        return answered

    def close(self) -> None:
        """Give the index's files back."""
        self._reader.close()

    def _desk(self, snapshot: Snapshot) -> Desk:
        check_fingerprint(
            snapshot.fingerprint, fingerprint_of(self._settings, self._embedder.fingerprint)
        )
        return Desk(snapshot, self._embedder, self._reranker, self._settings)
