"""Which statements of an answer are to stand side by side: their articles may disagree.

The same signs as when an answer is put together: one subject, other numbers or a denial. Pure
functions; knows nothing of HTML.
"""

from __future__ import annotations

from collections.abc import Mapping

from rag.answer.agreement import ABOUT, negated, numbers
from rag.domain import Answer, Quote, Statement
from rag.terms import stems


def side_by_side(answer: Answer) -> list[list[Statement]]:
    """The statements in order; those of different articles that may disagree are in one group."""
    quotes = {quote.n: quote for quote in answer.quotes}
    groups: list[list[Statement]] = []
    for statement in answer.statements:
        rivals = (
            group for group in groups if any(_may_disagree(one, statement, quotes) for one in group)
        )
        group = next(rivals, None)
        if group is None:
            groups.append([statement])
        else:
            group.append(statement)
    return groups


def articles_of(statement: Statement, quotes: Mapping[int, Quote]) -> frozenset[str]:
    """The articles that carry a statement."""
    return frozenset(quotes[n].article for n in statement.quotes if n in quotes)


def _may_disagree(one: Statement, other: Statement, quotes: Mapping[int, Quote]) -> bool:
    if articles_of(one, quotes) & articles_of(other, quotes):
        return False
    here, there = set(stems(one.text)), set(stems(other.text))
    if not here or not there or len(here & there) / min(len(here), len(there)) < ABOUT:
        return False
    mine, theirs = numbers(one.text), numbers(other.text)
    differing = bool(mine and theirs and not (mine <= theirs or theirs <= mine))
    return differing or negated(one.text) != negated(other.text)
