"""The writer's side of the catalog: what is indexed, what is half done, and the switch between.

A *version* is a text cut into passages with one fingerprint, under a key made of just that; it has
no name, so a renamed file finds its vectors again. A *record* says which version an article shows.
Versions are committed while the work goes on, records only by `switch`, all at once: a killed run
leaves what was published as it was, and the next one finds the versions that are done.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.domain import Article, Passage, Span
from rag.embedding.base import Encoded
from rag.index import schema, tokens
from rag.index.faults import storing
from rag.index.fingerprint import Fingerprint

PRUNED_AT_ONCE = 50


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


def version_key(fingerprint: Fingerprint, article: Article) -> str:
    """The key of an article's text, its clutter and what it is cut and embedded with."""
    clutter = json.dumps([(span.start, span.end) for span in article.clutter])
    content = f"{fingerprint.to_json()}\0{clutter}\0{article.text}"
    return hashlib.sha256(content.encode()).hexdigest()


def passage_key(record_key: str, position: int) -> str:
    """The id of a passage, unique in the index."""
    return f"{record_key}-{position}"


def record_key(passage_key: str) -> str:
    """The key of the record that a passage belongs to."""
    return passage_key.rpartition("-")[0]


class Catalog:
    """One writer's connection. Use `writing` from `rag.index.lock` around it."""

    def __init__(self, index: Path) -> None:
        """Open the catalog, making it when there is none. Raises IndexForeign, StorageFailed."""
        self.index = index
        self._sql = schema.open_to_write(index)

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, *_: object) -> None:
        self._sql.close()

    # What is there

    def published(self) -> Published | None:
        """The current revision, or None when nothing has been published."""
        return published(self._sql)

    def records(self) -> dict[str, Record]:
        """Every published article by id."""
        rows = self._sql.execute(
            "SELECT a.id, v.key, a.digest, a.path, a.name, a.local, a.title, a.source, a.url,"
            " a.date FROM articles a JOIN versions v ON v.id = a.version ORDER BY a.id"
        )
        records = (Record(*[*row[:-1], _date(row[-1])]) for row in rows)
        return {record.id: record for record in records}

    def roots(self) -> set[bytes]:
        """Folders and files that were ingested."""
        return {row[0] for row in self._sql.execute("SELECT path FROM roots")}

    def duplicates(self) -> set[bytes]:
        """Files left out because the same bytes are indexed under another name."""
        return {row[0] for row in self._sql.execute("SELECT path FROM duplicates")}

    def refusals(self, fingerprint: Fingerprint) -> dict[str, str]:
        """Digests of files that hold no article, with the reason, as far as known."""
        rows = self._sql.execute(
            "SELECT digest, reason FROM refusals WHERE fingerprint = ?", [fingerprint.to_json()]
        )
        return dict(rows.fetchall())

    def article(self, record: Record) -> Article:
        """A published article with its text."""
        row = self._sql.execute(
            "SELECT text, clutter FROM versions WHERE key = ?", [record.version]
        ).fetchone()
        return Article(
            id=record.id,
            title=record.title,
            text=row[0],
            source=record.source,
            date=record.date,
            url=record.url,
            clutter=spans(row[1]),
        )

    # What is half done

    def has(self, version: str) -> bool:
        """Whether a version is stored, with or without its vectors."""
        found = self._sql.execute("SELECT 1 FROM versions WHERE key = ?", [version]).fetchone()
        return found is not None

    def counts(self) -> dict[str, int]:
        """How many passages each stored version has."""
        return dict(self._sql.execute("SELECT key, passages FROM versions").fetchall())

    def add(self, version: str, article: Article, passages: Sequence[Passage]) -> None:
        """Store a version; its vectors come later."""
        clutter = json.dumps([(span.start, span.end) for span in article.clutter])
        number = self._sql.execute(
            "INSERT INTO versions (key, passages, characters, clutter, text)"
            " VALUES (?, ?, ?, ?, ?)",
            [version, len(passages), len(article.text), clutter, article.text],
        ).lastrowid
        self._sql.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
            (
                (number, position, p.start, p.end, _sentences(p), p.text)
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
        """Keep the vectors of some passages, in one transaction."""
        with self.transaction():
            for passage, code in encoded:
                vector = np.ascontiguousarray(code.vector, dtype="<f4").tobytes()
                packed = tokens.pack(code.tokens, code.offsets)
                self._sql.execute(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)",
                    [passage.version, passage.position, vector, *packed],
                )

    def refuse(self, fingerprint: Fingerprint, digest: str, why: str) -> None:
        """Remember that a file holds no article, so that it is not parsed at every run."""
        row = [fingerprint.to_json(), digest, why]
        self._sql.execute("INSERT OR REPLACE INTO refusals VALUES (?, ?, ?)", row)

    # What is to be published

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

    def switch(self, published: Published, records: Iterable[Record]) -> None:
        """Make these records and this revision what readers see, all at once."""
        with self.transaction():
            self._write(records)
            self._set("fingerprint", published.fingerprint.to_json())
            self._set("when", published.when)
            self._set("revision", str(published.revision))
            self._set("unswept", "1")

    def move(self, records: Iterable[Record]) -> None:
        """Store where files are now, when nothing that readers see has changed."""
        with self.transaction():
            self._write(records)

    def remember(self, roots: Collection[bytes], duplicates: Collection[bytes]) -> None:
        """Store what was ingested and what was left out, unless that is known."""
        if self.roots() == set(roots) and self.duplicates() == set(duplicates):
            return
        with self.transaction():
            self._sql.execute("DELETE FROM roots")
            self._sql.execute("DELETE FROM duplicates")
            self._sql.executemany("INSERT INTO roots VALUES (?)", [(p,) for p in set(roots)])
            self._sql.executemany(
                "INSERT INTO duplicates VALUES (?)", [(p,) for p in set(duplicates)]
            )

    def unswept(self) -> bool:
        """Whether a run was killed after its switch, before it removed what that replaced."""
        row = self._sql.execute("SELECT 1 FROM meta WHERE key = 'unswept'").fetchone()
        return row is not None

    def sweep(self) -> None:
        """Remove, and overwrite with zeros, every version that no article shows."""
        unused = self._sql.execute(
            "SELECT id FROM versions WHERE id NOT IN (SELECT version FROM articles)"
        ).fetchall()
        # In small transactions, since readers wait while one is written.
        for first in range(0, len(unused), PRUNED_AT_ONCE):
            with self.transaction():
                some = unused[first : first + PRUNED_AT_ONCE]
                self._sql.executemany("DELETE FROM versions WHERE id = ?", some)
        self._sql.execute("DELETE FROM meta WHERE key = 'unswept'")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing. Raises StorageFailed, IndexInUse or IndexForeign."""
        with storing(self.index):
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._sql.execute("COMMIT")
            finally:
                if self._sql.in_transaction:
                    self._sql.execute("ROLLBACK")

    def _write(self, records: Iterable[Record]) -> None:
        self._sql.execute("DELETE FROM articles")
        self._sql.executemany(
            "INSERT INTO articles SELECT ?, ?, id, ?, ?, ?, ?, ?, ?, ?, ?"
            " FROM versions WHERE key = ?",
            (
                [
                    *(r.id, r.key, r.digest, r.path, r.name, r.local, r.title, r.source, r.url),
                    *(r.date and r.date.isoformat(), r.version),
                ]
                for r in records
            ),
        )

    def _set(self, key: str, value: str) -> None:
        self._sql.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])

    def _select(self, versions: Collection[str]) -> None:
        """Fill the temporary table `wanted`; a list of parameters has a limit."""
        self._sql.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (key TEXT PRIMARY KEY)")
        self._sql.execute("DELETE FROM wanted")
        self._sql.executemany("INSERT INTO wanted VALUES (?)", [(v,) for v in set(versions)])


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


def _sentences(passage: Passage) -> str:
    return json.dumps([(span.start, span.end) for span in passage.sentences])


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
