"""Whether quotes carry a sentence that a language model wrote: kept, corrected or dropped.

A quote carries a sentence when every number, date and name of it stands there, it denies nothing
that the sentence affirms, its roles are not swapped, and its words cover the sentence's. Clauses
joined by "and" may stand on different quotes, each on one that carries it whole. When in doubt
the sentence is dropped: the quoted answer is always there to be shown instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.answer.checker import Checker
from rag.answer.claims import no_claim
from rag.answer.inference import Inference
from rag.answer.verify_grounds import Carrier
from rag.answer.verify_rules import RuleTrial
from rag.answer.verify_trial import Trial
from rag.answer.verify_weighed import WeighedTrial
from rag.domain import Verdict
from rag.query import Query

__all__ = ["Carrier", "Checker", "verify"]


def verify(
    text: str,
    claimed: Sequence[int],
    carriers: Sequence[Carrier],
    read: Callable[[str], Query],
    checker: Checker | None = None,
    *,
    asked: str = "",
    before: str = "",
) -> Verdict:
    """What becomes of one written sentence, given without its numbers in brackets.

    `claimed` are the numbers behind it, whether they exist or not; `read` encodes a text. `asked`
    is the question that it answers, `before` the sentence before it, where they are known. With an
    inference model as `checker` all that is known is weighed; else rules decide, and an entailment
    model is a further condition.
    """
    numbers = tuple(claimed)
    reason = no_claim(text)
    if reason:
        return Verdict(text, numbers, "dropped", reason=reason)
    if not carriers:
        return Verdict(text, numbers, "dropped", reason="there is no quote")
    trial = open_trial(read(text), carriers, checker, asked, before)
    carried = trial.carry(set(numbers), named=True)
    carried = carried or trial.carry({one.n for one in carriers}, named=False)
    if not carried:
        return Verdict(text, numbers, "dropped", reason=trial.reason())
    if set(carried) == set(numbers):
        return Verdict(text, numbers, "kept", carried)
    return Verdict(text, numbers, "corrected", carried, "other quotes carry it")


def open_trial(
    query: Query, carriers: Sequence[Carrier], checker: Checker | None, asked: str, before: str
) -> Trial:
    """The trial that goes with a checker."""
    if isinstance(checker, Inference):
        return WeighedTrial(query, carriers, checker, before)
    return RuleTrial(query, carriers, checker, asked, before)
