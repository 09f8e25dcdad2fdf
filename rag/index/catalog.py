"""The writer's side of the catalog: what is published, and the switch to what comes next.

Versions are committed while the work goes on, records only by `switch`, all at once: a killed run
leaves what was published as it was, and the next one finds the versions that are done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rag.domain import Article
from rag.index import schema
from rag.index.faults import storing
from rag.index.fingerprint import Fingerprint
from rag.index.records import Published, Record, published, spans
from rag.index.versions import Versions

PRUNED_AT_ONCE = 50


class Catalog:
    """One writer's connection. Use `writing` from `rag.index.lock` around it."""

    def __init__(self, index: Path) -> None:
        """Open the catalog, making it when there is none. Raises IndexForeign, StorageFailed."""
        self.index = index
        self._sql = schema.open_to_write(index)
        self.versions = Versions(self._sql)

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, *_: object) -> None:
        self._sql.close()

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
        """Why files hold no article, by their bytes and type, as far as known."""
        rows = self._sql.execute(
            "SELECT digest, reason FROM refusals WHERE fingerprint = ?", [fingerprint.to_json()]
        )
        return dict(rows.fetchall())

    def refuse(self, fingerprint: Fingerprint, reading: str, why: str) -> None:
        """Remember that a file holds no article, so that it is not parsed at every run."""
        row = [fingerprint.to_json(), reading, why]
        self._sql.execute("INSERT OR REPLACE INTO refusals VALUES (?, ?, ?)", row)

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


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
