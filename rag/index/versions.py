"""What is half done: versions of texts, their passages, and the vectors these have so far.

Writes only inside a transaction of `Catalog`, which commits while the work goes on; readers see a
version once a record shows it. Knows no files and no names.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.domain import Article, Passage
from rag.embedding.base import Encoded
from rag.index import tokens
from rag.index.records import Record, passage_key, spans_json


@dataclass(frozen=True, slots=True)
class Pending:
    """A passage whose vectors are not stored yet."""

    version: int
    position: int
    text: str


@dataclass(frozen=True, slots=True)
class Live:
    """A passage as the derived indexes need it."""

    key: str
    article: str
    text: str
    vector: NDArray[np.float32]


class Versions:
    """The stored versions, over the writer's connection."""

    def __init__(self, sql: sqlite3.Connection) -> None:
        self._sql = sql

    def has(self, version: str) -> bool:
        """Whether a version is stored, with or without its vectors."""
        found = self._sql.execute("SELECT 1 FROM versions WHERE key = ?", [version]).fetchone()
        return found is not None

    def counts(self) -> dict[str, int]:
        """How many passages each stored version has."""
        return dict(self._sql.execute("SELECT key, passages FROM versions").fetchall())

    def add(self, version: str, article: Article, passages: Sequence[Passage]) -> None:
        """Store a version; its vectors come later."""
        number = self._sql.execute(
            "INSERT INTO versions (key, passages, characters, clutter, text)"
            " VALUES (?, ?, ?, ?, ?)",
            [version, len(passages), len(article.text), spans_json(article.clutter), article.text],
        ).lastrowid
        self._sql.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
            (
                (number, position, p.start, p.end, spans_json(p.sentences), p.text)
                for position, p in enumerate(passages)
            ),
        )

    def pending(self, versions: Collection[str]) -> list[tuple[int, int]]:
        """Passages of these versions without vectors, as (version, position), in order."""
        self._select(versions)
        return self._sql.execute(
            "SELECT p.version, p.position FROM passages p"
            " JOIN versions v ON v.id = p.version JOIN wanted w ON w.key = v.key"
            " LEFT JOIN vectors d ON d.version = p.version AND d.position = p.position"
            " WHERE d.version IS NULL ORDER BY p.version, p.position"
        ).fetchall()

    def texts(self, pending: Iterable[tuple[int, int]]) -> list[Pending]:
        """The texts of passages, in the order asked."""
        query = "SELECT text FROM passages WHERE version = ? AND position = ?"
        return [Pending(*at, self._sql.execute(query, at).fetchone()[0]) for at in pending]

    def store(self, encoded: Iterable[tuple[Pending, Encoded]]) -> None:
        """Keep the vectors of some passages."""
        for passage, code in encoded:
            vector = np.ascontiguousarray(code.vector, dtype="<f4").tobytes()
            packed = tokens.pack(code.tokens, code.offsets)
            self._sql.execute(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)",
                [passage.version, passage.position, vector, *packed],
            )

    def live(self, records: Iterable[Record]) -> Iterator[Live]:
        """Every passage of these records with its vector, in the order of records."""
        for record in records:
            rows = self._sql.execute(
                "SELECT p.position, p.text, d.vector FROM versions v"
                " JOIN passages p ON p.version = v.id"
                " JOIN vectors d ON d.version = v.id AND d.position = p.position"
                " WHERE v.key = ? ORDER BY p.position",
                [record.version],
            )
            for position, text, vector in rows:
                key = passage_key(record.key, position)
                yield Live(key, record.id, text, np.frombuffer(vector, dtype="<f4"))

    def _select(self, versions: Collection[str]) -> None:
        """Fill the temporary table `wanted`; a list of parameters has a limit."""
        self._sql.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (key TEXT PRIMARY KEY)")
        self._sql.execute("DELETE FROM wanted")
        self._sql.executemany("INSERT INTO wanted VALUES (?)", [(v,) for v in set(versions)])
