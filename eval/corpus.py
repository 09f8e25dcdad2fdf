"""Articles held in memory as a searchable set, so that any of them can be left out at once.

The same passages, vectors and words as an index folder's, without the folder: what it answers is
what an index of these articles answers. An article is cut and embedded once, however many sets it
is part of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eval.bm25 import WordIndex
from rag.domain import Article, Filters, Listing, Passage
from rag.embedding import Embedder
from rag.index.snapshot import passes
from rag.index.tokens import TokenMatrix, pack, unpack
from rag.ingest.chunk import chunk
from rag.sections import Chunking
from rag.terms import stems

# Unpacked token vectors take four times the room; so many passages' worth (300 MB) are kept.
UNPACKED = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A passage, whose id is its key, with what the embedder and the stemmer made of it."""

    passage: Passage
    vector: NDArray[np.float32]
    packed: tuple[bytes, bytes]
    words: Counter[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with its passages."""

    article: Article
    rows: tuple[Row, ...]

    def called(self, name: str) -> Entry:
        """The same article under another id."""
        rows = [
            replace(row, passage=replace(row.passage, id=f"{name}-{number}", article_id=name))
            for number, row in enumerate(self.rows)
        ]
        return Entry(replace(self.article, id=name), tuple(rows))


def encode_article(article: Article, embedder: Embedder, settings: Chunking) -> Entry:
    """Cut and embed an article as ingest does."""
    passages = chunk(article, embedder.count, settings)
    rows = [
        Row(
            replace(passage, id=f"{article.id}-{number}"),
            encoded.vector,
            pack(encoded.tokens, encoded.offsets),
            Counter(stems(passage.text)),
        )
        for number, (passage, encoded) in enumerate(
            zip(passages, embedder.encode([p.text for p in passages]), strict=True)
        )
    ]
    return Entry(article, tuple(rows))


def _unpack(row: Row) -> TokenMatrix:
    """Token vectors, rounded as an index folder keeps them."""
    return unpack(*row.packed, dimension=len(row.vector))


class Corpus:
    """A Searchable over entries."""

    def __init__(
        self, entries: Iterable[Entry], unpacked: Callable[[Row], TokenMatrix] | None = None
    ) -> None:
        """Put entries together; sets made of one another share what they have unpacked."""
        self._entries = {entry.article.id: entry for entry in entries}
        self._rows = {row.passage.id: row for e in self._entries.values() for row in e.rows}
        self._keys = list(self._rows)
        self._words = WordIndex([row.words for row in self._rows.values()])
        self._vectors = np.array([row.vector for row in self._rows.values()], dtype=np.float32)
        self._articles = [row.passage.article_id for row in self._rows.values()]
        self._unpacked = unpacked or lru_cache(maxsize=UNPACKED)(_unpack)

    def without(self, articles: Collection[str], instead: Iterable[Entry] = ()) -> Corpus:
        """The same with some articles left out, and others put in their place."""
        kept = [entry for name, entry in self._entries.items() if name not in articles]
        return type(self)([*kept, *instead], self._unpacked)

    def only(self, articles: Collection[str]) -> Corpus:
        """The same with just these articles."""
        kept = [entry for name, entry in self._entries.items() if name in articles]
        return type(self)(kept, self._unpacked)

    def listings(self) -> list[Listing]:
        """Every article, in order."""
        return [_listing(entry) for entry in self._entries.values()]

    def article(self, article: str) -> Article | None:
        """An article with its text, or None."""
        entry = self._entries.get(article)
        return entry.article if entry else None

    @property
    def size(self) -> int:
        """How many passages there are."""
        return len(self._rows)

    @property
    def vocabulary(self) -> Collection[str]:
        """Every term that some passage holds."""
        return self._words.vocabulary

    def df(self, term: str) -> int:
        """How many passages hold a term."""
        return self._words.df(term)

    def allowed(self, filters: Filters) -> set[str] | None:
        """The ids of articles that pass; None when nothing is filtered."""
        if not filters:
            return None
        return {about.id for about in self.listings() if passes(about, filters)}

    def dense(
        self, vector: NDArray[np.float32], limit: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest passages as (key, cosine), best first."""
        scores = self._vectors @ vector if self._keys else np.empty(0, dtype=np.float32)
        scores = np.where(self._mask(allowed), scores, -np.inf)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [(self._keys[row], float(scores[row])) for row in order if np.isfinite(scores[row])]

    def lexical(
        self, terms: Sequence[str], limit: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The best passages as (key, BM25 score), best first; none that share no term."""
        scores = np.where(self._mask(allowed), self._words.scores(terms), 0.0)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [(self._keys[row], float(scores[row])) for row in order if scores[row] > 0]

    def passages(self, keys: Sequence[str]) -> list[Passage]:
        """The passages with these keys, in this order."""
        return [self._rows[key].passage for key in keys]

    def tokens(self, keys: Sequence[str]) -> list[TokenMatrix]:
        """The token vectors of passages, in this order."""
        return [self._unpacked(self._rows[key]) for key in keys]

    def listing(self, article: str) -> Listing | None:
        """What is known of an article."""
        entry = self._entries.get(article)
        return _listing(entry) if entry else None

    def text(self, article: str) -> str:
        """The text of an article."""
        entry = self._entries.get(article)
        return entry.article.text if entry else ""

    def _mask(self, allowed: Collection[str] | None) -> NDArray[np.bool_]:
        if allowed is None:
            return np.ones(self.size, dtype=np.bool_)
        among = set(allowed)
        return np.array([article in among for article in self._articles], dtype=np.bool_)


def _listing(entry: Entry) -> Listing:
    it = entry.article
    return Listing(it.id, it.title, it.source, it.date, it.url, len(entry.rows), len(it.text))
