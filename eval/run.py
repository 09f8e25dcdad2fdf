"""Ask every case and write down what came back. Knows no metric and no way to open an index.

A case enters by `ask`, the door that users come in by; retrieval is asked once more on its own,
because an answer shows only the passages that it quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from eval.gold import Case
from eval.verdict import UNJUDGED, Verdict
from rag.domain import Answer, Filters, Hit, Turn
from rag.errors import BadInput, BadQuestion


class Assistant(Protocol):
    """What a run needs of `rag.assistant.Assistant`."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question in its conversation."""

    def retrieve(self, standalone: str, filters: Filters) -> Sequence[Hit]:
        """The passages for a question that needs no conversation, best first."""


Door = Callable[[Case], Assistant]


@dataclass(frozen=True, slots=True)
class Record:
    """A case, the answer it got (with its timings in ms) and what retrieval finds, best first.

    `verdict` is empty until a judge has been asked.
    """

    case: Case
    answer: Answer
    hits: tuple[Hit, ...] = ()
    verdict: Verdict = UNJUDGED

    @property
    def refused(self) -> bool:
        """Whether the question was turned down."""
        return self.answer.status == "refused"


def nothing() -> None:
    """What is to be stopped where nothing goes on for long."""


def run(
    door: Door, cases: Sequence[Case], jobs: int = 1, stop: Callable[[], None] = nothing
) -> Iterator[Record]:
    """Ask the cases, `jobs` at a time, and give the records in the cases' order as they come.

    `door` says whom a case is put to. A caller that is interrupted keeps what it has been given;
    `stop` then ends the answers that are still being written, which are waited for.
    Raises BadInput, which names the case, for a question that the assistant cannot take, and
    whatever else the assistant raises.
    """
    if jobs == 1:
        yield from (ask(door(case), case) for case in cases)
        return
    with ThreadPoolExecutor(jobs) as pool:
        whole = False
        try:
            yield from pool.map(lambda case: ask(door(case), case), cases)
            whole = True
        finally:
            if not whole:
                stop()
            pool.shutdown(cancel_futures=True)


def ask(assistant: Assistant, case: Case) -> Record:
    """Put one case to the assistant."""
    try:
        answer = assistant.ask(case.question, case.history)
        hits = tuple(assistant.retrieve(answer.standalone, Filters()))
    except BadQuestion as error:
        raise BadInput(f"{case.where or case.id}: the question cannot be asked: {error}") from error
    return Record(case=case, answer=answer, hits=hits)
