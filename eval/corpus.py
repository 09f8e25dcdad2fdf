"""Articles held in memory as a searchable set, so that any of them can be left out at once.

The same passages, vectors and word index as an index folder's, without the folder: what it
answers is what an index of these articles answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from rag.domain import Article, Filters, Listing, Passage
from rag.embedding import Embedder, Encoded
from rag.index import lexical
from rag.index.snapshot import passes
from rag.index.tokens import TokenMatrix, pack, unpack
from rag.ingest.chunk import chunk
from rag.settings import Chunking
from rag.terms import stems


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with its passages and what the embedder made of them."""

    article: Article
    passages: tuple[Passage, ...]
    encoded: tuple[Encoded, ...]


def encode_article(article: Article, embedder: Embedder, settings: Chunking) -> Entry:
    """Cut and embed an article as ingest does."""
    passages = tuple(chunk(article, embedder.count, settings))
    return Entry(article, passages, tuple(embedder.encode([p.text for p in passages])))


class Corpus:
    """A Searchable over entries."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.article.id: entry for entry in entries}
        self._passages: dict[str, Passage] = {}
        self._encoded: dict[str, Encoded] = {}
        for name, entry in self._entries.items():
            for number, (passage, encoded) in enumerate(
                zip(entry.passages, entry.encoded, strict=True)
            ):
                key = f"{name}-{number}"
                self._passages[key] = Passage(
                    key, name, passage.start, passage.end, passage.text, passage.sentences
                )
                self._encoded[key] = encoded
        self._folder = TemporaryDirectory(prefix="footnote-corpus-")
        folder = Path(self._folder.name) / "lexical"
        lexical.build(folder, list(self._passages), [stems(p.text) for p in self._each()])
        self._lexical = lexical.LexicalIndex(folder)
        self._vectors = np.stack([encoded.vector for encoded in self._encoded.values()])
        self._articles = [passage.article_id for passage in self._each()]

    def without(self, articles: Collection[str], instead: Iterable[Entry] = ()) -> Corpus:
        """The same with some articles left out, and others put in their place."""
        kept = [entry for name, entry in self._entries.items() if name not in articles]
        return Corpus([*kept, *instead])

    def only(self, articles: Collection[str]) -> Corpus:
        """The same with just these articles."""
        return Corpus(entry for name, entry in self._entries.items() if name in articles)

    @property
    def size(self) -> int:
        """How many passages there are."""
        return len(self._passages)

    @property
    def vocabulary(self) -> Collection[str]:
        """Every term that some passage holds."""
        return self._lexical.vocabulary

    def df(self, term: str) -> int:
        """How many passages hold a term."""
        return self._lexical.df(term)

    def allowed(self, filters: Filters) -> set[str] | None:
        """The ids of articles that pass; None when nothing is filtered."""
        if not filters:
            return None
        listings = [self.listing(name) for name in self._entries]
        return {about.id for about in listings if about and passes(about, filters)}

    def dense(
        self, vector: NDArray[np.float32], limit: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest passages as (key, cosine), best first."""
        scores = np.where(self._mask(allowed), self._vectors @ vector, -np.inf)
        keys = list(self._passages)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [(keys[row], float(scores[row])) for row in order if np.isfinite(scores[row])]

    def lexical(
        self, terms: Sequence[str], limit: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The best passages as (key, BM25 score), best first."""
        return self._lexical.query(terms, limit, None if allowed is None else self._mask(allowed))

    def passages(self, keys: Sequence[str]) -> list[Passage]:
        """The passages with these keys, in this order."""
        return [self._passages[key] for key in keys]

    def tokens(self, keys: Sequence[str]) -> list[TokenMatrix]:
        """Token vectors, rounded as an index folder keeps them."""
        encoded = [self._encoded[key] for key in keys]
        return [
            unpack(*pack(one.tokens, one.offsets), dimension=one.tokens.shape[1]) for one in encoded
        ]

    def listing(self, article: str) -> Listing | None:
        """What is known of an article."""
        entry = self._entries.get(article)
        if entry is None:
            return None
        it = entry.article
        return Listing(
            it.id, it.title, it.source, it.date, it.url, len(entry.passages), len(it.text)
        )

    def text(self, article: str) -> str:
        """The text of an article."""
        entry = self._entries.get(article)
        return entry.article.text if entry else ""

    def _each(self) -> Iterable[Passage]:
        return self._passages.values()

    def _mask(self, allowed: Collection[str] | None) -> NDArray[np.bool_]:
        if allowed is None:
            return np.ones(self.size, dtype=np.bool_)
        among = set(allowed)
        return np.array([article in among for article in self._articles], dtype=np.bool_)
