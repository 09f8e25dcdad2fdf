"""What becomes of planted sentences: each put to the shipped verifier, counted by kind.

A false sentence is caught when it is dropped; one with a false marker also when it is put on the
right quote. A true one survives when what carries it holds a sentence that it was made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.planted.carriers import Bench
from eval.planted.cases import Planted
from rag.answer.checker import Checker
from rag.answer.verify import verify
from rag.domain import Verdict

SHARES = ("caught", "survived")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and what the verifier made of it."""

    case: Planted
    verdict: Verdict

    @property
    def right(self) -> bool:
        """Whether it was caught or survived, as it should."""
        return self.case.right(self.verdict.carried)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many sentences of a kind there were, and how many were treated right."""

    kind: str
    false: bool
    count: int
    right: int

    @property
    def share(self) -> float | None:
        """The part that was treated right; None of nothing."""
        return self.right / self.count if self.count else None


def put(case: Planted, bench: Bench, checker: Checker | None = None) -> Outcome:
    """One sentence to the verifier. Raises BadInput where the case does not fit the articles."""
    carriers = bench.carriers(case)
    read, asked = bench.desk.read, case.question
    verdict = verify(case.sentence, case.claimed, carriers, read, checker, asked=asked)
    return Outcome(case, verdict)


def by_kind(outcomes: Sequence[Outcome]) -> list[Tally]:
    """A tally of each kind, in the order that they come in, those of true sentences last."""
    kinds = dict.fromkeys((one.case.kind, one.case.false) for one in outcomes)
    return [
        _tally(kind, false, (o for o in outcomes if (o.case.kind, o.case.false) == (kind, false)))
        for kind, false in sorted(kinds, key=lambda kind: not kind[1])
    ]


def in_all(outcomes: Sequence[Outcome]) -> dict[str, Tally]:
    """The shares that are held against thresholds: false ones caught, true ones survived."""
    return {
        name: _tally(name, false, (one for one in outcomes if one.case.false is false))
        for name, false in zip(SHARES, (True, False), strict=True)
    }


def _tally(kind: str, false: bool, outcomes: Iterable[Outcome]) -> Tally:
    right = [one.right for one in outcomes]
    return Tally(kind, false, len(right), sum(right))
