"""One published revision, as retrieval reads it. Never changes; safe to use from several threads.

What is listed is in memory. Texts and vectors are read from the catalog when asked for, by version
number; when a later revision has replaced a version meanwhile, `SnapshotGone` says so and the
question is asked again of the current snapshot.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Collection, Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.domain import Article, Filters, Listing, Passage
from rag.errors import IndexUnusable
from rag.index import layout, tokens
from rag.index.dense import DenseIndex
from rag.index.faults import translated
from rag.index.fingerprint import Fingerprint
from rag.index.lexical import LexicalIndex
from rag.index.listing import listed
from rag.index.records import Published, record_key, spans
from rag.index.tokens import TokenMatrix


class SnapshotGone(IndexUnusable):
    """A newer revision has replaced what this snapshot reads; ask the current one."""


class Snapshot:
    """The articles, passages, vectors and words of one revision."""

    def __init__(self, sql: sqlite3.Connection, lock: RLock, index: Path, seen: Published) -> None:
        """Open a revision. The caller holds `lock` and a transaction that sees `seen`."""
        self.revision: int = seen.revision
        self.fingerprint: Fingerprint = seen.fingerprint
        self._sql = sql
        self._lock = lock
        self._index = index
        self._shown = {shown.listing.id: shown for shown in listed(sql)}
        self._by_key = {shown.key: shown for shown in self._shown.values()}
        folder = layout.revision_folder(index, seen.revision)
        self._lexical = LexicalIndex(folder / layout.LEXICAL)
        self._dense = DenseIndex.copy_of(folder / layout.DENSE)
        self._articles = [self._by_key[record_key(k)].listing.id for k in self._lexical.keys]
        # Others may still read it when the reader has moved on: the last of them frees its files.
        self._finalizer = weakref.finalize(self, self._dense.close)
        self._finalizer.atexit = False

    @property
    def size(self) -> int:
        """How many passages there are."""
        return len(self._lexical)

    def listings(self) -> list[Listing]:
        """Every article, by id."""
        return [shown.listing for shown in self._shown.values()]

    def listing(self, article: str) -> Listing | None:
        """What is known of an article, or None when it is not indexed."""
        shown = self._shown.get(article)
        return shown.listing if shown else None

    def article(self, article: str) -> Article | None:
        """An article with its whole text, or None when it is not indexed."""
        shown = self._shown.get(article)
        if shown is None:
            return None
        query = "SELECT text, clutter FROM versions WHERE id = ?"
        text, clutter = self._read([(query, (shown.version,))])[0]
        about = shown.listing
        return Article(
            about.id, about.title, text, about.source, about.date, about.url, spans(clutter)
        )

    def text(self, article: str) -> str:
        """The stored text of an indexed article; empty when it is not indexed."""
        found = self.article(article)
        return found.text if found else ""

    def passages(self, keys: Sequence[str]) -> list[Passage]:
        """The passages with these keys, in this order; a passage's id is its key."""
        query = (
            'SELECT start, "end", text, sentences FROM passages WHERE version = ? AND position = ?'
        )
        rows = self._read([(query, self._at(key)) for key in keys])
        return [
            Passage(key, self.article_of(key), start, end, text, spans(sentences))
            for key, (start, end, text, sentences) in zip(keys, rows, strict=True)
        ]

    def tokens(self, keys: Sequence[str]) -> list[TokenMatrix]:
        """The token vectors of passages, in this order."""
        query = (
            "SELECT tokens, offsets, length(vector) FROM vectors WHERE version = ? AND position = ?"
        )
        found = self._read([(query, self._at(key)) for key in keys])
        return [tokens.unpack(rows, spans, size // 4) for rows, spans, size in found]

    def article_of(self, key: str) -> str:
        """The id of the article a passage belongs to."""
        return self._by_key[record_key(key)].listing.id

    def dense(
        self, vector: NDArray[np.float32], limit: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest passages as (key, cosine), best first, among allowed articles."""
        return self._dense.query(vector, limit, allowed)

    def lexical(
        self, terms: Sequence[str], limit: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The best passages as (key, BM25 score), best first, among allowed articles."""
        if allowed is None:
            return self._lexical.query(terms, limit)
        among = set(allowed)
        mask = np.fromiter((article in among for article in self._articles), dtype=np.bool_)
        return self._lexical.query(terms, limit, mask)

    def df(self, term: str) -> int:
        """How many passages hold a term."""
        return self._lexical.df(term)

    @property
    def vocabulary(self) -> Collection[str]:
        """Every term that some passage holds."""
        return self._lexical.vocabulary

    def allowed(self, filters: Filters) -> set[str] | None:
        """The ids of articles that pass; None when nothing is filtered."""
        if not filters:
            return None
        return {about.id for about in self.listings() if passes(about, filters)}

    def close(self) -> None:
        """Give the files back; nothing can be asked of the snapshot after that."""
        self._finalizer()

    def _at(self, key: str) -> tuple[int, int]:
        """Where a passage is stored: version and position."""
        return self._by_key[record_key(key)].version, int(key.rpartition("-")[2])

    def _read(self, queries: Iterable[tuple[str, tuple[int, ...]]]) -> list[Any]:
        try:
            with self._lock:
                rows = [self._sql.execute(query, at).fetchone() for query, at in queries]
        except sqlite3.ProgrammingError as error:  # the reader has closed its connection
            raise self._gone() from error
        except sqlite3.Error as error:
            raise translated(error, self._index) from error
        if None in rows:
            raise self._gone()
        return rows

    def _gone(self) -> SnapshotGone:
        return SnapshotGone(
            f"Revision {self.revision} of the index was replaced while it was read. Ask again."
        )


def passes(about: Listing, filters: Filters) -> bool:
    """Whether an article may answer. One without a date passes no date filter."""
    if filters.after and (about.date is None or about.date < filters.after):
        return False
    if filters.before and (about.date is None or about.date > filters.before):
        return False
    if filters.source is None:
        return True
    pattern = filters.source.casefold()
    return any(fnmatchcase(name.casefold(), pattern) for name in (about.source, about.id))
