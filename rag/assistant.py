"""The one door: a question comes in, a cited answer or a refusal goes out. Read this first.

    resolve   the question, with what the conversation adds
    retrieve  the passages most likely to answer
    answer    their best sentences as statements on quotes, or a refusal
    write     the same in a language model's words, as far as the quotes carry them

Chat page, REST, command line and eval all enter here, so that what eval measures is what people
get. The stages are joined in `rag.desk`; they know nothing of one another. Here is where they are
opened, over an index folder that may change at any time.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from copy import copy
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from rag.answer.checker import open_checker
from rag.answer.written import Writer
from rag.answering import Answering
from rag.chat.examples import propose_questions
from rag.chat.rewrite import FIELDS as REWRITE_FIELDS
from rag.chat.suggest import propose_follow_ups
from rag.desk import Begun, Desk
from rag.domain import Answer, Article, Filters, Hit, Listing, Turn
from rag.embedding import Embedder, fingerprint, open_embedder
from rag.errors import ModelUnavailable
from rag.index.fingerprint import check as check_fingerprint
from rag.index.reader import Reader
from rag.index.snapshot import Snapshot, SnapshotGone
from rag.ingest.sync import fingerprint_of
from rag.llm.base import LanguageModel
from rag.llm.broken import BrokenModel
from rag.llm.leash import Leash
from rag.llm.open import as_language_model, open_llm
from rag.prompts import load_prompt
from rag.retrieve.llama_index import as_llama_index
from rag.retrieve.rerank import open_reranker
from rag.settings import Settings
from rag.telemetry import open_telemetry

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.llms import LLM

SAMPLED = 50  # articles that example questions are drawn from
EXCERPT = 5_000  # characters of each
CHANGED = (
    "The articles changed while the answer was being written; "
    "this is what they hold now, without a language model."
)


class Assistant:
    """Answers from an index folder, always from its newest revision. Safe to share by threads."""

    def __init__(
        self,
        settings: Settings,
        reader: Reader,
        embedder: Embedder,
        llm: LanguageModel | LLM | None = None,
    ) -> None:
        """`llm` writes the answers; it may be any llama-index LLM. Raises BadInput for others."""
        self._settings = settings
        self._reader = reader
        self._embedder = embedder
        self._reranker = open_reranker(settings.retrieve)
        self._writer = open_writer_or_excuse(settings, as_language_model(llm)) if llm else None
        self._tracer = open_telemetry(settings.telemetry)

    @classmethod
    def open(cls, settings: Settings, llm: LanguageModel | LLM | None = None) -> Assistant:
        """Open the index and load the models.

        `llm` writes instead of what the settings name. Where that, or what checks it, cannot be
        loaded, no question fails: answers are quoted, with a notice. Raises IndexMissing,
        IndexForeign, IndexMismatch, ModelUnavailable or BadSettings.
        """
        reader = Reader(settings.index)
        check_fingerprint(
            reader.current().fingerprint, fingerprint_of(settings, fingerprint(settings))
        )
        return cls(settings, reader, open_embedder(settings), llm or open_llm_or_excuse(settings))

    def beside(self, settings: Settings, reader: Reader) -> Assistant:
        """An assistant over another index that shares this one's models."""
        other = copy(self)
        other._settings, other._reader = settings, reader
        return other

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Answer:
        """Answer a question from the articles, or refuse. Raises BadQuestion."""
        *_, answer = self.stream(question, history, filters)
        return answer  # type: ignore[return-value]  # the last part is the Answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Answering:
        """Draft text as it is written, where a model writes; the verified Answer last.

        Closing it, from any thread, frees the model at once. Iterating raises BadQuestion.
        """
        leash = Leash(self._writer.llm) if self._writer else None
        return Answering(self._answer(question, history, filters, leash), leash)

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
        return self._answered(propose_questions(texts, most=5 * count), count)

    def suggest(self, answer: Answer, count: int = 3) -> list[str]:
        """Questions that may follow an answer and that the articles do answer."""
        return self._answered(propose_follow_ups(answer, most=5 * count), count)

    def close(self) -> None:
        """Give the index's files and the language model back."""
        self._reader.close()
        if self._writer is not None:
            self._writer.llm.close()
        self._tracer.close()

    def _answer(
        self, question: str, history: Sequence[Turn], filters: Filters, leash: Leash | None
    ) -> Generator[str | Answer, None, None]:
        writer = self._writer.on(leash) if self._writer and leash else None
        with self._tracer.span("ask") as span:

            def begin(now: Snapshot) -> tuple[Desk, Begun]:
                desk = self._desk(now, writer)
                return desk, desk.begin(question, history, filters, span)

            desk, begun = self._reader.read(begin)
            try:
                answer = yield from desk.write(begun)
            except SnapshotGone:
                answer = None
            if answer is None or self._reader.current() is not desk.index:
                # What was deleted while the model wrote must not be answered from.
                _, begun = self._reader.read(begin)
                answer = replace(begun.answer, notice=CHANGED if self._writer else "")
            span.note(status=answer.status, quotes=len(answer.quotes), confidence=answer.confidence)
        yield answer

    def _answered(self, questions: Iterable[str], count: int) -> list[str]:
        """The first questions that the articles answer, by quotes alone."""

        def answers(question: str) -> bool:
            begun = self._reader.read(lambda now: self._desk(now).begin(question))
            return begun.answer.status != "refused"

        return list(islice(filter(answers, questions), count))

    def _desk(self, snapshot: Snapshot, writer: Writer | None = None) -> Desk:
        check_fingerprint(
            snapshot.fingerprint, fingerprint_of(self._settings, self._embedder.fingerprint)
        )
        return Desk(snapshot, self._embedder, self._reranker, self._settings, writer)


def open_writer(settings: Settings, llm: LanguageModel) -> Writer:
    """What writes with this model. Raises BadSettings for prompts that cannot be used."""
    load_prompt("rewrite", settings.llm.prompts, REWRITE_FIELDS)
    checker = open_checker(settings.answer, settings.cache)
    return Writer(llm, settings.llm, settings.answer.statements, checker)


def open_writer_or_excuse(settings: Settings, llm: LanguageModel) -> Writer:
    """What writes with this model, or says why nobody may: what checks it cannot be loaded."""
    try:
        return open_writer(settings, llm)
    except ModelUnavailable as error:
        llm.close()
        excuse = BrokenModel(llm.name, str(error))
        return Writer(excuse, settings.llm, settings.answer.statements)


def open_llm_or_excuse(settings: Settings) -> LanguageModel | None:
    """The language model that the settings name, or one that says why it cannot write."""
    try:
        return open_llm(settings)
    except ModelUnavailable as error:
        return BrokenModel(settings.llm.provider, str(error))
