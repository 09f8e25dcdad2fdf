"""Hits, evidence and questions made from plain sentences."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from rag.answer.evidence import Evidence
from rag.answer.quoted import Claim, choose_claims
from rag.domain import Hit, Listing, Passage, Span
from rag.index.tokens import TokenMatrix
from rag.query import Query, read_question
from rag.terms import stems
from tests.fakes import HashEmbedder

EMBEDDER = HashEmbedder(dimension=64)


def ask(text: str) -> Query:
    return read_question(text, EMBEDDER, lambda stem: 1.0)


def sentences(text: str, start: int = 0) -> tuple[Span, ...]:
    """Each run up to a full stop."""
    found = re.finditer(r"[^\s.][^.]*\.", text)
    return tuple(Span(start + m.start(), start + m.end()) for m in found)


def hit(
    text: str,
    article: str = "a.txt",
    *,
    start: int = 0,
    title: str = "A title",
    source: str = "Daily News",
    day: date | None = date(2025, 5, 31),
    scores: Mapping[str, float] | None = None,
) -> Hit:
    """A passage that stands `start` characters into its article."""
    passage = Passage(
        f"{article}-{start}", article, start, start + len(text), text, sentences(text, start)
    )
    listing = Listing(article, title, source, day, None, 1, start + len(text))
    return Hit(passage, listing, 1.0, scores or {"interaction": 0.5})


def matrix(found: Hit) -> TokenMatrix:
    encoded = EMBEDDER.encode([found.passage.text])[0]
    return TokenMatrix(encoded.tokens, encoded.offsets)


def matrices(hits: Sequence[Hit]) -> list[TokenMatrix]:
    return [matrix(one) for one in hits]


def evidence(text: str, article: str = "a.txt", strength: float = 0.7, start: int = 0) -> Evidence:
    """A sentence that is its whole passage; `strength` is its late interaction."""
    span = Span(start, start + len(text))
    found = hit(text, article, start=start)
    return Evidence(found, span, frozenset(stems(text)), strength, strength, strength)


def claims(found: Sequence[Evidence], most: int = 4, several: bool = False) -> list[Claim]:
    return choose_claims(found, most=most, several=several, fits=lambda _: True)
