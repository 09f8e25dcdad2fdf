"""What is published: a revision, and which version of its text each article shows.

A *version* is a text cut into passages with one fingerprint, under a key made of just that; it has
no name, so a renamed file finds its vectors again. A *record* says which version an article shows.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rag.domain import Article, Span
from rag.index.fingerprint import Fingerprint


@dataclass(frozen=True, slots=True)
class Record:
    """An article of the index: where its file is, and which version it shows.

    `digest` is of the raw bytes, `path` the absolute path as the system encodes it, `name` the
    file's name in its folder and `local` what the loader calls the article in that file.
    `version` is a version's key.
    """

    id: str
    version: str
    digest: str
    path: bytes
    name: str
    local: str
    title: str
    source: str
    url: str | None
    date: date | None

    @property
    def key(self) -> str:
        """What the keys of its passages begin with; new whenever their text may be."""
        return hashlib.sha256(f"{self.id}\0{self.version}".encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Published:
    """What readers see: the number of a revision, what it was built with and when (ISO 8601)."""

    revision: int
    fingerprint: Fingerprint
    when: str


def version_key(fingerprint: Fingerprint, article: Article) -> str:
    """The key of an article's text, its clutter and what it is cut and embedded with."""
    content = f"{fingerprint.to_json()}\0{spans_json(article.clutter)}\0{article.text}"
    return hashlib.sha256(content.encode()).hexdigest()


def passage_key(record_key: str, position: int) -> str:
    """The id of a passage, unique in the index."""
    return f"{record_key}-{position}"


def record_key(passage_key: str) -> str:
    """The key of the record that a passage belongs to."""
    return passage_key.rpartition("-")[0]


def published(sql: sqlite3.Connection) -> Published | None:
    """The revision that a connection sees, or None."""
    meta = dict(sql.execute("SELECT key, value FROM meta").fetchall())
    if "revision" not in meta:
        return None
    fingerprint = Fingerprint.from_json(meta["fingerprint"])
    return Published(int(meta["revision"]), fingerprint, meta["when"])


def spans(text: str) -> tuple[Span, ...]:
    """Spans as the catalog stores them."""
    return tuple(Span(start, end) for start, end in json.loads(text))


def spans_json(spans: Iterable[Span]) -> str:
    """Spans for the catalog to store, to be read by `spans`."""
    return json.dumps([(span.start, span.end) for span in spans])
