"""The three stages over one unchanging set of passages, the current snapshot or any other.

Joins what knows nothing of one another: resolving, retrieving, answering and, where a language
model is set, writing. Knows neither index folders nor who asks.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer.compose import Composed, compose, compose_claims
from rag.answer.evidence import rows_of
from rag.answer.parts import split_question
from rag.answer.verify import Carrier
from rag.answer.written import Checked, Ground, Writer
from rag.chat.preamble import strip_preamble
from rag.chat.question import check_question, recent
from rag.chat.resolve import resolve
from rag.chat.rewrite import FIELDS, rewrite
from rag.chat.spelling import mend_spelling
from rag.domain import Answer, Filters, Hit, Status, Trace, Turn, count_fates
from rag.embedding import Embedder
from rag.index.searchable import Searchable
from rag.prompts import load_prompt
from rag.query import Query, rarity, read_question
from rag.retrieve.rerank import Reranker
from rag.retrieve.retriever import retrieve
from rag.settings import Settings
from rag.stopwatch import Span, Stopwatch


@dataclass(frozen=True, slots=True)
class Begun:
    """A quoted answer, and what a model may write a better one from."""

    answer: Answer
    ground: Ground
    trace: Trace
    watch: Stopwatch


class Desk:
    """Answers questions from the passages that it is put in front of."""

    def __init__(
        self,
        index: Searchable,
        embedder: Embedder,
        reranker: Reranker,
        settings: Settings,
        writer: Writer | None = None,
    ) -> None:
        self.index = index
        self._embedder = embedder
        self._reranker = reranker
        self._settings = settings
        self._writer = writer
        self._queries: dict[str, Query] = {}

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Answer:
        """Resolve, retrieve, answer."""
        answer, *_ = [p for p in self.stream(question, history, filters) if isinstance(p, Answer)]
        return answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> Iterator[str | Answer]:
        """Draft text as it is written, where a model writes; the verified Answer last."""
        yield (yield from self.write(self.begin(question, history, filters)))

    def begin(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters = Filters(),
        span: Span | None = None,
    ) -> Begun:
        """The quoted answer, which needs no model; its stages become parts of the span."""
        watch = Stopwatch(span)
        with watch.measure("resolve") as part:
            standalone, by_model = self._resolve(question, history)
            part.note(turns=len(history), by="model" if by_model else "rules")
        with watch.measure("retrieve") as part:
            hits = self.retrieve(standalone, filters)
            part.note(passages=len(hits))
        with watch.measure("answer") as part:
            ground = self.ground(standalone, hits)
            part.note(statements=len(ground.quoted.statements), evidence=len(ground.carriers))
        trace = Trace(
            passages=tuple(hits),
            resolved_by="model" if by_model else "rules",
            evidence=tuple(ground.quotes()),
        )
        answer = _answer(standalone, ground.quoted)
        if answer.status == "refused" and self._settings.brand.refusal:
            answer = replace(answer, text=self._settings.brand.refusal)
        answer = replace(answer, question=question, timings_ms=watch.milliseconds(), trace=trace)
        return Begun(answer, ground, trace, watch)

    def write(self, begun: Begun) -> Generator[str, None, Answer]:
        """Yield a model's draft, where one is set and there is an answer; return what is shown.

        That is what the model wrote as far as quotes carry it, or else the quoted answer. Closing
        the generator frees the model.
        """
        answer, ground, watch, writer = begun.answer, begun.ground, begun.watch, self._writer
        if writer is None or answer.status == "refused":
            return answer
        spent = watch.milliseconds()["resolve"] / 1000  # a model may have had its share of it
        with watch.measure("write") as part:
            drafted = yield from writer.draft(ground, self._settings.llm.timeout - spent)
            part.note(model=writer.llm.name, **drafted.tokens)
        with watch.measure("verify") as part:
            checked = Checked(notice=drafted.notice)
            if not drafted.notice:
                left = self._settings.llm.timeout - spent - watch.milliseconds()["write"] / 1000
                checked = writer.check(ground, drafted.text, self.read, left)
            part.note(**count_fates(checked.verdicts))
            if checked.claims:
                written = compose_claims(
                    checked.claims, answer.confidence, ground.quoted.found, self.index.text
                )
                answer = replace(
                    _answer(answer.standalone, written, "written"), question=answer.question
                )
        times = watch.milliseconds()
        trace = replace(
            begun.trace,
            model=writer.llm.name,
            draft=drafted.text,
            verdicts=checked.verdicts,
            tokens=drafted.tokens,
            timings_ms={
                "first_word": drafted.first_word,
                "write": times["write"],
                "verify": times["verify"],
            },
        )
        times["answer"] += times["write"] + times["verify"]
        return replace(answer, notice=checked.notice, trace=trace, timings_ms=times)

    def resolve(self, question: str, history: Sequence[Turn] = ()) -> str:
        """The question as it stands alone, its typing mistakes mended.

        Raises BadQuestion for one that is empty, too long or holds no word.
        """
        standalone, _ = self._resolve(question, history)
        return standalone

    def retrieve(self, standalone: str, filters: Filters = Filters()) -> list[Hit]:
        """The passages most likely to answer, best first."""
        query = self.read(standalone)
        return retrieve(query, self.index, self._settings.retrieve, self._reranker, filters)

    def ground(self, standalone: str, hits: Sequence[Hit]) -> Ground:
        """The quoted answer, and the numbered sentences that another may be written from."""
        parts = split_question(standalone)
        queries = tuple(self.read(part) for part in parts)
        best = hits[: self._settings.answer.passages * len(parts)]
        tokens = self.index.tokens([hit.passage.id for hit in best])
        quoted = compose(queries, hits, tokens, self._settings.answer, self.index.text)
        rows = {hit.passage.id: matrix for hit, matrix in zip(best, tokens, strict=True)}
        carriers = tuple(
            Carrier(n, one, rows_of(rows[one.hit.passage.id], one.span, one.hit.passage.start))
            for n, one in enumerate(quoted.evidence[: self._settings.llm.evidence], 1)
        )
        answered = tuple(queries[place] for place in quoted.answered)
        return Ground(standalone, answered, quoted, carriers)

    def read(self, text: str) -> Query:
        """A question ready to be compared with the passages; encoded once for all stages."""
        if text not in self._queries:
            self._queries[text] = read_question(
                text, self._embedder, lambda stem: rarity(self.index.size, self.index.df(stem))
            )
        return self._queries[text]

    def _resolve(self, question: str, history: Sequence[Turn]) -> tuple[str, bool]:
        """The question as it stands alone, and whether a language model made it so."""
        asked = strip_preamble(check_question(question))
        turns = recent(history)
        by_rules = self._mend(resolve(asked, turns, self._likeness))
        written = self._rewrite(asked, turns, by_rules)
        return (self._mend(written), True) if written else (by_rules, False)

    def _rewrite(self, asked: str, turns: Sequence[Turn], by_rules: str) -> str | None:
        if self._writer is None:
            return None
        return rewrite(
            self._mend(asked),
            turns,
            by_rules,
            several=len(split_question(by_rules)) > 1,
            llm=self._writer.llm,
            prompt=load_prompt("rewrite", self._settings.llm.prompts, FIELDS),
            seconds=self._settings.llm.timeout,
        )

    def _mend(self, question: str) -> str:
        return mend_spelling(question, self.index, self._embedder)

    def _likeness(self, one: str, other: str) -> float:
        first, second = self._embedder.encode([one, other])
        return float(first.vector @ second.vector)


def _answer(standalone: str, composed: Composed, status: Status = "quoted") -> Answer:
    return Answer(
        question=standalone,
        standalone=standalone,
        status=status if composed.statements else "refused",
        text=composed.text,
        statements=composed.statements,
        quotes=composed.quotes,
        closest=composed.closest,
        confidence=composed.confidence,
    )
