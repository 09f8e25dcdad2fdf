"""A desk that shows what a language model writes as it is: what most programs would show.

It is measured beside the shipped one, never shipped. Knows drafts and how an answer is put
together.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import replace

from rag.answer.cite import quote_evidence
from rag.answer.compose import REFUSAL
from rag.answer.draft import Sentence, read_draft, refuses
from rag.answer.verify import Carrier
from rag.desk import Begun, Desk
from rag.domain import Answer, Statement


class Unverified(Desk):
    """Shows every sentence of a draft with the numbers that the model put behind it.

    A number that no evidence has gives no quote. The verdicts of the verifier are in the trace,
    so that what it would have dropped can be counted.
    """

    def write(self, begun: Begun) -> Generator[str, None, Answer]:
        """Yield a model's draft; return it, or the quoted answer where nothing was written."""
        answer, ground, writer = begun.answer, begun.ground, self._writer
        if writer is None or answer.status == "refused":
            return answer
        drafted = yield from writer.draft(ground, self._settings.llm.timeout)
        sentences = read_draft(drafted.text)
        if not sentences:
            return replace(answer, notice=drafted.notice)
        checked = writer.check(ground, drafted.text, self.read, math.inf)
        trace = replace(
            begun.trace, model=writer.llm.name, draft=drafted.text, verdicts=checked.verdicts
        )
        if refuses(drafted.text):
            shown = replace(answer, status="refused", text=REFUSAL, statements=(), quotes=())
        else:
            shown = show_as_written(answer, sentences, ground.carriers)
        return replace(shown, trace=trace)


def show_as_written(
    answer: Answer, sentences: Sequence[Sentence], carriers: Sequence[Carrier]
) -> Answer:
    """The answer in these sentences, on the quotes that they claim as far as those exist."""
    evidence = {carrier.n: carrier.evidence for carrier in carriers}
    claimed = dict.fromkeys(n for one in sentences for n in one.claimed if n in evidence)
    numbers = {n: number for number, n in enumerate(claimed, start=1)}
    statements = tuple(
        Statement(one.text, tuple(numbers[n] for n in one.claimed if n in numbers))
        for one in sentences
    )
    marked = [f"{one.text} {''.join(f'[{n}]' for n in one.quotes)}".strip() for one in statements]
    return replace(
        answer,
        status="written",
        text=" ".join(marked),
        statements=statements,
        quotes=tuple(quote_evidence(number, evidence[n]) for n, number in numbers.items()),
    )
