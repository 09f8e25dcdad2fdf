"""Whether an answer says what a case wants, by words. Knows no assistant and no embedding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from eval.fold import fold
from eval.gold import Case
from rag.domain import Answer

_MARK = re.compile(r"\[\d+\]")


def contains(text: str, accepted: str) -> bool:
    """Whether the words of `accepted` stand in the text, one after the other and whole.

    Nothing is contained that folds to nothing.
    """
    return _stands(fold(text), accepted)


def any_of(words: list[str], accepted: Iterable[str]) -> bool:
    """Whether folded words hold one of the accepted strings."""
    return any(_stands(words, one) for one in accepted)


def said(answer: Answer) -> str:
    """The statements of an answer without their citation marks; empty for a refusal."""
    return _MARK.sub("", " ".join(statement.text for statement in answer.statements))


def correct(case: Case, answer: Answer) -> bool:
    """Whether the answer is right: a refusal where one is due, else all that the case asks for."""
    if case.refuse or answer.status == "refused":
        return case.refuse and answer.status == "refused"
    words = fold(said(answer))
    return all(any_of(words, group) for group in case.wanted) and not any_of(words, case.forbid)


def token_f1(text: str, accepted: Iterable[str]) -> float:
    """Harmonic mean of the shares of words in common, for the closest accepted string; 0 to 1."""
    return max((_f1(fold(text), fold(one)) for one in accepted), default=0.0)


def _stands(words: list[str], accepted: str) -> bool:
    wanted = fold(accepted)
    if not wanted:
        return False
    return f" {' '.join(wanted)} " in f" {' '.join(words)} "


def _f1(words: list[str], wanted: list[str]) -> float:
    common = (Counter(words) & Counter(wanted)).total()
    return 2 * common / (len(words) + len(wanted)) if common else 0.0
