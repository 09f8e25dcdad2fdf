"""The sentences of the found passages, weighed as evidence for a question.

A sentence's tokens were encoded inside their passage, so that "he" already means who it means.
Knows nothing of how many sentences make an answer, or of when to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rag.domain import Hit, Span
from rag.embedding.base import Matrix
from rag.index.tokens import TokenMatrix
from rag.query import Query, coverage, interaction, match_words, standardise
from rag.terms import stems, terms

# Weights of the standardised scores, chosen on one half of XQuAD English (best of sixteen tried).
WEIGHTS = {"interaction": 1.0, "pooled": 0.3, "coverage": 0.3, "passage": 0.5}
SIGNED = re.compile(r"[—–-]\s*[^@]{1,60}\(@\w+\)")
SHORTEST = 4  # words: less is a heading, a dateline or a credit


@dataclass(frozen=True, slots=True)
class PassageMatch:
    """How well a passage as a whole matches; `words` has the best cosine for each word asked."""

    hit: Hit
    tokens: TokenMatrix
    stems: frozenset[str]
    words: NDArray[np.float64]
    interaction: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage and how well it answers.

    `interaction` and `coverage` are absolute, 0 to 1 and comparable between questions; `score`
    ranks the sentences of one question and means nothing beyond it.
    """

    hit: Hit
    span: Span
    stems: frozenset[str]
    interaction: float
    coverage: float
    score: float

    @property
    def text(self) -> str:
        """The sentence, character for character."""
        return self.hit.passage.slice(self.span)

    @property
    def place(self) -> tuple[str, Span]:
        """Which article and where: the same sentence in two passages has one place."""
        return self.hit.passage.article_id, self.span


def match_passages(
    query: Query, hits: Sequence[Hit], tokens: Sequence[TokenMatrix]
) -> list[PassageMatch]:
    """How each hit as a whole matches; `tokens[i]` belongs to `hits[i]`."""
    found = []
    for hit, matrix in zip(hits, tokens, strict=True):
        words = match_words(query, matrix.vectors)
        held = frozenset(stems(hit.passage.text))
        score = interaction(query, words)
        found.append(PassageMatch(hit, matrix, held, words, score, coverage(query, held)))
    return found


def weigh_evidence(query: Query, passages: Sequence[PassageMatch]) -> list[Evidence]:
    """Every sentence of the passages once, the best evidence first.

    Overlapping passages share sentences; the one in the better passage counts.
    """
    found: list[Evidence] = []
    pooled: list[float] = []
    around: list[float] = []
    seen: set[tuple[str, Span]] = set()
    for passage in passages:
        here = passage.hit.passage
        for span in here.sentences:
            place = (here.article_id, span)
            text = here.slice(span)
            words = terms(text)
            if place in seen or len(words) < SHORTEST or says_nothing(text, passage.hit):
                continue
            seen.add(place)
            rows = rows_of(passage.tokens, span, here.start)
            held = frozenset(word.stem for word in words if not word.stop)
            matches = match_words(query, rows)
            score = interaction(query, matches)
            one = Evidence(passage.hit, span, held, score, coverage(query, held), 0.0)
            found.append(one)
            pooled.append(float(pool(rows) @ query.encoded.vector))
            around.append(passage.interaction)
    return rank_evidence(found, pooled, around)


def rank_evidence(
    found: Sequence[Evidence], pooled: Sequence[float], passages: Sequence[float]
) -> list[Evidence]:
    """Sentences by the weighted sum of their standardised scores, best first."""
    if not found:
        return []
    scores = (
        WEIGHTS["interaction"] * standardise([one.interaction for one in found])
        + WEIGHTS["coverage"] * standardise([one.coverage for one in found])
        + WEIGHTS["pooled"] * standardise(pooled)
        + WEIGHTS["passage"] * standardise(passages)
    )
    order = np.argsort(-scores, kind="stable")
    return [replace(found[i], score=float(scores[i])) for i in order]


def says_nothing(text: str, hit: Hit) -> bool:
    """Whether a sentence is its article's headline, or signs what was quoted before it.

    A headline is in short what the report says in full.
    """
    return bool(SIGNED.match(text)) or (text == hit.listing.title and text[-1] not in ".!?…。")


def rows_of(matrix: TokenMatrix, span: Span, passage_start: int) -> Matrix:
    """The token vectors that lie inside a span of the article."""
    starts = matrix.offsets[:, 0] + passage_start
    ends = matrix.offsets[:, 1] + passage_start
    return matrix.vectors[(starts >= span.start) & (ends <= span.end)]


def pool(rows: Matrix) -> Matrix:
    """The unit mean of token vectors: what the sentence says as a whole, in its passage."""
    total = rows.sum(axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9))
