"""Whether two sentences say the same, or may say something different, of the same thing.

Looks at words, numbers and negation only; pure functions.
"""

from __future__ import annotations

import re

from rag.answer.evidence import Evidence
from rag.terms import terms

SAME = 0.7  # share of a statement's words that a second report must hold to carry it too
MANY = 8  # words of a statement from which that is enough; a shorter one must be held whole
ABOUT = 0.34  # share that makes two sentences speak of the same thing

NEGATION = re.compile(
    r"\b(not|no|never|none|neither|nor|without|yet to|den(?:y|ies|ied)|refus\w+|reject\w+|"
    r"fail\w*|unable)\b|n[’']t\b",
    re.IGNORECASE,
)


def says_the_same(statement: Evidence, other: Evidence) -> bool:
    """Whether `other` carries the statement too: its words, all of its numbers, its negation."""
    needed = SAME if len(statement.stems) >= MANY else 1.0
    if not statement.stems or shared(statement, other) < needed:
        return False
    same_numbers = numbers(statement.text) <= numbers(other.text)
    return same_numbers and negated(statement.text) == negated(other.text)


def may_disagree(one: Evidence, other: Evidence) -> bool:
    """Whether two articles speak of one thing with other numbers, or one denies what one says."""
    if one.hit.passage.article_id == other.hit.passage.article_id:
        return False
    if max(shared(one, other), shared(other, one)) < ABOUT:
        return False
    here, there = numbers(one.text), numbers(other.text)
    differing = bool(here and there and not (here <= there or there <= here))
    return differing or negated(one.text) != negated(other.text)


def shared(one: Evidence, other: Evidence) -> float:
    """The share of one sentence's words that the other holds."""
    return len(one.stems & other.stems) / len(one.stems) if one.stems else 0.0


def numbers(text: str) -> frozenset[str]:
    """The numbers that stand in a text, as digits."""
    return frozenset(term.stem for term in terms(text) if term.stem[0].isdigit())


def negated(text: str) -> bool:
    """Whether the text denies something."""
    return bool(NEGATION.search(text))
