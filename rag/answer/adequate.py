"""Whether a written answer answers as well as the quoted one does. Pure functions over claims.

A written answer may be true in every sentence and yet leave out what was asked; then the quoted
one is the better answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from rag.answer.agreement import numbers
from rag.answer.evidence import Evidence
from rag.answer.expected import holds_expected
from rag.answer.quoted import Claim
from rag.domain import Span
from rag.names import find_names
from rag.query import Query
from rag.terms import stems

EXPLAINING = re.compile(
    r"\s*(why|how(?!\s+(many|much|long|old|far|often|big|large|tall)\b))\b", re.I
)
NEAR = 3  # words of a quote, counted without function words
BEHIND = 0.06  # late interaction by which written answers' quotes may match the question worse


def what_is_missing(
    queries: Sequence[Query],
    found: Sequence[Sequence[Evidence]],
    written: Sequence[Claim],
    quoted: Sequence[Claim],
) -> str:
    """In a clause, what the quoted answer has and the written one has not; empty for nothing.

    `found[i]` is the evidence for `queries[i]`.
    """
    for query, evidence in zip(queries, found, strict=True):
        strengths = {one.place: one.interaction for one in evidence}
        if _strength(written, strengths) < _strength(quoted, strengths) - BEHIND:
            return "it stands on quotes that match the question less well"
        if _expects(query, quoted) and not _expects(query, written):
            return "it lacks the time, number or name that was asked for"
    if not _new_words(queries, written):
        return "it only repeats the question"
    if _asks_for_facts(queries):
        if _specifics(queries, quoted) and not _specifics(queries, written):
            return "it leaves out every name and number of the quotes"
        if not _tells_what_is_next(queries, written, quoted):
            return "it leaves out what the quotes say next to what was asked"
    articles = {_article(one) for claim in written for one in claim.evidence}
    if any(claim.disputed and _article(claim.best) not in articles for claim in quoted):
        return "it leaves out that articles disagree"
    return ""


def _strength(claims: Sequence[Claim], strengths: Mapping[tuple[str, Span], float]) -> float:
    return max(
        (strengths.get(one.place, 0.0) for claim in claims for one in claim.evidence), default=0.0
    )


def _expects(query: Query, claims: Sequence[Claim]) -> bool:
    return any(holds_expected(query, claim.text) for claim in claims)


def _new_words(queries: Sequence[Query], claims: Sequence[Claim]) -> set[str]:
    """The words of an answer that are not the question's own."""
    return {stem for claim in claims for stem in stems(claim.text)} - _asked(queries)


def _tells_what_is_next(
    queries: Sequence[Query], written: Sequence[Claim], quoted: Sequence[Claim]
) -> bool:
    """Whether an answer has a word that stands next to words of the question in the best quotes.

    "Momus, Warsaw's first literary cabaret, and the theatre Melodram": of what is near the
    cabaret, a model that reads badly takes what is far.
    """
    asked = _asked(queries)
    told = {stem for claim in written for stem in stems(claim.text)}
    near = [next_to(stems(claim.best.text), asked) for claim in quoted]
    return not any(near) or any(told & words for words in near)


def next_to(words: Sequence[str], asked: Collection[str]) -> set[str]:
    """The words that stand nearest to those asked for, NEAR of them and what is as near."""
    places = [i for i, word in enumerate(words) if word in asked]
    distances: dict[str, int] = {}
    for i, word in enumerate(words):
        if word not in asked and places:
            distance = min(abs(i - place) for place in places)
            distances[word] = min(distance, distances.get(word, distance))
    reach = sorted(distances.values())[:NEAR]
    return {word for word, distance in distances.items() if distance <= reach[-1]}


def _asks_for_facts(queries: Sequence[Query]) -> bool:
    """Whether something is asked for that has a name or a number: neither a reason nor a way."""
    return not any(EXPLAINING.match(query.text) for query in queries)


def _specifics(queries: Sequence[Query], claims: Sequence[Claim]) -> set[str]:
    """The names and numbers of an answer that the question does not have."""
    text = " ".join(claim.text for claim in claims)
    named = {stem for name in find_names(text) for stem in stems(name.text)}
    return (named | numbers(text)) - _asked(queries)


def _asked(queries: Sequence[Query]) -> set[str]:
    return {stem for query in queries for stem in query.stems}


def _article(one: Evidence) -> str:
    return one.hit.passage.article_id
