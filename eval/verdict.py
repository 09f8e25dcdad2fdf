"""What a judge thinks of an answer. Knows no judge, no case and no metric."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opinion:
    """A judge's reply: its score from 0 to 1, and its words.

    `score` is None where the reply could not be used; `remark` then says why.
    """

    score: float | None
    remark: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Opinions of one answer, each None where it was not asked for."""

    correctness: Opinion | None = None
    faithfulness: Opinion | None = None

    @property
    def unread(self) -> tuple[str, ...]:
        """Why replies could not be used, one text for each of them."""
        opinions = (self.correctness, self.faithfulness)
        return tuple(one.remark for one in opinions if one and one.score is None)


UNJUDGED = Verdict()
