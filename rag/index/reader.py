"""The reader's side of an index folder: always the current revision, in any process.

Knows how to notice that a writer has published; what a revision holds is the snapshot's business.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import TypeVar

from rag.index import layout, schema
from rag.index.faults import querying
from rag.index.records import published
from rag.index.snapshot import Snapshot, SnapshotGone

T = TypeVar("T")
ATTEMPTS = 5


class Reader:
    """Readers of any number of threads and processes on one index folder."""

    def __init__(self, index: Path) -> None:
        """Open the folder and its current revision.

        Raises IndexMissing, IndexForeign or StorageFailed.
        """
        self.index = index
        self._lock = RLock()
        self._sql: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._snapshot: Snapshot | None = None
        self.current()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def current(self) -> Snapshot:
        """The published revision; a fraction of a millisecond when it is the one already open.

        Raises IndexMissing, IndexForeign or StorageFailed.
        """
        with self._lock, querying(self.index):
            return self._current()

    def read(self, function: Callable[[Snapshot], T]) -> T:
        """Call with the current snapshot, again when it was replaced meanwhile."""
        for _ in range(ATTEMPTS - 1):
            try:
                return function(self.current())
            except SnapshotGone:
                continue
        return function(self.current())

    def close(self) -> None:
        """Give the files back."""
        with self._lock:
            if self._snapshot is not None:
                self._snapshot.close()
            if self._sql is not None:
                self._sql.close()
            self._snapshot, self._sql, self._file = None, None, None

    def _current(self) -> Snapshot:
        if self._sql is None or self._file != _identity(self.index):
            # The folder was removed and made again: the open file is of the one that is gone.
            self.close()
            self._sql = schema.open_to_read(self.index)
            self._file = _identity(self.index)
        sql = self._sql
        if self._snapshot is not None and self._snapshot.revision == _revision(sql):
            return self._snapshot
        # A transaction keeps the writer from switching, and so from removing the folder, meanwhile.
        sql.execute("BEGIN")
        try:
            seen = published(sql)
            if seen is None:
                raise schema.missing(self.index)
            self._snapshot = Snapshot(sql, self._lock, self.index, seen)
        finally:
            sql.execute("COMMIT")
        return self._snapshot


def _revision(sql: sqlite3.Connection) -> int | None:
    row = sql.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
    return int(row[0]) if row else None


def _identity(index: Path) -> tuple[int, int] | None:
    try:
        found = (index / layout.CATALOG).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
